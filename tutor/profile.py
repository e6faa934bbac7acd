"""Who studies and when: the rules that a profile keeps, and where it is read and written."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge_base.course import Course
from knowledge_base.errors import BadInput
from tutor.learner.entries import Profile
from tutor.messages import text
from tutor.profile_answers import DAYS as DAYS
from tutor.profile_answers import MOST_HOURS as MOST_HOURS
from tutor.profile_answers import read_days as read_days
from tutor.settings import Settings

if TYPE_CHECKING:
    from knowledge_base.documents import Language
    from tutor.learner.record import Record

BEGINS = "10:00"
LANGUAGES: tuple["Language", ...] = ("es", "en")
_MIDNIGHT = 24.0


def profile_of(record: "Record", settings: Settings, course: Course) -> Profile | None:
    """Who studies and when, as it was last set up; None where it was not yet.

    Args:
        record: of the learner; its latest profile holds.
        settings: where installs from before kept it, in `[learner]`.
        course: for its number of weeks.
    """
    kept, before = record.latest(Profile), settings.learner
    if kept is not None or not before.start:
        return kept
    zone, days = before.timezone, tuple(before.days)
    return Profile(
        "", settings.language, zone, before.start, days, before.hours, end=course_end(before.start, course)
    )


def profile_at(home: Path) -> Profile | None:
    """The profile in the record of a folder, without opening anything else; None where there is none.

    Raises:
        WorkFailed: the record is damaged, locked, or of a newer version.
    """
    from tutor.clock import now
    from tutor.learner.record import Record

    path = home / "learner.db"
    if not path.exists():
        return None
    record = Record(path, now)
    try:
        return record.latest(Profile)
    finally:
        record.close()


def course_end(start: str, course: Course) -> str:
    """The day on which a course is over that begins on a day, both ISO dates.

    Raises:
        BadInput: the start is no ISO date; only a config.toml from before can have one.
    """
    try:
        return (date.fromisoformat(start) + timedelta(weeks=len(course.weeks))).isoformat()
    except (ValueError, OverflowError) as error:
        raise BadInput(
            "{value} is not a date.", hint="Write it as year-month-day, such as 2026-11-28.", value=start
        ) from error


def save_profile(record: "Record", profile: Profile) -> Profile:
    """Keep a profile, unless it is the one that holds already.

    Raises:
        BadInput: it does not fit together; nothing is written.
    """
    kept = replace(checked(profile), at=record.now())
    last = record.latest(Profile)
    if last is None or replace(last, at=kept.at) != kept:
        record.add(kept)
    return kept


def checked(profile: Profile) -> Profile:
    """A profile that fits together.

    Raises:
        BadInput: the goal lies before the start, or no day of study is left.
    """
    if profile.goal_date and profile.goal_date < profile.start:
        raise BadInput(
            "The goal, {goal}, lies before the first day of the course, {start}.",
            hint="Name a later date with --by, or an earlier --start.",
            goal=profile.goal_date,
            start=profile.start,
        )
    if not _a_study_day_is_left(profile):
        raise BadInput(
            "The free dates leave no day of study between {start} and {end}.",
            hint="Leave some of the days {days} free of them.",
            start=profile.start,
            end=profile.end,
            days=", ".join(profile.days),
        )
    return profile


def _a_study_day_is_left(profile: Profile) -> bool:
    first, free = date.fromisoformat(profile.start), set(profile.free)
    count = (date.fromisoformat(profile.end) - first).days
    days = (first + timedelta(days=n) for n in range(count))
    return any(DAYS[day.weekday()] in profile.days and day.isoformat() not in free for day in days)


def past_midnight(profile: Profile) -> bool:
    """Whether a session begins so late, or is so long, that it ends on the next day."""
    hours, minutes = profile.begins.split(":")
    return int(hours) + int(minutes) / 60 + profile.hours / len(profile.days) > _MIDNIGHT


def next_study_day(today: date, days: Sequence[str]) -> date:
    """The first of `days` that is today or later."""
    return next(day for day in (today + timedelta(n) for n in range(7)) if DAYS[day.weekday()] in days)


def proposed_intention(days: Sequence[str], begins: str, language: "Language") -> str:
    """An if-then sentence made of the learner's days and time."""
    names = [text(f"cli.day.{day}", language) for day in days]
    either = text("setup.or", language)
    listed = either.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return text("setup.intention", language, days=listed, begins=begins)


def intention_for(profile: Profile, before: Profile | None) -> str:
    """The if-then sentence that held before; one that was proposed follows the days, time and language."""
    if before is not None:
        proposals = (proposed_intention(before.days, before.begins, language) for language in LANGUAGES)
        if not before.intention or before.intention not in proposals:
            return before.intention
    return proposed_intention(profile.days, profile.begins, "en" if profile.language == "en" else "es")


def profile_document(profile: Profile) -> dict[str, Any]:
    """A profile as the command line's JSON has it."""
    document = asdict(profile)
    del document["at"]
    return document | {"days": list(profile.days), "free": list(profile.free)}
