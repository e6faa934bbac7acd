"""A learner of the real course whose clock the tests set, and facts to be changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from knowledge_base.course import Course
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercises
from tutor.checkin.service import CheckIns, Stage
from tutor.checkin.words import CheckInWords
from tutor.learner.entries import Done, Profile
from tutor.learner.record import Record
from tutor.planning.planner import Planner
from tutor.planning.workload import Outline

START = "2026-11-28"
ZONE = "America/Argentina/Buenos_Aires"
ANSWERS = ("El domingo tuve visitas.", "Me costó la regla de la cadena, pero salió.", "")


@cache
def course() -> Course:
    """The real one."""
    return load_course(default_course_folder())


@cache
def outline() -> Outline:
    """Of the real course, its projects in one piece: quick to make."""
    exercises: dict[str, tuple[str, ...]] = {}
    for exercise in Exercises(course()).of_unit(course().units[0].id):
        skill = exercise.entry.skills[0]
        exercises[skill] = (*exercises.get(skill, ()), exercise.id)
    return Outline(course(), exercises, {})


@dataclass
class Desk:
    """A learner's folder, record and plan; each look at the clock takes a second."""

    home: Path
    moment: datetime = field(default_factory=lambda: datetime.fromisoformat("2026-11-28T10:00:00-03:00"))

    def __post_init__(self) -> None:
        self.record = Record(self.home / "learner.db", self._look)
        self.planner = Planner(self.record, outline, lambda: self.record.latest(Profile), lambda _: 0)

    def _look(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def at(self, moment: str) -> None:
        """Set the clock to a day, or to a day and time."""
        self.moment = datetime.fromisoformat(moment if "T" in moment else f"{moment}T10:00:00-03:00")

    def set_up(self, **changes: Any) -> Profile:
        """Say who studies and when."""
        values: dict[str, Any] = {
            "language": "es", "timezone": ZONE, "start": START, "days": ("sat", "sun"), "hours": 8.0,
            "end": "2027-05-15", "intention": "Si desayuné, abro el tutor.",
        }  # fmt: skip
        profile = Profile(self.record.now(), **{**values, **changes})
        self.record.add(profile)
        return profile

    def study(self, day: str, share: float = 1.0) -> None:
        """Hold the session of a day: all its study, or the first part of it."""
        self.at(day)
        session = next(one for one in self.planner.current().sessions if one.day == self.planner.today)
        blocks = [
            block for block in session.blocks if block.kind in ("lesson", "practice", "task", "project")
        ]
        for block in blocks[: max(1, round(share * len(blocks)))]:
            self.record.add(Done(self.record.now(), block.kind, block.ref, block.minutes, day))
        self.planner.current()

    def checkins(self, **options: Any) -> CheckIns:
        """As another process opens them."""
        return CheckIns(self.home, self.planner, **options)

    def words(self, language: Any = "es") -> CheckInWords:
        """Of the course."""
        return CheckInWords(course(), language, 2026)

    def close(self) -> None:
        """Close the record."""
        self.record.close()


async def talk(checkins: CheckIns, stage: Stage, *texts: str) -> Stage:
    """Say one thing after the other."""
    for text in texts:
        stage = await checkins.answer(text, stage.step)
    return stage


def facts(**changes: Any) -> dict[str, Any]:
    """A week in which all was as planned, but for the changes."""
    values: dict[str, Any] = {
        "week": 3, "from": "2026-12-12", "to": "2026-12-18", "asked_on": "2026-12-19", "over": True,
        "hours_a_week": 8.0, "intention": "", "commitment": "",
        "sessions_planned": 2, "sessions_held": 2, "minutes_planned": 480, "minutes_done": 470,
        "hours_planned": 8.0, "hours_done": 7.8, "streak": 3, "forgiven": 0, "absent": 0,
        "finished": [{"kind": "lesson", "ref": "vectors"}], "left": [],
        "skills_up": [], "skills_down": [], "mastered": [],
        "fading": [], "fading_count": 0, "due": 0, "leeches": [],
        "attempts": 3, "exercises_passed": 2, "helps": 0, "solutions": 0, "stuck": {}, "repeated": {},
        "quiz_asked": 0, "quiz_right": 0, "project_checks": 0,
        "forecast": {"finish": "2027-05-09", "low": "2027-05-09", "high": "2027-06-20", "end": "2027-05-14",
                     "weeks_behind": 0, "attendance": 0.9, "pace": 1.0},
        "weeks_behind": 0, "weeks_early": 0, "course_done": False,
        "next": {"day": "2026-12-19", "start": "10:00", "kind": "lesson", "ref": "matrices"},
        "new_unit": "", "free_soon": [], "goal_days": 0,
    }  # fmt: skip
    assert set(changes) <= set(values)
    return values | changes


def leaves(value: Any) -> list[str]:
    """Every text and number in a value."""
    if isinstance(value, Mapping):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list | tuple):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [f"{value:g}" if isinstance(value, float) else str(value)]
