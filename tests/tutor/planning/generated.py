"""Courses, learners and days that nobody thought of, for property tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from knowledge_base.course import Course, Module, Practice, Project, Skill, Task, Unit
from knowledge_base.course_fields import Text
from tutor.learner.entries import Profile
from tutor.planning.blocks import Block
from tutor.planning.workload import Outline, Progress
from tutor.profile import DAYS

START = date(2026, 11, 28)
NAMED = Text(es="x", en="x")
Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True)
class Case:
    """What a plan is made for.

    Attributes:
        outline: of a course.
        profile: of a learner.
        progress: of that learner.
        today: the date.
        done: blocks that were done today.
        due: minutes of review that lie due today.
    """

    outline: Outline
    profile: Profile
    progress: Progress
    today: date
    done: tuple[Block, ...]
    due: int


@st.composite
def outlines(draw: Draw) -> Outline:
    """A course of up to four units, whose skills may need each other in any direction."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    names = [f"u{unit}-s{skill}" for unit, count in enumerate(counts) for skill in range(count)]
    order = draw(st.permutations(names))
    units = tuple(_unit(draw, number, names, order) for number, _ in enumerate(counts))
    module = Module(id="m", title=NAMED, summary=NAMED, units=units)
    course = Course(
        id="c", title=NAMED, goal=NAMED, advice=NAMED, hours_per_week=8, modules=(module,), folder=Path()
    )
    practised = draw(st.sets(st.sampled_from(names)))
    parts = st.lists(st.integers(1, 200), min_size=1, max_size=3)
    milestones = {
        project.id: tuple((f"part{n}", minutes) for n, minutes in enumerate(draw(parts)))
        for project in course.projects
        if draw(st.booleans())
    }
    return Outline(course, {name: (f"{name}-exercise",) for name in practised}, milestones)


def _unit(draw: Draw, number: int, names: list[str], order: list[str]) -> Unit:
    own, minutes = [name for name in names if name.startswith(f"u{number}-")], st.integers(1, 240)
    skills = []
    for name in own:
        earlier = order[: order.index(name)]
        needed = tuple(sorted(draw(st.sets(st.sampled_from(earlier), max_size=2)))) if earlier else ()
        skills.append(
            Skill(id=name, title=NAMED, summary=NAMED, can=NAMED, prerequisites=needed, minutes=draw(minutes))
        )
    used = st.sets(st.sampled_from(names), min_size=1, max_size=3).map(lambda found: tuple(sorted(found)))

    def entry(kind: str) -> dict[str, Any]:
        values: dict[str, Any] = {"id": f"u{number}-{kind}", "title": NAMED, "brief": NAMED}
        return values | {"skills": draw(used), "minutes": draw(minutes)}

    has = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    return Unit(
        id=f"0{number}-unit", title=NAMED, summary=NAMED, weeks=(number + 1,), skills=tuple(skills),
        practices=(Practice(**entry("practice"), interview=draw(st.booleans())),) if has[0] else (),
        project=Project(**entry("project")) if has[1] else None,
        tasks=(Task(**entry("task")),) if has[2] else (),
    )  # fmt: skip


@st.composite
def profiles(draw: Draw, weeks: int) -> Profile:
    """A learner with one to seven days, an hour to forty, and some free dates."""
    chosen = draw(st.sets(st.sampled_from(DAYS), min_size=1))
    days = tuple(day for day in DAYS if day in chosen)
    start = START + timedelta(days=draw(st.integers(0, 6)))
    free = draw(st.sets(st.integers(0, 60), max_size=20))
    return Profile(
        "", "es", "UTC", start.isoformat(), days, draw(st.integers(2, 80)) / 2,
        free=tuple(sorted((start + timedelta(days=n)).isoformat() for n in free)),
        end=(start + timedelta(weeks=weeks)).isoformat(),
    )  # fmt: skip


@st.composite
def progresses(draw: Draw, outline: Outline) -> Progress:
    """Somebody's way through a course so far."""
    items = sorted({piece.item for piece in outline.pieces})
    skills = sorted(skill.id for skill in outline.course.skills)
    units = sorted(unit.id for unit in outline.course.units)
    some = st.sets(st.sampled_from(skills), max_size=2)
    finished = draw(st.sets(st.sampled_from(items), max_size=len(items) // 2))
    begun = draw(st.dictionaries(st.sampled_from(items), st.integers(1, 100), max_size=3))
    return Progress(
        finished=frozenset(finished),
        spent={item: minutes for item, minutes in begun.items() if item not in finished},
        known=frozenset(draw(some)),
        units_known=frozenset(draw(st.sets(st.sampled_from(units), max_size=1))),
        cut=frozenset(draw(some)),
        pace=draw(st.sampled_from([0.5, 0.8, 1.0, 1.3, 2.0])),
    )


@st.composite
def cases(draw: Draw) -> Case:
    """A course, a learner, a day."""
    outline = draw(outlines())
    weeks = draw(st.integers(1, 30))
    profile = draw(profiles(weeks))
    today = date.fromisoformat(profile.start) + timedelta(days=draw(st.integers(-5, 7 * weeks + 10)))
    spent = draw(st.lists(st.integers(1, 130), max_size=3))
    done = tuple(Block("task", f"done{n}", minutes, "done", done=True) for n, minutes in enumerate(spent))
    return Case(outline, profile, draw(progresses(outline)), today, done, draw(st.integers(0, 90)))
