"""Simulated learners who use the planner, the quiz and the record as the commands do."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from knowledge_base.errors import BadInput
from tests.tutor.planning.desk import COURSE, course_outline
from tests.tutor.planning.plan_rules import check_plan
from tutor.learner.entries import CheckIn, Done, Profile
from tutor.learner.record import Record
from tutor.planning.blocks import STUDY, Block, Session
from tutor.planning.planner import Current, Planner
from tutor.planning.study_days import session_minutes
from tutor.reviews.grading import AnswerScorer
from tutor.reviews.questions import Sitting
from tutor.reviews.quiz import Quiz

START = date(2026, 11, 28)
WEEKS = 24
_ROUNDS = 8  # looks at the plan in one session
_OVER = 20  # minutes that a session may go on to end what was begun


@dataclass(frozen=True)
class Traits:
    """What a learner is like.

    Attributes:
        speed: planned minutes that are done in a minute.
        accuracy: how often an answer is right.
        hours: of study a week.
        seconds: that a card takes.
        away: weeks, from 1, in which nothing is opened.
        takes: kind of the way out that is taken when it is offered; empty for none.
    """

    speed: float = 1.0
    accuracy: float = 0.85
    hours: float = 8.0
    seconds: float = 15.0
    away: range = range(0)
    takes: str = ""


@dataclass
class Simulated:
    """A learner at work.

    Args:
        folder: for the record.
        traits: of the learner.
        dice: the one source of chance.

    Attributes:
        most_review: share of a session that reviews were planned to take, at most.
        waiting: items that were left to a later session, after each quiz.
        lived: weeks so far.
    """

    folder: Path
    traits: Traits
    dice: Random = field(default_factory=lambda: Random(5))
    most_review: float = 0.0
    waiting: list[int] = field(default_factory=list)
    lived: int = 0

    def __post_init__(self) -> None:
        self.clock = datetime.combine(START - timedelta(days=4), time(12), UTC)
        self.record = Record(self.folder / "learner.db", self._tick)
        end = (START + timedelta(weeks=WEEKS)).isoformat()
        profile = Profile(
            self.record.now(), "es", "UTC", START.isoformat(), ("sat", "sun"), self.traits.hours, end=end
        )
        self.record.add(profile)
        self.quiz = Quiz(COURSE, self.record, _no_scorer, self._profile)
        self.planner = Planner(self.record, course_outline, self._profile, self.quiz.due_minutes)

    def _profile(self) -> Profile | None:
        return self.record.latest(Profile)

    def _tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    # -- time --------------------------------------------------------------------------------------

    def live(self, last: int = WEEKS) -> None:
        """Up to the end of a week, or until nothing is left to study."""
        while self.lived < last and not self.is_done:
            self.lived += 1
            if self.lived not in self.traits.away:
                self.week(self.lived)

    def week(self, number: int) -> None:
        """Both sessions of a week."""
        for day in (0, 1):
            self.go_to(START + timedelta(weeks=number - 1, days=day))
            self.session()

    def go_to(self, day: date) -> None:
        """Let time pass until ten in the morning of a day."""
        self.clock = datetime.combine(day, time(10), UTC)

    @property
    def is_done(self) -> bool:
        """Whether nothing of the course is left."""
        return not self.planner.current().forecast.finish

    # -- a session ---------------------------------------------------------------------------------

    def session(self) -> None:
        """Do what the plan says for today, for as long as the session has minutes."""
        left = session_minutes(self.planner.profile.hours, 2)
        for number in range(_ROUNDS):
            plan = self.planner.current() if number else self.look()
            today = [session for session in plan.sessions if session.day == self.planner.today]
            blocks = [b for b in today[0].blocks if not b.done and b.kind != "slack"] if today else []
            if not blocks or left < 10:
                self.go_on(left)
                return
            for block in blocks:
                left -= self.do(block, left, plan) if left > 0 else 0
        raise AssertionError(f"the session of {self.planner.today} never ended")

    def go_on(self, left: int) -> None:
        """Use what is left of the session for what comes next."""
        ahead = [s for s in self.planner.current().sessions if s.day > self.planner.today]
        coming = next((b for s in ahead for b in s.blocks if b.kind in STUDY and not b.done), None)
        if coming and 5 <= left < coming.minutes:
            self.planner.done(coming.item, left, finished=False)

    def look(self) -> Current:
        """The plan, which keeps every rule."""
        plan, planner = self.planner.current(), self.planner
        ahead = [session for session in plan.sessions if session.day >= planner.today]
        progress = planner._standing(plan.sessions).progress
        check_plan(planner.outline, progress, plan.profile, ahead)
        for session in ahead:
            planned = [block.minutes for block in session.blocks if block.kind == "review" and not block.done]
            self.most_review = max(self.most_review, sum(planned) / session.minutes)
        return plan

    def do(self, block: Block, most: int, plan: Current) -> int:
        """Do a block; the minutes that it took."""
        if block.kind == "review":
            return self.review(block.minutes)
        if block.kind == "quiz":
            return self.weekly_quiz()
        if block.kind == "checkin":
            return self.check_in(block, plan)
        needed = max(1, round(block.minutes / self.traits.speed))
        whole = needed <= most + _OVER and block == self.last_of(block.item, plan.sessions)
        minutes = needed if whole else min(needed, most)
        skill = block.ref in self.planner.outline.exercises and block.kind == "practice"
        try:
            self.planner.done(block.item, minutes, finished=whole and not skill)
        except BadInput:  # it was mastered since this morning
            return 0
        if whole and skill:
            self.solve(block.ref)
        return minutes

    def last_of(self, item: str, sessions: tuple[Session, ...]) -> Block | None:
        """The stretch of a piece that ends it."""
        ahead = [session for session in sessions if session.day >= self.planner.today]
        found = [b for s in ahead for b in s.blocks if b.item == item and b.kind in STUDY and not b.done]
        return found[0] if len(found) == 1 else None

    def solve(self, skill: str) -> None:
        """Solve the exercises of a skill, some of them at the second attempt."""
        for exercise in self.planner.outline.exercises[skill]:
            if not self.is_right():
                self.record.add_attempt(exercise, "...", f"{exercise}-1", "failed", ("one",), skills=[skill])
            self.record.add_attempt(exercise, "...", f"{exercise}-2", "passed", skills=[skill])

    # -- reviews -----------------------------------------------------------------------------------

    def review(self, minutes: int) -> int:
        """Answer what is due and fits into its minutes."""
        sitting = self.quiz.begin("es", minutes=minutes)
        asked = sitting.queue.asked
        self.waiting.append(sitting.queue.left)
        usual = self.quiz._usual_seconds()
        seconds = [self.quiz._seconds(self.quiz.items.get(one.item), usual) for one in asked]
        assert sum(seconds) <= minutes * 60
        for one in asked:
            if one.form == "task":
                exercise = one.item.removeprefix("exercise:")
                outcome = "passed" if self.is_right() else "failed"
                self.record.add_attempt(exercise, "...", f"{exercise}-3", outcome, skills=[one.skill])  # type: ignore[arg-type]
            else:
                grade = 3 if self.is_right() else 1
                self.quiz.grade(sitting.id, one.item, "es", grade=grade, seconds=self.traits.seconds)
        self.quiz.catch_up()
        return self.quiz.finish(sum(seconds)).minutes

    def weekly_quiz(self) -> int:
        """Answer the quiz without help."""
        sitting: Sitting = self.quiz.begin("es", check=True)
        for one in sitting.queue.asked:
            right = self.quiz.assess(one.item, "", "es", check=True).answer
            answer = right.partition(":")[0] if one.form == "choice" else right
            given = answer if self.is_right() else "?"
            self.quiz.keep_weekly(self.quiz.assess(one.item, given, "es", check=True))
        return self.quiz.finish(60.0 * len(sitting.queue.asked), check=True).minutes

    def check_in(self, block: Block, plan: Current) -> int:
        """Say how the week went, and take a way out where one is offered and wanted."""
        at, today = self.record.now(), self.planner.today.isoformat()
        held = CheckIn(at, 1, at, {"finish": plan.forecast.finish}, (), "", "", accepted=True)
        self.record.add(held, Done(at, "checkin", "", block.minutes, today))
        if self.traits.takes and self.traits.takes in {option.kind for option in self.planner.options()}:
            self.planner.choose(self.traits.takes)
        return block.minutes

    def is_right(self) -> bool:
        """Whether an answer is."""
        return self.dice.random() < self.traits.accuracy


def _no_scorer() -> AnswerScorer:
    raise AssertionError("simulated learners grade themselves")


@contextmanager
def simulated(traits: Traits) -> Iterator[Simulated]:
    """A learner in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Simulated(Path(folder), traits)
        try:
            yield made
        finally:
            made.record.close()
