"""What can be done where the course no longer fits: more hours, fewer skills, a later end."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tutor.planning.workload import Outline
from tutor.profile import MOST_HOURS

HALF = 0.5  # hours a week between two offers
_WORTH_OF_USE = 3  # interview questions that a practice or task counts for


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
    outline: Outline,
    finish: date,
    end: date,
    hours: float,
    left: Sequence[str],
    finish_with: Callable[[float, Sequence[str]], date],
) -> tuple[Option, ...]:
    """Ways to end in time, or a later end; none where the course fits.

    Args:
        outline: what is to be learned.
        finish: when it will be done as things are.
        end: when it should be done.
        hours: a week, now.
        left: skills that are still to be studied, in order.
        finish_with: when it would be done with other hours and without some skills.
    """
    if finish <= end:
        return ()
    found = [_more_hours(end, hours, finish_with), _fewer_skills(outline, end, hours, left, finish_with)]
    if finish < date.max:  # else no date is late enough
        found.append(Option("later", finish.isoformat()))
    return tuple(option for option in found if option)


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
    outline: Outline,
    end: date,
    hours: float,
    left: Sequence[str],
    finish_with: Callable[[float, Sequence[str]], date],
) -> Option | None:
    """The fewest skills from the front of those that can be missed best."""
    order = expendable(outline, left)
    low, high = 1, len(order)
    if not order or finish_with(hours, order) > end:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if finish_with(hours, order[:middle]) <= end else (middle + 1, high)
    cut = tuple(order[:low])
    minutes = sum(outline.course.skill(skill).minutes for skill in cut)
    return Option("cut", finish_with(hours, cut).isoformat(), skills=cut, minutes=minutes)


def expendable(outline: Outline, left: Sequence[str]) -> list[str]:
    """Skills that can be left out, the least worth first: nothing that stays needs them.

    A skill that a project uses stays. The others are worth as much as there are interview questions about
    them, and three more for each practice or task that uses them; of equals the later goes first.
    """
    course = outline.course
    projects = {skill for project in course.projects for skill in project.skills}
    used = Counter(
        skill for unit in course.units for activity in unit.activities for skill in activity.skills
    )
    worth = {skill: outline.asked.get(skill, 0) + _WORTH_OF_USE * used[skill] for skill in left}
    staying, found = set(left), list[str]()
    while True:
        needed = {p for skill in course.skills if skill.id in staying for p in skill.prerequisites} | projects
        free = [skill for skill in left if skill in staying and skill not in needed]
        if not free:
            return found
        least = min(free, key=lambda skill: (worth[skill], -left.index(skill)))
        staying.remove(least)
        found.append(least)
