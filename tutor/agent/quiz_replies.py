"""A quiz in a conversation: one question at a time, each answer graded and kept before the next is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

from knowledge_base.documents import Language
from tutor.agent.events import Offer
from tutor.agent.practice_moves import named_place
from tutor.agent.quiz_reading import WEEKLY, grade_named
from tutor.agent.state import QuizMemory
from tutor.learner.entries import Done, Observation, Review
from tutor.messages import text as message
from tutor.plan_documents import PlanWords
from tutor.practice_markdown import bold, joined, plain
from tutor.quiz_documents import asked_document, assessed_document
from tutor.reviews.questions import Asked, Assessed, Graded
from tutor.reviews.quiz import LONGEST, Quiz
from tutor.reviews.scheduling import GOOD, HARD
from tutor.reviews.weekly import read_number

FEW = 5  # questions before it is asked whether to go on
_LOOKED_AT = 60  # items of the queue, of which the first that can be asked here is taken
LETTERS = "ABCD"
_VERDICTS = {1: "wrong", 2: "partly", 3: "right", 4: "right"}
_MARKS = {"yes": "✓", "no": "✗", "unsure": "?"}
_HOW = {"open": "your_answer", "choice": "your_letter", "number": "your_number"}


@dataclass(frozen=True)
class Reply:
    """What is said, and what is remembered from then on.

    Attributes:
        text: Markdown.
        memory: of the conversation.
        offers: what can be chosen now.
    """

    text: str
    memory: QuizMemory
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class QuizTalk:
    """A turn of a quiz.

    Attributes:
        quiz: the service.
        memory: of the conversation, before the turn.
        question: the turn, without its slash command.
        turn_language: of the turn; a quiz that is open keeps its own.
        at: ISO time of the turn.
    """

    quiz: Quiz
    memory: QuizMemory
    question: str
    turn_language: Language
    at: str

    @property
    def language(self) -> Language:
        """That the quiz is held in."""
        return cast(Language, self.memory.get("language") or self.turn_language)

    @property
    def check(self) -> bool:
        """Whether it is the weekly one."""
        return bool(self.memory.get("check"))

    @property
    def item(self) -> str:
        """Id of what waits for an answer."""
        return self.memory.get("item", "")

    @property
    def seconds(self) -> float:
        """Since the item was shown, at most `LONGEST`."""
        return min(LONGEST, max(0.0, _seconds(self.memory.get("asked", self.at), self.at)))

    def say(self, key: str, **values: object) -> str:
        """A text of `quiz_chat.<key>`."""
        return message(f"quiz_chat.{key}", self.language, **values)

    def shared(self, key: str, **values: object) -> str:
        """A text that the command line says too."""
        return message(f"cli.quiz.{key}", self.language, **values)

    def day(self, day: str) -> str:
        """An ISO date as it is spoken."""
        return PlanWords(self.quiz.course, self.language, self.quiz.today.year).day(day)

    def kept(self, memory: QuizMemory | None = None) -> list[Review | Observation]:
        """The answers of this quiz that are in the record."""
        of = self.memory if memory is None else memory
        record, quiz = self.quiz.record, of.get("quiz", "")
        if not of.get("check"):
            return [*record.entries(Review, quiz=quiz)] if quiz else []
        return [one for one in record.since(Observation, quiz) if one.source == "quiz"]


def begun(talk: QuizTalk) -> Reply:
    """Begin a quiz, of one skill where one is named."""
    place = named_place(talk.question, talk.quiz.course)
    skill = place if any(one.id == place for one in talk.quiz.course.skills) else ""
    check = bool(WEEKLY.search(talk.question.lower()))
    sitting = talk.quiz.begin(
        talk.turn_language, check=check, count=None if check else _LOOKED_AT, skill=skill
    )
    memory = QuizMemory(
        quiz=sitting.id, language=talk.turn_language, check=check, skill=skill, item="", passed=[]
    )
    talk = _with(talk, memory)
    asked, tasks = _next(talk, memory)
    if asked is None:
        key = "none_check" if check else "none"
        return Reply(joined([talk.shared(key), _tasks(talk, tasks), _due(talk)]), QuizMemory())
    intro = talk.say("intro.check" if check else "intro")
    return _asking(talk, asked, memory, intro)


def shown_again(talk: QuizTalk) -> Reply:
    """The question that waits, or the next one where it was answered elsewhere meanwhile."""
    if _answered_since(talk):
        return _following(talk, "")
    counted = len(talk.kept())
    intro = talk.say("goes_on", count=counted) if counted else talk.say("goes_on.none")
    asked = talk.quiz.assess(talk.item, "", talk.language, check=talk.check).asked
    if talk.memory.get("grading"):
        return _graded_by_learner(talk, talk.memory.get("answer", ""), intro)
    return _asking(talk, asked, talk.memory, intro)


def answered(talk: QuizTalk) -> Reply:
    """Grade an answer and keep it; where the program cannot decide, ask the learner."""
    if _answered_since(talk):
        return _following(talk, talk.say("answered_before"))
    assessed = talk.quiz.assess(talk.item, talk.question, talk.language, check=talk.check)
    if (wrong_form := _wrong_form(assessed.asked, talk.question)) is not None:
        return Reply(talk.shared(wrong_form), talk.memory, _offers(talk, assessed.asked))
    if assessed.grade is None:
        return _graded_by_learner(talk, talk.question, "")
    return _following(talk, _keep(talk, assessed, None))


def not_known(talk: QuizTalk) -> Reply:
    """An item that the learner does not know: it counts as forgotten, and the answer is shown."""
    if _answered_since(talk):
        return _following(talk, talk.say("answered_before"))
    assessed = talk.quiz.assess(talk.item, "", talk.language, check=talk.check)
    return _following(talk, _keep(talk, assessed, 1))


def graded(talk: QuizTalk) -> Reply:
    """Keep the learner's own grade."""
    if _answered_since(talk):
        return _following(talk, talk.say("answered_before"))
    answer = talk.memory.get("answer", "")
    assessed = talk.quiz.assess(talk.item, answer, talk.language, check=talk.check, read=False)
    return _following(talk, _keep(talk, assessed, grade_named(talk.question), brief=True))


def grade_asked(talk: QuizTalk) -> Reply:
    """Ask for the grade once more."""
    return Reply(talk.shared("which_grade"), talk.memory, _grade_offers(talk))


def passed(talk: QuizTalk) -> Reply:
    """Another question; nothing is kept of the one before."""
    memory = QuizMemory(**{**talk.memory, "passed": [*talk.memory.get("passed", []), talk.item]})
    return _following(_with(talk, memory), talk.say("passed"))


def stopped(talk: QuizTalk) -> Reply:
    """End the quiz, and say what the record has of it."""
    return Reply(_ended(talk), QuizMemory())


def none_open(talk: QuizTalk) -> Reply:
    """There is nothing to stop."""
    return Reply(talk.say("none_open"), QuizMemory())


# -- inside ----------------------------------------------------------------------------------------


def _with(talk: QuizTalk, memory: QuizMemory) -> QuizTalk:
    return QuizTalk(talk.quiz, memory, talk.question, talk.turn_language, talk.at)


def _next(talk: QuizTalk, memory: QuizMemory) -> tuple[Asked | None, list[Asked]]:
    """The next question that can be answered here, and the exercises that wait."""
    if talk.check:
        queue = talk.quiz.weekly(talk.language)
    else:
        queue = talk.quiz.queue(talk.language, count=_LOOKED_AT, skill=memory.get("skill", ""))
    over = {*memory.get("passed", []), *(one.item for one in talk.kept(memory))}
    left = [asked for asked in queue.asked if asked.item not in over]
    tasks = [asked for asked in left if asked.form == "task"]
    return next((asked for asked in left if asked.form != "task"), None), tasks


def _following(talk: QuizTalk, said: str) -> Reply:
    """What was said, then the next question, or the end."""
    memory = QuizMemory(**{**talk.memory, "item": "", "answer": "", "grading": False})
    asked, tasks = _next(talk, memory)
    kept = len(talk.kept())
    if asked is None or (kept and kept % FEW == 0 and not talk.check):
        ended = _ended(talk)
        offers = _more(talk) if asked is not None else ()
        return Reply(joined([said, ended, _tasks(talk, tasks)]), QuizMemory(), offers)
    return _asking(talk, asked, memory, said)


def _asking(talk: QuizTalk, asked: Asked, memory: QuizMemory, said: str) -> Reply:
    kept = QuizMemory(**{**memory, "item": asked.item, "asked": talk.at, "answer": "", "grading": False})
    return Reply(joined([said, *_question(talk, asked)]), kept, _offers(talk, asked))


def _question(talk: QuizTalk, asked: Asked) -> Iterator[str]:
    document = asked_document(asked, talk.quiz.course, talk.language)
    if read := document["reread"]:
        yield talk.shared("reread", heading=plain(read["heading"]), title=plain(read["title"]))
    yield bold(plain(document["question"]))
    letters = zip(LETTERS, document["options"], strict=False)
    yield "\n".join(f"- {letter}) {plain(option)}" for letter, option in letters)
    yield talk.say(f"how.{_HOW[asked.form]}")


def _graded_by_learner(talk: QuizTalk, answer: str, said: str) -> Reply:
    """Show the right answer and ask whether it was known."""
    assessed = talk.quiz.assess(talk.item, answer, talk.language, check=talk.check)
    parts = [said, *_worth(talk, assessed), talk.shared("did_you")]
    memory = QuizMemory(**{**talk.memory, "answer": answer, "grading": True})
    return Reply(joined(parts), memory, _grade_offers(talk))


def _keep(talk: QuizTalk, assessed: Assessed, grade: int | None, *, brief: bool = False) -> str:
    """Keep an answer, and what is said of it."""
    if talk.check:
        kept = talk.quiz.keep_weekly(assessed)
    else:
        kept = talk.quiz.keep(talk.memory["quiz"], assessed, talk.seconds, grade)
    worth = [] if brief else _worth(talk, kept.assessed, kept.grade)
    return joined([*worth, _when(talk, kept)])


def _when(talk: QuizTalk, kept: Graded) -> str:
    """That an answer is kept, read from the record, and when its item comes back."""
    item = kept.assessed.asked.item
    if not any(one.item == item for one in talk.kept()):
        return talk.say("not_kept")
    memory = talk.quiz.record.memory(item)
    said = talk.say("kept.next", date=talk.day(memory.due)) if memory and not talk.check else talk.say("kept")
    return f"{said} {talk.shared('leech')}" if kept.leech else said


def _worth(talk: QuizTalk, assessed: Assessed, grade: int | None = None) -> list[str]:
    """What an answer is worth, with the right one and where the lesson says it."""
    document = assessed_document(assessed, talk.quiz.course, talk.language)
    final = grade if grade is not None else document["grade"]
    verdict = talk.shared(_VERDICTS.get(final or 0, "unsure"))
    shown = document["points"] or document["how"] == "choice" or final is not None
    parts = [bold(verdict) if shown else "", talk.shared("answer", answer=plain(document["answer"]))]
    parts.append("\n".join(_point(talk, point) for point in document["points"]))
    if document["wrong"] and (final or 0) < GOOD:
        key = "near_wrong" if document["near_wrong"] else "mistake"
        parts.append(talk.shared(key, wrong=plain(document["wrong"])))
    place = {name: plain(document["passage"][name]) for name in ("heading", "title")}
    return [*parts, talk.shared("passage", **place)]


def _point(talk: QuizTalk, point: dict[str, Any]) -> str:
    said = message(f"quiz.said.{point['said']}", talk.language)
    return f"- {_MARKS[point['said']]} {said}: {plain(point['point'])}"


def _ended(talk: QuizTalk) -> str:
    """Keep that the quiz was held, once, and say what the record has of it."""
    kept = talk.kept()
    if not kept:
        return talk.shared("nothing_kept")
    kind, last = "quiz" if talk.check else "review", max(one.at for one in kept)
    done = talk.quiz.record.latest(Done, kind=kind)
    if done is None or done.at < last:
        done = talk.quiz.finish(_spent(talk, kept), check=talk.check)
    grades = [_grade(one) for one in kept]
    counts = {"good": sum(grade >= GOOD for grade in grades), "hard": grades.count(HARD)}
    counts["again"] = grades.count(1)
    said = talk.say("ended", graded=len(kept), minutes=done.minutes, **counts)
    return joined([said, _due(talk)])


def _grade(one: Review | Observation) -> int:
    if isinstance(one, Review):
        return one.grade
    return GOOD if one.outcome == 1.0 else HARD if one.outcome > 0 else 1


def _spent(talk: QuizTalk, kept: Sequence[Review | Observation]) -> float:
    """Seconds of a quiz; of answers that do not say, from one to the next."""
    if all(isinstance(one, Review) for one in kept):
        return sum(one.seconds for one in kept if isinstance(one, Review))
    times = [talk.memory["quiz"], *sorted(one.at for one in kept)]
    return sum(min(LONGEST, max(0.0, _seconds(one, other))) for one, other in pairwise(times))


def _due(talk: QuizTalk) -> str:
    queue = talk.quiz.queue(talk.language, count=_LOOKED_AT)
    left = len(queue.asked) + queue.left
    said = [talk.shared("left", left=left)] if left else []
    if queue.next_due:
        said.append(talk.shared("next_due", date=talk.day(queue.next_due)))
    return " ".join(said)


def _tasks(talk: QuizTalk, tasks: Sequence[Asked]) -> str:
    if not tasks:
        return ""
    slash = {"es": "/practica", "en": "/practice"}[talk.language]
    return talk.say("task", slash=f"{slash} {tasks[0].item.partition(':')[2]}")


def _answered_since(talk: QuizTalk) -> bool:
    """Whether the item has an answer in the record already, here or elsewhere, since it was shown."""
    if any(one.item == talk.item for one in talk.kept()):
        return True
    last = talk.quiz.record.latest(Review, item=talk.item)
    return last is not None and _seconds(talk.memory.get("asked", talk.at), last.at) > 0


def _wrong_form(asked: Asked, answer: str) -> str | None:
    """What is asked for where an answer has not the form of one; None where it has."""
    if asked.form == "number":
        return "your_number" if read_number(answer) is None else None
    if asked.form != "choice":
        return None
    typed = answer.strip().strip(").").upper()
    letters = LETTERS[: len(asked.options)]
    same = any(answer.strip().casefold() == option.strip().casefold() for option in asked.options)
    return None if same or (len(typed) == 1 and typed in letters + "1234"[: len(letters)]) else "your_letter"


def _command(talk: QuizTalk) -> str:
    return {"es": "/repaso", "en": "/quiz"}[talk.language]


def _offers(talk: QuizTalk, asked: Asked) -> tuple[Offer, ...]:
    words = {"es": ("no sé", "otra", "basta"), "en": ("I don't know", "next", "stop")}[talk.language]
    letters = LETTERS[: len(asked.options)]
    offers = [Offer(f"{letter})", f"{_command(talk)} {letter}") for letter in letters]
    labels = (talk.say("dunno"), talk.say("pass"), talk.say("stop"))
    return (
        *offers,
        *(Offer(label, f"{_command(talk)} {word}") for label, word in zip(labels, words, strict=True)),
    )


def _grade_offers(talk: QuizTalk) -> tuple[Offer, ...]:
    return tuple(
        Offer(f"{grade} · {message(f'quiz.grade.{grade}', talk.language)}", f"{_command(talk)} {grade}")
        for grade in (1, 2, 3, 4)
    )


def _more(talk: QuizTalk) -> tuple[Offer, ...]:
    return (Offer(talk.say("more"), _command(talk)),)


def _seconds(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
