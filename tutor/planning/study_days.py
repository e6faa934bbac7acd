"""The days on which the learner studies, and how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tutor.learner.entries import Profile
from tutor.planning.workload import ROUND
from tutor.profile import DAYS

REVIEW_SHARE = 0.25  # of a session that reviews take, at most
LONGEST = timedelta(weeks=520)  # what does not fit into the ten years to come fits never


@dataclass(frozen=True)
class StudyDay:
    """A day with a session.

    Attributes:
        day: the date.
        week: of the course, from 1; it goes on after the last one.
        minutes: that the learner has.
        first, last: whether it is the first or last of its week's sessions that lie ahead; in the first
            week, the first of all.
    """

    day: date
    week: int
    minutes: int
    first: bool
    last: bool


def week_of(start: date, day: date) -> int:
    """The week of the course on a day, from 1; 0 and less before the start."""
    return (day - start).days // 7 + 1


def session_minutes(hours: float, days: int) -> int:
    """Minutes of each of `days` sessions that share `hours` a week."""
    return max(ROUND, int(hours * 60 / days) // ROUND * ROUND)


def study_days(profile: Profile, since: date) -> Iterator[StudyDay]:
    """The days from `since` on; free dates are left out and their hours with them."""
    start, free = date.fromisoformat(profile.start), set(profile.free)
    minutes = session_minutes(profile.hours, len(profile.days))
    day = max(start, since)
    opening = start + timedelta(days=7 * (week_of(start, day) - 1))
    while opening < day + LONGEST:
        days = [opening + timedelta(days=n) for n in range(7)]
        held = [d for d in days if DAYS[d.weekday()] in profile.days and d.isoformat() not in free]
        ahead = [d for d in held if d >= day]
        opens = (held if opening == start else ahead)[:1]  # the first week has no check-in that could wait
        for d in ahead:
            yield StudyDay(d, week_of(start, d), minutes, d in opens, d == ahead[-1])
        opening += timedelta(days=7)
