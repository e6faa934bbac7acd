"""A learner at work on a plan: a record, a clock that is set by hand, and the planner over them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from knowledge_base.course_loader import default_course_folder, load_course
from tests.tutor.planning.plan_rules import check_plan
from tutor.learner.entries import Done, Entry, Profile
from tutor.learner.record import Record
from tutor.planning.blocks import STUDY, Session
from tutor.planning.outline import read_outline
from tutor.planning.planner import Current, Planner
from tutor.planning.workload import Outline, Piece, workload

COURSE = load_course(default_course_folder())
SETUP = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROFILE = Profile("", "es", "UTC", "2026-11-28", ("sat", "sun"), 8.0, end="2027-05-15")


@cache
def course_outline() -> Outline:
    """Of the course that is shipped."""
    with tempfile.TemporaryDirectory() as folder:
        return read_outline(COURSE, Path(folder) / "outline.json")


class Desk:
    """Where the learner sits.

    Args:
        folder: for the record.
        outline: of the course.
        profile: who studies, and when.
        began: the moment of setting up.
    """

    def __init__(
        self, folder: Path, outline: Outline, profile: Profile = PROFILE, began: datetime = SETUP
    ) -> None:
        self.clock = began
        self.due = 0
        self.record = Record(folder / "learner.db", self._tick)
        self.planner = Planner(
            self.record, lambda: outline, lambda: self.record.latest(Profile), lambda _: self.due
        )
        self.profile(**{name: value for name, value in vars(profile).items() if name != "at"})

    def _tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    # -- what happens ------------------------------------------------------------------------------

    def profile(self, **changes: object) -> None:
        """Say who studies and when, as far as it changes."""
        before = self.record.latest(Profile) or PROFILE
        self.record.add(replace(before, at=self.record.now(), **changes))  # type: ignore[arg-type]

    def go_to(self, day: str | date) -> None:
        """Let time pass until the morning of a day."""
        at = date.fromisoformat(day) if isinstance(day, str) else day
        self.clock = datetime.combine(at, time(10), UTC)

    def study(self, *, speed: float = 1.0) -> None:
        """Do today's session: everything that was planned for it in the morning, in order."""
        today = [session for session in self.planner.current().sessions if session.day == self.planner.today]
        for block in today[0].blocks if today else ():
            if block.kind in STUDY and not block.done:
                self._do(block.item, max(1, round(block.minutes / speed)), block.minutes)
            elif block.kind in ("review", "quiz", "checkin") and not block.done:
                self.keep(Done("", block.kind, "", block.minutes, self.planner.today.isoformat()))
                self.due = 0 if block.kind == "review" else self.due

    def _do(self, item: str, minutes: int, planned: int) -> None:
        whole = {piece.item: piece.minutes for piece in self.pieces()}
        if item in whole:  # not with a pace that has made it shorter
            self.planner.done(item, minutes, finished=whole[item] <= planned)

    def keep(self, entry: Entry) -> None:
        """Keep an entry of this moment."""
        self.record.add(replace(entry, at=self.record.now()))

    # -- what is planned ---------------------------------------------------------------------------

    def current(self) -> Current:
        """The plan, which keeps every rule."""
        found, planner = self.planner.current(), self.planner
        progress = planner._standing(found.sessions).progress
        ahead = [session for session in found.sessions if session.day >= planner.today]
        check_plan(planner.outline, progress, found.profile, ahead)
        return found

    def pieces(self) -> list[Piece]:
        """What is left."""
        return list(workload(self.planner.outline, self.planner._standing(()).progress))

    def items(self, day: str) -> list[str]:
        """The work of a day, without reviews and slack."""
        return [block.item for session in self.on(day) for block in session.blocks if block.kind in STUDY]

    def on(self, day: str) -> list[Session]:
        """The sessions of a day."""
        return [s for s in self.planner.current().sessions if s.day.isoformat() == day]


@contextmanager
def desk(outline: Outline, profile: Profile = PROFILE, began: datetime = SETUP) -> Iterator[Desk]:
    """A desk in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Desk(Path(folder), outline, profile, began)
        try:
            yield made
        finally:
            made.record.close()
