"""A calendar file says to every program the same as was put into it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.calendar import Appointment, calendar_file

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=ZoneInfo("America/Santiago"))
SANTIAGO = "America/Santiago"


def appointment(**changed: Any) -> Appointment:
    """One of an hour, and what is other in it."""
    values: dict[str, Any] = {
        "uid": "one",
        "starts": datetime(2026, 11, 28, 10),
        "minutes": 60,
        "summary": "Vectors",
        "description": "",
        "categories": (),
        "sequence": 0,
        "changed": NOW,
    }
    return Appointment(**values | changed)


def events(data: bytes) -> list[Any]:
    """As icalendar reads them."""
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def event(zone: str = SANTIAGO, **changed: Any) -> Any:
    """One appointment, written and read."""
    (found,) = events(calendar_file([appointment(**changed)], "Tutor", zone, NOW))
    return found


def instants(data: bytes) -> list[tuple[datetime, datetime]]:
    """Begin and end of each appointment by the zone that the file itself describes, as vobject reads it."""
    parsed = vobject.readOne(data.decode())
    return [(e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC)) for e in parsed.vevent_list]


def test_what_is_put_in_is_read_back() -> None:
    found = event(description="10 min", categories=("Study",), sequence=3)
    assert (found["uid"], found["summary"], found["description"]) == ("one", "Vectors", "10 min")
    assert (found["sequence"], found["status"], found["transp"]) == (3, "CONFIRMED", "OPAQUE")
    assert found.start == datetime(2026, 11, 28, 10, tzinfo=ZoneInfo(SANTIAGO))
    assert found.end - found.start == timedelta(hours=1)
    assert found["dtstamp"].dt == found["last-modified"].dt == datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
    assert found["categories"].cats == ["Study"]


def test_what_is_cancelled_takes_no_time() -> None:
    found = event(cancelled=True)
    assert (found["status"], found["transp"]) == ("CANCELLED", "TRANSPARENT")


def test_the_calendar_has_a_name_and_is_published() -> None:
    parsed = icalendar.Calendar.from_ical(calendar_file([], "Tutor: LLM, 24 weeks", SANTIAGO, NOW))
    assert (parsed["version"], parsed["method"]) == ("2.0", "PUBLISH")
    assert parsed["x-wr-calname"] == "Tutor: LLM, 24 weeks"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(min_size=1, max_size=40))
def test_any_text_comes_back_and_no_line_is_too_long(description: str, summary: str) -> None:
    data = calendar_file([appointment(summary=summary, description=description)], "Tutor", SANTIAGO, NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (found,) = events(data)
    assert str(found.get("description", "")) == spoken(description)
    assert str(found["summary"]) == spoken(summary)


def spoken(text: str) -> str:
    """Without the control characters that a calendar cannot hold."""
    ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in ends if c in "\n\t" or not (c < " " or c == "\x7f"))


def test_a_second_reader_sees_the_same_text() -> None:
    text = "Softmax, y; después: «¿sí?» 🧠\nC:\\new " + "ñandú 🦤 " * 30
    data = calendar_file([appointment(summary=text, description=text)], "Tutor", SANTIAGO, NOW)
    read = vobject.readOne(data.decode()).vevent
    assert (read.summary.value, read.description.value) == (text, text)


@pytest.mark.parametrize(
    ("zone", "before", "after", "hours"),
    [
        ("America/Santiago", datetime(2027, 4, 3, 10), datetime(2027, 4, 4, 10), 25),
        ("Europe/Madrid", datetime(2027, 3, 27, 10), datetime(2027, 3, 28, 10), 23),
        ("Europe/Dublin", datetime(2026, 10, 24, 10), datetime(2026, 10, 25, 10), 25),
        ("America/Argentina/Buenos_Aires", datetime(2027, 4, 3, 10), datetime(2027, 4, 4, 10), 24),
    ],
)
def test_a_change_of_clocks_leaves_the_wall_time(
    zone: str, before: datetime, after: datetime, hours: int
) -> None:
    data = calendar_file(
        [appointment(starts=before), appointment(uid="two", starts=after)], "Tutor", zone, NOW
    )
    assert [e.start.replace(tzinfo=None) for e in events(data)] == [before, after]
    (first, _), (second, ended) = instants(data)  # by the VTIMEZONE alone, without the machine's own zones
    assert second - first == timedelta(hours=hours)
    assert ended - second == timedelta(hours=1)
    assert first == before.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("starts", [datetime(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 2, 30)])
@pytest.mark.parametrize("minutes", [30, 60, 90, 150, 240])
def test_in_the_night_when_clocks_change_it_lasts_as_long(starts: datetime, minutes: int) -> None:
    found = event("Europe/Madrid", starts=starts, minutes=minutes)
    begins = found.start.astimezone(UTC)
    ends = found.end.astimezone(UTC) if "dtend" in found else begins + found["duration"].dt
    assert ends - begins == timedelta(minutes=minutes)


def test_without_a_zone_it_is_the_readers_own_time() -> None:
    data = calendar_file([appointment()], "Tutor", "", NOW)
    assert b"DTSTART:20261128T100000\r\n" in data
    assert b"VTIMEZONE" not in data


def test_in_universal_time_no_zone_need_be_described() -> None:
    assert b"DTSTART:20261128T100000Z\r\n" in calendar_file([appointment()], "Tutor", "UTC", NOW)
