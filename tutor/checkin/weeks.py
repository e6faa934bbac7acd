"""Weeks of the course as they were planned and as they went, and the streak that they make."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tutor.learner.entries import Done, Profile
from tutor.planning.blocks import Session
from tutor.planning.planner import Planner
from tutor.planning.progress import held_from, studied
from tutor.planning.study_days import session_minutes, week_of
from tutor.reviews.scheduling import Schedule

FORGIVES = 4  # weeks, of which one may be missed


@dataclass(frozen=True)
class Week:
    """A week of the course.

    Attributes:
        number: from 1.
        first, last: its days.
        sessions, held: that were planned up to today, and that took place, on whatever day of it.
        planned, done: minutes of those sessions, and minutes that were spent.
    """

    number: int
    first: date
    last: date
    sessions: int
    held: int
    planned: int
    done: int


@dataclass(frozen=True)
class Streak:
    """Weeks in a row with a session.

    Attributes:
        weeks: with one.
        forgiven: missed weeks among and after them that did not break it.
    """

    weeks: int
    forgiven: int


def all_done(planner: Planner) -> tuple[Done, ...]:
    """What the learner said was done, and what passed exercises and checks show, as the plan counts it."""
    return studied(planner.record, planner.outline, Schedule(zone=planner.profile.timezone).day_of)


def weeks(
    profile: Profile, sessions: Sequence[Session], done: Sequence[Done], today: date
) -> tuple[Week, ...]:
    """Every week from the first to that of today; none before the start.

    A session of today counts as planned once it was held.

    Args:
        profile: who studies, and when.
        sessions: of the whole plan, those behind as they were planned.
        done: all that was done.
        today: the date where the learner is.
    """
    start = date.fromisoformat(profile.start)
    minutes: Counter[date] = Counter()
    study: Counter[date] = Counter()
    for entry in done:
        day = date.fromisoformat(entry.day)
        minutes[day] += entry.minutes
        study[day] += entry.minutes if entry.kind != "checkin" else 0
    over = {s.day: s for s in sessions if s.planned and _is_over(s, study[s.day], today)}
    usual = session_minutes(profile.hours, len(profile.days))
    found = []
    for number in range(1, week_of(start, today) + 1):
        first = start + timedelta(weeks=number - 1)
        days = [first + timedelta(days=n) for n in range(7)]
        planned = {day: over[day].planned for day in days if day in over}
        held = sum(study[day] >= max(1.0, held_from(planned.get(day, usual))) for day in days)
        spent = sum(minutes[day] for day in days)
        found.append(Week(number, first, days[-1], len(planned), held, sum(planned.values()), spent))
    return tuple(found)


def _is_over(session: Session, studied: int, today: date) -> bool:
    return session.day < today or (session.day == today and studied >= held_from(session.planned))


def streak(found: Sequence[Week]) -> Streak:
    """Weeks with a session, counted back from the last of `found`.

    One missed week in four is forgiven: it neither breaks the streak nor adds to it. A week in which nothing
    was planned and nothing done is no week of the streak at all.
    """
    counted, forgiven, since = 0, 0, FORGIVES
    missed_so_far = 0
    for week in reversed([week for week in found if week.sessions or week.held]):
        since += 1
        if week.held:
            counted += 1
            forgiven += missed_so_far
            missed_so_far = 0
        elif since < FORGIVES:
            break
        else:
            missed_so_far, since = 1, 0
    return Streak(counted, forgiven)


def absence(found: Sequence[Week]) -> int:
    """Weeks in a row without a session up to the last of `found`, though some were planned in them."""
    count = 0
    for week in reversed(found):
        if week.held:
            break
        count += bool(week.sessions)
    return count
