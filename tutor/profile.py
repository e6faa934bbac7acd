"""Who studies and when: what `setup` asks for, validated, and kept in the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.words import folded
from tutor.clock import timezone
from tutor.settings import Settings, save_settings

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = {
    "es": ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
_SHORTEST = 3  # letters that name a day
MOST_HOURS = 80.0


@dataclass(frozen=True)
class Profile:
    """What is known of the learner's time.

    Attributes:
        language: of the screens.
        start: first day of the course, ISO date.
        end: the day on which the course is over, ISO date.
        days: of the week, as in `DAYS`.
        hours: of study a week.
        timezone: IANA name; empty is the machine's own.
    """

    language: Language
    start: str
    end: str
    days: tuple[str, ...]
    hours: float
    timezone: str


def read_language(text: str) -> Language:
    """`es` or `en` from what was typed.

    Raises:
        BadInput: it is neither.
    """
    typed = folded(text.strip())
    if typed in ("es", "espanol", "spanish", "castellano"):
        return "es"
    if typed in ("en", "english", "ingles"):
        return "en"
    raise BadInput("There is no language {value}.", hint="Write es or en.", value=text)


def read_start(text: str) -> date:
    """The first day from what was typed.

    Raises:
        BadInput: it is no ISO date.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            "{value} is not a date.", hint="Write it as year-month-day, such as 2026-11-28.", value=text
        ) from error


def read_days(text: str) -> tuple[str, ...]:
    """Days of the week from names or their first three letters, in Spanish or English, in the week's order.

    Raises:
        BadInput: one is no day, or there is none.
    """
    named = {_day(part) for part in text.replace(";", ",").replace(" ", ",").split(",") if part}
    if not named:
        raise BadInput("No day of the week was given.", hint=_DAYS_HINT)
    return tuple(day for day in DAYS if day in named)


def _day(text: str) -> str:
    typed = folded(text)
    for names in _DAY_NAMES.values():
        for day, name in zip(DAYS, names, strict=True):
            if len(typed) >= _SHORTEST and name.startswith(typed):
                return day
    raise BadInput("There is no day of the week called {value}.", hint=_DAYS_HINT, value=text)


_DAYS_HINT = "Write days with commas between them, such as sat,sun."


def read_hours(text: str) -> float:
    """Hours a week from what was typed.

    Raises:
        BadInput: no number, or out of range.
    """
    try:
        hours = float(text.strip().replace(",", "."))
    except ValueError:
        hours = 0.0
    if not 0 < hours <= MOST_HOURS:
        raise BadInput(
            "{value} is not a number of hours a week.",
            hint="Write a number above 0 and up to {most}.",
            value=text,
            most=f"{MOST_HOURS:g}",
        )
    return hours


def read_timezone(text: str) -> str:
    """A timezone's IANA name from what was typed; empty is the machine's own.

    Raises:
        BadInput: there is none of that name.
    """
    name = text.strip()
    return timezone(name).key if name else ""


def next_study_day(today: date, days: Sequence[str]) -> date:
    """The first of `days` that is today or later."""
    return next(day for day in (today + timedelta(n) for n in range(7)) if DAYS[day.weekday()] in days)


def profile_of(settings: Settings, weeks: int) -> Profile:
    """The profile in the settings; `end` is `weeks` weeks after the start, both empty until set up."""
    learner = settings.learner
    end = (read_start(learner.start) + timedelta(weeks=weeks)).isoformat() if learner.start else ""
    return Profile(
        settings.language, learner.start, end, tuple(learner.days), learner.hours, learner.timezone
    )


def save_profile(
    home: Path, language: Language, start: date, days: Sequence[str], hours: float, zone: str
) -> Settings:
    """Write the answers of `setup` into config.toml.

    Raises:
        BadInput: config.toml holds something else that is wrong; it stays as it was.
    """
    changes = {
        "language": language,
        "learner.start": start.isoformat(),
        "learner.days": list(days),
        "learner.hours": hours,
        "learner.timezone": zone,
    }
    return save_settings(home, changes)
