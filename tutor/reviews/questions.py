"""What is asked in a quiz, as every face shows it, and what came of it."""

from dataclasses import dataclass
from typing import Literal

from knowledge_base.lesson_passages import LessonPassage
from tutor.reviews.grading import PointFound

Form = Literal["open", "choice", "number", "task"]
How = Literal["points", "choice", "self", "checks", "unsure"]


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes:
        item, skill: ids.
        form: `open` is answered in words, `choice` by a letter, `number` by a number; a `task` is an
            exercise, which is answered with `tutor practice check`.
        question: in the learner's language.
        options: of a choice.
        new: whether it was never asked before.
        passage: of the lesson, to be read again first, since the item was forgotten time and again.
    """

    item: str
    skill: str
    form: Form
    question: str
    options: tuple[str, ...] = ()
    new: bool = False
    passage: LessonPassage | None = None


@dataclass(frozen=True)
class Queue:
    """What is asked now.

    Attributes:
        asked: the most valuable first.
        left: items that are due, or new, and wait for a later session.
        next_due: ISO date of the next review after today; empty where there is none.
    """

    asked: tuple[Asked, ...]
    left: int
    next_due: str


@dataclass(frozen=True)
class Sitting:
    """A quiz that was begun.

    Attributes:
        id: of the quiz.
        check: whether it is the weekly one without help.
        queue: what it asks.
    """

    id: str
    check: bool
    queue: Queue


@dataclass(frozen=True)
class Assessed:
    """What the program makes of an answer, before anything is kept.

    Attributes:
        asked: the question.
        your_answer: as the learner gave it.
        answer: the right one.
        grade: 1 to 4; None where the learner has to say.
        how: who graded; `unsure` where the learner has to say.
        points: what was found of each key point; none where the answer was not read.
        near_wrong: whether the answer says what learners often get wrong.
        wrong: that mistake, in the learner's language; empty where there is none.
        passage: where the lesson says it.
    """

    asked: Asked
    your_answer: str
    answer: str
    grade: int | None
    how: How
    points: tuple[PointFound, ...]
    near_wrong: bool
    wrong: str
    passage: LessonPassage


@dataclass(frozen=True)
class Graded:
    """An answer that was kept.

    Attributes:
        assessed: the answer.
        grade: that was kept; None where nothing was, since the learner has to say.
        how: who graded.
        next: ISO date of the next review; empty where there is none.
        leech: whether the passage should be read again before.
    """

    assessed: Assessed
    grade: int | None
    how: How
    next: str
    leech: bool = False
