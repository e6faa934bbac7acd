"""What is typed about who studies and when, read into values; Spanish and English are understood alike."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.words import folded
from tutor.clock import timezone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_HOURS = 80.0
_DAY_NAMES = {
    "es": ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
_SHORTEST = 3  # letters that name a day
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_LONGEST_FREE = 366  # days of one stretch
_LONGEST_WORDS = 300  # letters
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?")
_NOTHING = ("-", "none", "no", "nothing", "ninguno", "ninguna", "nada")
_DAYS_HINT = "Write days with commas between them, such as sat,sun."
_FREE_HINT = "Write dates and stretches with commas between them, such as 2026-12-24..2027-01-03,2027-02-14."


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


def read_date(text: str) -> date:
    """A day from what was typed.

    Raises:
        BadInput: it is no ISO date, or of another century.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            "{value} is not a date.", hint="Write it as year-month-day, such as 2026-11-28.", value=text
        ) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadInput(
            "{value} is too far away.",
            hint="Write a date between the years {first} and {last}.",
            value=text,
            first=_FIRST_YEAR,
            last=_LAST_YEAR,
        )
    return day


def read_goal_date(text: str) -> str:
    """By when something is wanted, ISO date; empty for nothing.

    Raises:
        BadInput: it is no ISO date.
    """
    return "" if is_nothing(text) else read_date(text).isoformat()


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


def read_clock(text: str) -> str:
    """A time of day, HH:MM, from what was typed: 10:00, 9.30, 18h.

    Raises:
        BadInput: there is no such time.
    """
    found = _CLOCK.fullmatch(text.strip().lower())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise BadInput(
            "{value} is not a time of day.", hint="Write hours and minutes, such as 10:00.", value=text
        )
    return f"{hour:02d}:{minute:02d}"


def read_free(text: str) -> tuple[str, ...]:
    """Dates on which nothing is planned, in order, from dates and stretches `FIRST..LAST`; none for `-`.

    Raises:
        BadInput: one is no date, a stretch runs backwards, or it is longer than a year.
    """
    if is_nothing(text):
        return ()
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return tuple(sorted({day.isoformat() for part in parts for day in _stretch(part)}))


def _stretch(part: str) -> Iterator[date]:
    ends = [end.strip() for end in part.split("..")]
    if len(ends) > 2:
        raise BadInput("{value} is not a stretch of free dates.", hint=_FREE_HINT, value=part)
    first, last = read_date(ends[0]), read_date(ends[-1])
    if last < first:
        raise BadInput("The free dates {value} end before they begin.", hint=_FREE_HINT, value=part)
    if (last - first).days >= _LONGEST_FREE:
        raise BadInput(
            "The free dates {value} are more than a year.",
            hint="Come back to the course later, and set it up then: tutor setup",
            value=part,
        )
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def written_free(days: Iterable[str]) -> str:
    """Dates as `read_free` reads them, neighbours as a stretch."""
    stretches: list[list[date]] = []
    for day in map(date.fromisoformat, sorted(days)):
        if stretches and day - stretches[-1][-1] == timedelta(days=1):
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return ",".join(f"{s[0]}..{s[-1]}" if len(s) > 1 else f"{s[0]}" for s in stretches)


def read_words(text: str) -> str:
    """Words of the learner's own, on one line; empty for `-`.

    Raises:
        BadInput: they are too many.
    """
    words = "" if text.strip() == _NOTHING[0] else " ".join(text.split())
    if len(words) > _LONGEST_WORDS:
        raise BadInput("That is too long: {count} letters.", hint="Say it shorter.", count=len(words))
    return words


def is_nothing(text: str) -> bool:
    """Whether what was typed says that there is none."""
    return folded(text.strip()) in ("", *_NOTHING)
