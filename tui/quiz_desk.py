"""The desk of the quiz screen: what is asked, what an answer is worth, and what is kept of it.

Everything blocks, and belongs in a worker. An answer is kept in the record as soon as it is graded. What is
not graded yet (a text that is being typed, an answer that waits for the learner's grade) lies in
`quiz/desk.json` in the tutor's home, so that it is there again when the quiz goes on.
"""

import json
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from knowledge_base.citations import Citation
from knowledge_base.documents import Language, Passage
from tui.practice_desk import LANGUAGES, Both, Document
from tutor.files import write_whole

if TYPE_CHECKING:
    from tui.tutor_port import TutorPort
    from tutor.reviews.questions import Asked, Assessed, Graded, Sitting
    from tutor.reviews.quiz import Quiz

_MINUTE = 60


@dataclass(frozen=True)
class Draft:
    """An answer that is not graded yet.

    Attributes:
        item: that it answers; empty where there is none.
        text: as far as it is typed.
        given: whether it was handed in, and waits for a grade.
    """

    item: str = ""
    text: str = ""
    given: bool = False


@dataclass
class _Held:
    """The quiz that is being held.

    Attributes:
        sitting: what was begun.
        seconds: that its answers took.
        begun: when the question in sight was shown, in seconds since the epoch.
        graded: what was kept, in both languages.
        assessed: of the question in sight, in the language of the answer first.
    """

    sitting: "Sitting"
    seconds: float = 0.0
    begun: float = 0.0
    graded: list[Both] = field(default_factory=list)
    assessed: "dict[Language, Assessed]" = field(default_factory=dict)


class QuizDesk:
    """Blocking service of the quiz screen.

    Args:
        tutor: whose reviews these are.
    """

    def __init__(self, tutor: "TutorPort") -> None:
        self._tutor = tutor
        self._file = tutor.home / "quiz" / "desk.json"
        self._held: _Held | None = None

    @cached_property
    def quiz(self) -> "Quiz":
        """The service; building it imports what reviews need."""
        return self._tutor.quiz

    # -- before ------------------------------------------------------------------------------------

    def overview(self) -> Document:
        """How much there is to do.

        Returns:
            Of the `review` and the weekly `check`, how many `items` and about how many `minutes`; what is
            `left` for other sessions, the `next_due` date, `today`; whether an answer lies `open`, and in
            which of the two.
        """
        self._close_broken_off()
        self.quiz.catch_up()
        due, weekly = self.quiz.queue("es"), self.quiz.weekly("es")
        room, every = self.quiz.review_minutes(), self.quiz.due_minutes(self.quiz.today)
        asked = {asked.item for asked in (weekly if self._kept().get("check") else due).asked}
        return {
            "review": {"items": len(due.asked), "minutes": max(1, min(room, every))},
            "check": {"items": len(weekly.asked), "minutes": self._usual_minutes(len(weekly.asked))},
            "left": due.left,
            "next_due": due.next_due,
            "today": self.quiz.today.isoformat(),
            "open": self.draft().item in asked,
            "open_check": bool(self._kept().get("check")),
        }

    def begin(self, *, check: bool) -> list[Both]:
        """Begin a quiz: its questions, each as `asked_document`; one that was being answered comes first."""
        draft = self.draft() if bool(self._kept().get("check")) == check else Draft()
        sitting = self.quiz.begin("es", check=check)
        english = self.quiz.weekly("en") if check else self.quiz.queue("en")
        twins = {asked.item: asked for asked in english.asked}
        self._held = _Held(sitting)
        asked = sorted(sitting.queue.asked, key=lambda one: one.item != draft.item)
        self._write(draft if asked and asked[0].item == draft.item else Draft())
        return [self._asked(one, twins.get(one.item, one)) for one in asked]

    def _asked(self, spanish: "Asked", english: "Asked") -> Both:
        from tutor.quiz_documents import asked_document

        said: dict[Language, Asked] = {"es": spanish, "en": english}
        course, skill = self._tutor.course, self._tutor.course.skill(spanish.skill)
        return _both(
            lambda language: {
                **asked_document(said[language], course, language),
                "skill_title": skill.title.in_language(language),
            }
        )

    def shown(self) -> None:
        """A question came into sight: its time begins."""
        self._now.begun = self._clock()

    # -- an answer ---------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """The answer that is not graded yet."""
        match self._kept().get("draft"):
            case {"item": str(item), "text": str(text), "given": bool(given)}:
                return Draft(item, text, given)
        return Draft()

    def remember(self, draft: Draft) -> None:
        """Keep an answer that is not graded yet.

        Raises:
            OSError: it cannot be written.
        """
        write_whole(self._file, self._with(draft))

    def assess(self, item: str, answer: str, language: Language) -> Both:
        """What an answer is worth, as `assessed_document`; nothing is graded before `keep`.

        The points are in the language in which it was answered.
        """
        other: Language = "en" if language == "es" else "es"
        check = self._now.sitting.check
        self._write(Draft(item, answer, given=True))
        first = self.quiz.assess(item, answer, language, check=check)
        twin = self.quiz.assess(item, answer, other, check=check, read=False)
        self._now.assessed = {language: first, other: twin}
        return self._assessed()

    def _assessed(self) -> Both:
        from tutor.quiz_documents import assessed_document

        course, found = self._tutor.course, self._now.assessed
        said = {language: assessed_document(one, course, language) for language, one in found.items()}
        first = next(iter(said.values()))
        read = {name: first[name] for name in ("grade", "how", "points", "near_wrong")}
        return _both(lambda language: {**said[language], **read})

    def keep(self, grade: int | None = None) -> Both | None:
        """Keep the answer that was assessed last.

        Args:
            grade: the learner's own; None where the program's stands.

        Returns:
            What was kept, as `graded_document`; None where nothing was, since another window has kept an
            answer to this question meanwhile, or nobody has graded it.
        """
        held, found = self._now, self._now.assessed
        if not found:
            return None
        first = next(iter(found.values()))
        held.assessed = {}
        if self._is_answered(first.asked.item):
            self._write(Draft())
            return None
        seconds = min(self._longest, max(0.0, self._clock() - held.begun))
        graded = self._kept_answer(first, seconds, grade)
        if graded.grade is None:
            held.assessed = found
            return None
        held.seconds += seconds
        said = self._graded(graded, found)
        held.graded.append(said)
        self._write(Draft())
        return said

    def _kept_answer(self, first: "Assessed", seconds: float, grade: int | None) -> "Graded":
        if self._now.sitting.check:
            return self.quiz.keep_weekly(first)
        return self.quiz.keep(self._now.sitting.id, first, seconds, grade)

    def _graded(self, graded: "Graded", found: "dict[Language, Assessed]") -> Both:
        from tutor.quiz_documents import graded_document

        course = self._tutor.course
        return _both(
            lambda language: graded_document(replace(graded, assessed=found[language]), course, language)
        )

    def _is_answered(self, item: str) -> bool:
        """Whether it was answered since this quiz was begun, as in another window."""
        if self._now.sitting.check:
            return item in self.quiz.answered_today(check=True)
        memory = self.quiz.record.memory(item)
        return memory is not None and memory.at > self._now.sitting.id

    def solved(self, item: str) -> Both | None:
        """What came of an exercise that was done meanwhile; None where it was not."""
        from tutor.learner.entries import Review

        self.quiz.catch_up()
        memory = self.quiz.record.memory(item)
        if memory is None or memory.at < self._now.sitting.id:
            return None
        grade = self.quiz.record.entries(Review, item=item)[-1].grade
        said = _both(lambda _: {"item": item, "grade": grade, "next": memory.due or None, "reread": False})
        self._now.graded.append(said)
        return said

    # -- after -------------------------------------------------------------------------------------

    def finish(self) -> Both:
        """Keep that the quiz was held; how it went.

        Returns:
            How many answers were `good`, `hard` or `again`, the `minutes`, what is `left`, the `next_due`
            date and `today`, and `reread`: passages of what was forgotten time and again.
        """
        held, quiz = self._now, self.quiz
        self._held = None
        check = held.sitting.check
        answered = [one for one in held.graded if one["es"].get("how") is not None]
        minutes = quiz.finish(held.seconds, check=check).minutes if answered else 0
        self._write(self.draft())
        left = quiz.weekly("es") if check else quiz.queue("es")
        grades = [one["es"]["grade"] for one in held.graded]
        said = {
            "check": check,
            "good": sum(grade > 2 for grade in grades),
            "hard": grades.count(2),
            "again": grades.count(1),
            "minutes": minutes,
            "left": len(left.asked) + left.left,
            "next_due": left.next_due,
            "today": quiz.today.isoformat(),
        }
        return _both(lambda language: {**said, "reread": _leeches(held.graded, language)})

    def _close_broken_off(self) -> None:
        """Keep that a quiz was held whose end never came, as after a power cut."""
        from tutor.learner.entries import Done, Observation, Review

        kept, record = self._kept(), self.quiz.record
        begun, check = kept.get("quiz"), bool(kept.get("check"))
        if not isinstance(begun, str) or not begun or self._held is not None:
            return
        given = [*record.since(Observation, begun)] if check else [*record.entries(Review, quiz=begun)]
        moments = [one.at for one in given if not check or getattr(one, "source", "") == "quiz"]
        kind = "quiz" if check else "review"
        if moments and not any(done.kind == kind for done in record.since(Done, max(moments))):
            seconds = sum(getattr(one, "seconds", 0.0) for one in given) or _number(kept.get("seconds"))
            day = self.quiz.schedule.day_of(max(moments)).isoformat()
            record.add(Done(record.now(), kind, "", max(1, round(seconds / _MINUTE)), day))
        self._write(self.draft())

    # -- passages ----------------------------------------------------------------------------------

    def passage(self, place: Document, language: Language) -> tuple[Citation, list[Passage]]:
        """A passage of a lesson between its neighbours.

        Args:
            place: of the passage, as `passage_document`.
            language: of the lesson.

        Returns:
            The passage as it is cited, and the passages to show; none where the lesson is not there.
        """
        from knowledge_base.chunking import chunk
        from knowledge_base.loaders.markdown import markdown_document

        lesson = self._tutor.course.lesson(place["skill"], language)
        if lesson is None:
            return Citation(1, "", "", place["title"], place["skill"], place["heading"], ""), []
        document = markdown_document(
            f"# {lesson.title}\n\n{lesson.body}", uri=str(lesson.path), fallback_title=lesson.skill,
            title=lesson.title,
        )  # fmt: skip
        passages = chunk(document)
        at = [n for n, each in enumerate(passages) if place["heading"] in each.headings]
        shown = passages[max(0, at[0] - 1) : at[-1] + 2] if at else passages
        cited = passages[at[0]].id if at else ""
        return Citation(1, cited, "", lesson.title, document.uri, place["heading"], ""), shown

    # -- inside ------------------------------------------------------------------------------------

    @property
    def _now(self) -> _Held:
        assert self._held is not None
        return self._held

    @property
    def _longest(self) -> float:
        from tutor.reviews.quiz import LONGEST

        return LONGEST

    def _clock(self) -> float:
        return datetime.fromisoformat(self.quiz.record.now()).timestamp()

    def _usual_minutes(self, items: int) -> int:
        from tutor.reviews.quiz import USUAL

        return math.ceil(items * USUAL / _MINUTE)

    def _write(self, draft: Draft) -> None:
        with suppress(OSError):  # what is graded is in the record
            write_whole(self._file, self._with(draft))

    def _with(self, draft: Draft) -> str:
        held = self._held
        kept = {
            "quiz": held.sitting.id if held else "",
            "check": held.sitting.check if held else bool(self._kept().get("check")),
            "seconds": held.seconds if held else 0.0,
            "draft": asdict(draft),
        }
        return json.dumps(kept, ensure_ascii=False) + "\n"

    def _kept(self) -> dict[str, Any]:
        """What lies there; nothing where it cannot be read, since it is no more than a draft."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _both(make: Callable[[Language], Document]) -> Both:
    return {language: make(language) for language in LANGUAGES}


def _leeches(graded: list[Both], language: Language) -> list[Document]:
    return [one[language]["passage"] for one in graded if one[language]["reread"]]


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
