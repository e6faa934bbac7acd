"""What is left of the course: pieces of work in the order in which they can be done."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from knowledge_base.course import Activity, Course, Practice, Project, Skill, Task, Unit
from tutor.planning.blocks import Kind, Why

LeftOut = Literal["cut", "known", "mastered"]
ROUND = 5  # minutes that every block is a multiple of
_LESSON_SHARE = 0.5  # of a skill's minutes, where it has exercises too


@dataclass(frozen=True)
class Piece:
    """A piece of work.

    Attributes:
        kind, ref: as in `Block`.
        minutes: that are left of it.
        unit: id of the unit that it belongs to.
        after: items (`kind:ref`) that come first, as far as they are still to be done.
        why, of: as in `Block`.
    """

    kind: Kind
    ref: str
    minutes: int
    unit: str
    after: tuple[str, ...] = ()
    why: Why = "next"
    of: str = ""

    @property
    def item(self) -> str:
        """As in `Block`."""
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True)
class Outline:
    """What the planner needs to know of a course beyond its units.

    Attributes:
        course: the course.
        exercises: ids of the exercises of each skill, by the skill that each practises first.
        milestones: of each project, its milestones in order with their minutes.
        checks: of each project, the checks that each milestone needs.
        asked: how many interview questions ask about each skill.
    """

    course: Course
    exercises: Mapping[str, tuple[str, ...]]
    milestones: Mapping[str, tuple[tuple[str, int], ...]]
    checks: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces of the course, whatever was done of them."""
        return tuple(_every_piece(self))


@dataclass(frozen=True)
class Progress:
    """How far the learner has come.

    Attributes:
        finished: items that are done.
        spent: minutes already spent on an item that is not finished.
        known: skills that need no study: mastered, claimed, or of a unit that is known.
        units_known: ids of units whose practices may be left out too.
        cut: skills that the learner chose to leave out.
        pace: minutes that were needed for a minute that was planned.
    """

    finished: Collection[str] = frozenset()
    spent: Mapping[str, int] = field(default_factory=dict)
    known: Collection[str] = frozenset()
    units_known: Collection[str] = frozenset()
    cut: Collection[str] = frozenset()
    pace: float = 1.0


def workload(outline: Outline, progress: Progress) -> tuple[Piece, ...]:
    """The pieces that are left, each after those that it needs.

    A skill is its lesson, then its exercises. A practice, project or task comes in its unit or
    later, as soon as every skill that it uses was taught; the milestones of a project come in order.
    """
    pieces = [
        piece
        for piece in outline.pieces
        if piece.item not in progress.finished and left_out(piece, outline.course, progress) is None
    ]
    left = {piece.item for piece in pieces}
    return tuple(
        replace(
            piece,
            minutes=_left_of(piece, progress),
            after=tuple(item for item in piece.after if item in left),
            why="begun" if progress.spent.get(piece.item) else piece.why,
        )
        for piece in pieces
    )


def _every_piece(outline: Outline) -> Iterator[Piece]:
    waiting = [(unit, activity) for unit in outline.course.units for activity in unit.activities]
    taught: set[str] = set()
    begun: set[str] = set()
    for skill in outline.course.study_order():
        unit = outline.course.unit_of_skill(skill.id)
        yield from _of_skill(skill, unit, outline)
        taught.add(skill.id)
        begun.add(unit.id)
        ready = [pair for pair in waiting if _is_ready(*pair, taught, begun)]
        waiting = [pair for pair in waiting if pair not in ready]
        for its_unit, activity in ready:
            yield from _of_activity(activity, its_unit, outline)


def _is_ready(unit: Unit, activity: Activity, taught: Collection[str], begun: Collection[str]) -> bool:
    needed = activity.skills or [skill.id for skill in unit.skills]
    return unit.id in begun and all(skill in taught for skill in needed)


def _of_skill(skill: Skill, unit: Unit, outline: Outline) -> Iterator[Piece]:
    first = tuple(f"{kind}:{needed}" for needed in skill.prerequisites for kind in ("lesson", "practice"))
    unlocks = _unlocked_by(skill, outline.course)
    lesson = skill.minutes
    if outline.exercises.get(skill.id):
        lesson = rounded(skill.minutes * _LESSON_SHARE)
    yield Piece("lesson", skill.id, lesson, unit.id, first, "unlocks" if unlocks else "next", unlocks)
    if lesson < skill.minutes:
        after = (*first, f"lesson:{skill.id}")
        yield Piece("practice", skill.id, skill.minutes - lesson, unit.id, after, "applies", skill.id)


def _of_activity(activity: Activity, unit: Unit, outline: Outline) -> Iterator[Piece]:
    first = tuple(f"{kind}:{skill}" for skill in activity.skills for kind in ("lesson", "practice"))
    if isinstance(activity, Project):
        milestones = outline.milestones.get(activity.id) or (("", activity.minutes),)
        for name, minutes in milestones:
            ref = f"{activity.id}/{name}" if name else activity.id
            yield Piece("project", ref, minutes, unit.id, first, "milestone", activity.id)
            first = (*first, f"project:{ref}")
    elif isinstance(activity, Task):
        yield Piece("task", activity.id, activity.minutes, unit.id, first, "outside", activity.id)
    else:
        spoken = isinstance(activity, Practice) and activity.interview
        kind: Kind = "interview" if spoken else "practice"
        why: Why = "interview" if spoken else "applies"
        yield Piece(kind, activity.id, activity.minutes, unit.id, first, why, activity.id)


def _unlocked_by(skill: Skill, course: Course) -> str:
    """The first skill that needs this one."""
    return next((later.id for later in course.skills if skill.id in later.prerequisites), "")


def left_out(piece: Piece, course: Course, progress: Progress) -> LeftOut | None:
    """Why a piece needs no doing though it was not done; None where it does."""
    taught = course.unit(piece.unit).skills
    if piece.kind in ("lesson", "practice") and any(piece.ref == skill.id for skill in taught):
        if piece.ref in progress.cut:
            return "cut"
        if piece.ref not in progress.known:
            return None
        return "known" if piece.unit in progress.units_known else "mastered"
    if piece.kind == "practice" and piece.unit in progress.units_known:
        return "known"
    used = course.find(piece.ref.partition("/")[0])
    needed = set(used.skills) if isinstance(used, Activity) else set()
    return "cut" if needed and needed <= set(progress.cut) else None


def _left_of(piece: Piece, progress: Progress) -> int:
    """Minutes that are left, at the learner's pace; what was begun takes five more at the least."""
    return max(
        ROUND, rounded(piece.minutes * progress.pace) - progress.spent.get(piece.item, 0) // ROUND * ROUND
    )


def rounded(minutes: float) -> int:
    """Minutes as blocks have them."""
    return max(ROUND, round(minutes / ROUND) * ROUND)
