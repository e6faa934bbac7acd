"""A learner's record for tests of reviews: a clock that is set by hand, and a scorer that no test needs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.glossary import Glossary
from tests.fakes import FakeEmbedder
from tutor.learner.entries import Done, Profile
from tutor.learner.record import Record
from tutor.reviews.grading import AnswerScorer
from tutor.reviews.quiz import Quiz

START = datetime(2026, 11, 28, 10, tzinfo=UTC)
COURSE = load_course(default_course_folder())


class Clock:
    """The present moment, as a test sets it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The moment."""
        return self.now

    def pass_days(self, days: float) -> None:
        """Let time pass."""
        self.now += timedelta(days=days)


class Learner:
    """A learner with a record, a clock and a quiz."""

    def __init__(self, folder: Path, profile: bool = True) -> None:
        self.clock = Clock()
        self.record = Record(folder / "learner.db", self.clock)
        scorer = AnswerScorer(FakeEmbedder(), Glossary.load())
        self.quiz = Quiz(COURSE, self.record, lambda: scorer, lambda: self.record.latest(Profile))
        if profile:
            at = self.record.now()
            self.record.add(Profile(at, "es", "UTC", "2026-11-28", ("sat", "sun"), 8.0, end="2027-05-15"))

    def learn(self, *skills: str) -> None:
        """Finish lessons."""
        day = self.clock.now.date().isoformat()
        self.record.add(*(Done(self.record.now(), "lesson", skill, 30, day) for skill in skills))
