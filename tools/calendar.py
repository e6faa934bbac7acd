"""Calendar files (iCalendar): appointments that a calendar program takes in again without doubling them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Calendar, Event, TimezoneDaylight, TimezoneStandard

    Change = TimezoneStandard | TimezoneDaylight

_PRODUCT = "-//Tutor//Study plan//EN"
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # control characters that TEXT forbids


@dataclass(frozen=True)
class Appointment:
    """An entry of a calendar.

    Attributes:
        uid: the same for as long as it is the same appointment, whatever is changed in it.
        starts: wall time in the calendar's zone, without a zone of its own.
        minutes: that it lasts.
        summary, description: as they are shown.
        categories: that it is filed under.
        sequence: grows by one with each change.
        changed: the moment of the last change.
        cancelled: whether it is taken back.
    """

    uid: str
    starts: datetime
    minutes: int
    summary: str
    description: str
    categories: tuple[str, ...]
    sequence: int
    changed: datetime
    cancelled: bool = False


def calendar_file(appointments: Sequence[Appointment], name: str, zone: str, now: datetime) -> bytes:
    """A calendar as a file: RFC 5545, published as RFC 5546 (section 3.2.1) has it.

    A program that knows an appointment already takes the one with the higher SEQUENCE, and of two with the
    same the one with the later DTSTAMP (RFC 5546, section 2.1.5).

    Args:
        appointments: in the order in which they are written.
        name: of the calendar.
        zone: IANA name; where it is empty, times are those of whatever clock the calendar is read by.
        now: the moment, with its zone.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _speakable(name))
    for appointment in appointments:
        calendar.add_component(_event(appointment, ZoneInfo(zone) if zone else None, now))
    if appointments:
        _add_zone(calendar, [appointment.starts.date() for appointment in appointments])
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, zone: ZoneInfo | None, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", appointment.changed.astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if appointment.cancelled else "OPAQUE")  # some go on showing it
    _add_times(event, appointment.starts.replace(tzinfo=zone), timedelta(minutes=appointment.minutes))
    event.add("summary", _speakable(appointment.summary))
    if appointment.description:
        event.add("description", _speakable(appointment.description))
    if appointment.categories:
        event.add("categories", [_speakable(category) for category in appointment.categories])
    return event


def _add_times(event: "Event", starts: datetime, length: timedelta) -> None:
    """Begin and end; across a change of clocks it lasts as long as on any other day."""
    ends = (starts.astimezone(UTC) + length).astimezone(starts.tzinfo) if starts.tzinfo else starts + length
    event.add("dtstart", starts)
    if ends.fold:  # a wall time that comes twice means its first time
        event.add("duration", length)
    else:
        event.add("dtend", ends)


def _add_zone(calendar: "Calendar", days: Sequence[date]) -> None:
    """What the zone's clocks do in the years of the calendar and those beside them."""
    calendar.add_missing_timezones(
        first_date=date(min(days).year - 1, 1, 1), last_date=date(max(days).year + 2, 1, 1)
    )
    for zone in calendar.timezones:
        zone.pop("COMMENT", None)
        changes: list[Change] = [*zone.standard, *zone.daylight]
        singles = [single for change in changes for single in _singles(change)]
        zone.subcomponents = sorted(singles, key=lambda single: single.DTSTART or datetime.min)


def _singles(change: "Change") -> "Iterator[Change]":
    """The days on which clocks change alike, one by one: some programs read only the first of a list."""
    onsets = [change.DTSTART, *(onset for onset, _ in change.rdates)]
    change.pop("rdate", None)
    for onset in onsets:
        single = change.copy()
        single.DTSTART = onset
        yield single


def _speakable(text: str) -> str:
    return _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
