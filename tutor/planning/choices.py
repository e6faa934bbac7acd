"""What can be done where the course no longer fits: more hours, fewer skills, a later end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge_base.course import Activity, Course
from tutor.profile import MOST_HOURS

HALF = 0.5  # hours a week between two offers


@dataclass(frozen=True)
class Option:
    """One way out.

    Attributes:
        kind: of the choice.
        hours: a week, for `hours`.
        skills: to leave out, for `cut`.
        finish: ISO date on which the course is done then.
        minutes: of study that fall away, for `cut`.
    """

    kind: Literal["hours", "cut", "later"]
    finish: str
    hours: float = 0.0
    skills: tuple[str, ...] = ()
    minutes: int = 0


def options(
    course: Course,
    finish: date,
    end: date,
    hours: float,
    left: Sequence[str],
    finish_with: Callable[[float, Sequence[str]], date],
) -> tuple[Option, ...]:
    """Ways to end in time, or a later end; none where the course fits.

    Args:
        course: the course.
        finish: when it will be done as things are.
        end: when it should be done.
        hours: a week, now.
        left: skills that are still to be studied, in order.
        finish_with: when it would be done with other hours and without some skills.
    """
    if finish <= end:
        return ()
    found = [_more_hours(end, hours, finish_with), _fewer_skills(course, end, hours, left, finish_with)]
    return (*(option for option in found if option), Option("later", finish.isoformat()))


def _more_hours(
    end: date, hours: float, finish_with: Callable[[float, Sequence[str]], date]
) -> Option | None:
    """The fewest hours a week that do, by halving the interval."""
    low, high = int(hours / HALF) + 1, int(MOST_HOURS / HALF)
    if low > high or finish_with(high * HALF, ()) > end:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if finish_with(middle * HALF, ()) <= end else (middle + 1, high)
    return Option("hours", finish_with(low * HALF, ()).isoformat(), hours=low * HALF)


def _fewer_skills(
    course: Course,
    end: date,
    hours: float,
    left: Sequence[str],
    finish_with: Callable[[float, Sequence[str]], date],
) -> Option | None:
    """The fewest skills from the front of those that can be missed best."""
    order = expendable(course, left)
    low, high = 1, len(order)
    if not order or finish_with(hours, order) > end:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if finish_with(hours, order[:middle]) <= end else (middle + 1, high)
    cut = tuple(order[:low])
    minutes = sum(course.skill(skill).minutes for skill in cut)
    return Option("cut", finish_with(hours, cut).isoformat(), skills=cut, minutes=minutes)


def expendable(course: Course, left: Sequence[str]) -> list[str]:
    """Skills that can be left out, the least needed first: nothing that stays needs them.

    A skill that a project uses stays. Of the others those go first that the fewest activities use, and of
    these the later ones.
    """
    used = [activity for unit in course.units for activity in unit.activities]
    projects = {skill for project in course.projects for skill in project.skills}
    staying, found = set(left), list[str]()
    while True:
        needed = {p for skill in course.skills if skill.id in staying for p in skill.prerequisites} | projects
        free = [skill for skill in left if skill in staying and skill not in needed]
        if not free:
            return found
        least = min(free, key=lambda skill: (_uses(skill, used), -left.index(skill)))
        staying.remove(least)
        found.append(least)


def _uses(skill: str, activities: Sequence[Activity]) -> int:
    return sum(skill in activity.skills for activity in activities)
