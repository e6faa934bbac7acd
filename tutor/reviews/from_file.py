"""Grades a file of answers: all of it is looked at before anything is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tutor.reviews.answers import Answer
from tutor.reviews.questions import Graded
from tutor.reviews.quiz import LONGEST, Quiz


@dataclass(frozen=True)
class Held:
    """What came of a file.

    Attributes:
        quiz: id of the quiz.
        graded: answers, in the order of the file.
        skipped: items that were answered already, today or in this week's quiz.
        minutes: that were kept as spent; 0 where nothing was graded.
    """

    quiz: str
    graded: tuple[Graded, ...]
    skipped: tuple[str, ...]
    minutes: int


def grade_file(quiz: Quiz, answers: Sequence[Answer], language: Language, *, check: bool = False) -> Held:
    """Grade the answers of a file; each is kept as soon as it is graded.

    Answers that were kept before are passed over, so that a file whose grading was interrupted goes on.

    Raises:
        BadInput: an item cannot be asked, or in the weekly quiz a grade was given; nothing was changed.
    """
    for answer in answers:
        _check(quiz, answer, check)
    quiz.catch_up()
    before = quiz.answered_today(check=check)
    sitting, graded = quiz.record.now(), []
    for answer in answers:
        if answer.item not in before:
            grade = answer.grade if isinstance(answer.grade, int) else None
            graded.append(
                quiz.grade(
                    sitting, answer.item, language,
                    answer=answer.answer, grade=grade, seconds=answer.seconds, check=check,
                )
            )  # fmt: skip
    skipped = tuple(answer.item for answer in answers if answer.item in before)
    kept = {one.assessed.asked.item for one in graded if one.grade is not None}
    seconds = sum(min(answer.seconds, LONGEST) for answer in answers if answer.item in kept)
    minutes = quiz.finish(seconds, check=check).minutes if kept else 0
    return Held(sitting, tuple(graded), skipped, minutes)


def _check(quiz: Quiz, answer: Answer, check: bool) -> None:
    if check and answer.grade is not None:
        raise BadInput(
            'The weekly quiz is graded by the program, and "{id}" has a grade; nothing was changed.',
            hint="Give an answer instead.",
            id=answer.item,
        )
    quiz.check_item(answer.item, check=check)
