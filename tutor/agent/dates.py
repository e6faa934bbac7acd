"""The days that a learner names: "el sábado", "del 10 al 20 de enero", "next sunday", "2026-12-13".

Spanish and English are read alike, by rules. What cannot be is left out: whoever asks shows the dates that
were understood, and has them confirmed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge_base.words import folded

LONGEST = 366  # days of one stretch
YEARS = range(2000, 2200)
_MONTHS = (
    "enero january ene jan", "febrero february feb", "marzo march mar", "abril april abr apr", "mayo may",
    "junio june jun", "julio july jul", "agosto august ago aug", "septiembre setiembre september sept sep",
    "octubre october oct", "noviembre november nov", "diciembre december dic dec",
)  # fmt: skip
_WEEKDAYS = (
    "lunes monday mon", "martes tuesday tue tues", "miercoles wednesday wed", "jueves thursday thu thurs",
    "viernes friday fri", "sabado saturday sat", "domingo sunday sun",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAY_OF, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th)?"
_NO_UNIT = (
    r"(?![\w:/%.-]*\d)(?!\w)(?!\s*(?:h|hs|horas?|hours?|min\w*|dias?|days?|semanas?|weeks?|mes(?:es)?"
    r"|months?|sesiones|sessions|bloques|blocks|temas|topics|veces|times)\b)"
    rf"(?!(?: de| of)? (?:{_MONTH})\b)"
)
_POINT = re.compile(
    r"(?P<iso>\b\d{4}-\d{2}-\d{2}\b)"
    rf"|\b(?P<day>\d{{1,2}}){_ORDINAL}(?: de| of)? (?P<month>{_MONTH})\b"
    r"(?:,? (?:de |del |of )?(?P<year>\d{4}))?"
    rf"|\b(?P<month2>{_MONTH}) (?:the )?(?P<day2>\d{{1,2}}){_ORDINAL}\b(?!:)(?:,? (?P<year2>\d{{4}}))?"
    r"|\b(?P<day3>\d{1,2})/(?P<month3>\d{1,2})(?:/(?P<year3>\d{4}))?\b"
    rf"|\b(?:el|dia|dias|los|the|del|on|entre|between|{_WEEKDAY})\s+(?P<number>\d{{1,2}}){_ORDINAL}{_NO_UNIT}"
    r"|(?P<linked>(?:,|\by|\band|\bal?|\bto|-)\s*(?:el |the |los )?"
    rf"(?P<number2>\d{{1,2}}){_ORDINAL}{_NO_UNIT})"
    r"|\b(?P<word>pasado manana|day after tomorrow|hoy|today|tonight|esta (?:tarde|noche)"
    r"|this (?:afternoon|evening)|(?<!la )(?<!por )manana|tomorrow|tmrw)\b"
    r"|\b(?P<weekend>finde|fin de semana|weekend)\b"
    r"|\b(?P<week>(?:esta|proxima|otra) semana|semana (?:que viene|proxima|siguiente)|(?:this|next) week)\b"
    rf"|(?<!los )\b(?P<weekday>{_WEEKDAY})\b"
    rf"(?!,? (?:el |the )?(?:\d{{1,2}}{_ORDINAL}(?: de| of)? )?(?:{_MONTH}) ?\d*\b)"
)
_RANGE = re.compile(r"\s*(?:al?|hasta(?: el)?|to|until|till|through|-|–|\.\.)\s*(?:el |the )?")
_LIST = re.compile(r"\s*(?:,|y|and|, ?y|, ?and)\s*(?:el |the |los )?")
_BETWEEN = re.compile(r"\b(?:entre|between)(?: el| the)?\s*$")
_UNTIL = re.compile(r"\b(?:hasta|until|till)(?: el| next| the)?\s*$")
_NEXT_BEFORE = re.compile(r"\b(?:proxim[oa]|siguiente|next)\s+$")
_NEXT_AFTER = re.compile(r"\s+(?:que viene|proximo|siguiente)\b")


@dataclass(frozen=True)
class _Point:
    """A place in the text that names a day or days; `day` alone where the month is not said."""

    start: int
    end: int
    first: date | None
    last: date | None
    number: int = 0


def days_named(words: str, today: date) -> tuple[date, ...]:
    """The days that the words name, in order; none where they name none, or one that cannot be.

    Args:
        words: in Spanish or English.
        today: the date where the learner is.
    """
    text = " ".join(folded(words).replace("’", "'").split())
    found = list(_points(text, today))
    stretches = list(_stretches(text, found, today))
    if any(last < first or (last - first).days >= LONGEST for first, last in stretches):
        return ()
    days = {first + timedelta(n) for first, last in stretches for n in range((last - first).days + 1)}
    return tuple(sorted(days))


def weekdays_named(words: str) -> tuple[int, ...]:
    """Days of the week that the words name, Monday is 0, in the week's order."""
    text = folded(words)
    names = re.findall(rf"\b({_WEEKDAY})(?:s|es)?\b", text)
    return tuple(sorted({_WEEKDAY_OF[name] for name in names}))


def _points(text: str, today: date) -> Iterator[_Point]:
    end = -1
    for found in _POINT.finditer(text):
        if found["linked"] and found.start() - end > 1:  # "to 6" is a day only right after another one
            continue
        point = _point(found, text, today)
        if point is not None:
            end = point.end
            yield point


def _point(found: re.Match[str], text: str, today: date) -> _Point | None:
    start, end = found.span()
    if number := found["number"] or found["number2"]:
        start = found.start("number") if found["number"] else found.start("number2")
        return _Point(start, end, None, None, int(number))
    if found["weekend"] or found["week"] or found["weekday"] or found["word"]:
        first, last, end = _relative(found, text, today)
        return _Point(start, end, first, last)
    day = _calendar_day(found, today)
    return _Point(start, end, day, day) if day and day.year in YEARS else None


def _calendar_day(found: re.Match[str], today: date) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        number = int(found["day"] or found["day2"] or found["day3"])
        month = _MONTH_OF.get(found["month"] or found["month2"] or "") or int(found["month3"])
        year = found["year"] or found["year2"] or found["year3"]
        if month > 12 >= number:  # as it is written in the United States
            number, month = month, number
        if year:
            return date(int(year), month, number)
        this = date(today.year, month, number)
        return this if this >= today else date(today.year + 1, month, number)
    except ValueError:
        return None


def _relative(found: re.Match[str], text: str, today: date) -> tuple[date, date, int]:
    """First and last day, and where the words end."""
    after = _NEXT_AFTER.match(text, found.end())
    following = bool(after or _NEXT_BEFORE.search(text[: found.start()]))
    end = after.end() if after else found.end()
    if word := found["word"]:
        ahead = {"pasado manana": 2, "day after tomorrow": 2, "manana": 1, "tomorrow": 1, "tmrw": 1}
        day = today + timedelta(ahead.get(word, 0))
        return day, day, end
    if name := found["weekday"]:
        day = today + timedelta((_WEEKDAY_OF[name] - today.weekday()) % 7)
        day += timedelta(7 if following and day == today else 0)
        return day, day, end
    sunday = today + timedelta(6 - today.weekday())
    if words := found["week"]:
        if words in ("esta semana", "this week"):
            return today, sunday, end
        return sunday + timedelta(1), sunday + timedelta(7), end
    english = found["weekend"] == "weekend"
    if following and (english or today.weekday() > 4):
        sunday += timedelta(7)
    return max(today, sunday - timedelta(1)), sunday, end


def _stretches(text: str, points: Sequence[_Point], today: date) -> Iterator[tuple[date, date]]:
    """First and last day of each stretch; neighbours that a word such as "al" joins are one."""
    dated = _dated(text, points, today)
    number = 0
    while number < len(dated):
        point = dated[number]
        first, last = point.first, point.last
        following = dated[number + 1] if number + 1 < len(dated) else None
        if following and _joined(text, point, following):
            last, number = _not_before(following.last, first), number + 1
        elif point.first == point.last and _UNTIL.search(text[: point.start]) and first and first > today:
            first, last = today, first - timedelta(1)
        if first and last:
            yield first, last
        number += 1


def _joined(text: str, point: _Point, following: _Point) -> bool:
    between = text[point.end : following.start]
    if _BETWEEN.search(text[: point.start]) and _LIST.fullmatch(between):
        return True
    return bool(_RANGE.fullmatch(between))


def _not_before(last: date | None, first: date | None) -> date | None:
    """Of a weekday that ends a stretch, the one after its beginning."""
    while last and first and last < first and (first - last).days < 7:
        last += timedelta(7)
    return last


def _dated(text: str, points: Sequence[_Point], today: date) -> list[_Point]:
    """Every point with its date: a bare number is of the month of the date that it belongs to.

    Where there is none, it is the next day of that number, or the next after the one before it.
    """
    dated: list[_Point] = []
    for point in reversed(points):
        of = dated[0].first if dated and _belong(text, point, dated[0]) else None
        dated.insert(0, _on(point, _of_month(point.number, of)) if point.number and of else point)
    since = today
    for place, point in enumerate(dated):
        if place == 0 or not _belong(text, dated[place - 1], point):
            since = today
        if point.number and point.first is None:
            dated[place] = _on(point, _next_of(point.number, since))
        since = dated[place].first or since
    return dated


def _on(point: _Point, day: date | None) -> _Point:
    return replace(point, first=day, last=day)


def _belong(text: str, point: _Point, following: _Point) -> bool:
    between = text[point.end : following.start]
    return bool(_RANGE.fullmatch(between) or _LIST.fullmatch(between))


def _of_month(number: int, of: date) -> date | None:
    """The day of a number at or before a date: in its month, or in the one before."""
    before = of.replace(day=1) - timedelta(1)
    days = (_day(of.year, of.month, number), _day(before.year, before.month, number))
    return next((day for day in days if day and day <= of), None)


def _next_of(number: int, since: date) -> date | None:
    """The first day of a number that is not before a date."""
    month = since.replace(day=1)
    for _ in range(12):
        day = _day(month.year, month.month, number)
        if day and day >= since:
            return day
        month = (month + timedelta(31)).replace(day=1)
    return None


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
