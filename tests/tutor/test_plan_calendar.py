"""The plan in somebody's calendar: imported again after every change, it shows the plan and nothing twice."""

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput, Refused, TutorError, WorkFailed
from tutor.learner.entries import CalendarExport, Entry, Plan, Profile
from tutor.learner.record import Record
from tutor.plan_calendar import Written, write_calendar
from tutor.planning.blocks import Session
from tutor.planning.outline import read_outline
from tutor.planning.planner import Planner
from tutor.profile import course_end

COURSE = load_course(default_course_folder())
ZONE = "America/Santiago"
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=ZoneInfo(ZONE))


class Learner:
    """A learner with a plan, a clock that is set by hand, and a calendar file."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.now = SATURDAY
        self.file = folder / "plan.ics"
        self.record = Record(folder / "learner.db", lambda: self.now)
        self.planner = Planner(
            self.record, lambda: read_outline(COURSE, cache), lambda: self.record.latest(Profile), lambda _: 0
        )
        end = course_end("2026-11-28", COURSE)
        self.record.add(Profile("", "es", ZONE, "2026-11-28", ("sat", "sun"), 8.0, end=end))

    def change(self, **changes: Any) -> None:
        """Set up anew."""
        profile = self.record.latest(Profile)
        assert profile
        self.record.add(replace(profile, **changes))

    def export(self, language: Any = "es") -> Written:
        """Write the file."""
        return write_calendar(self.planner, self.file, language, machine_zone=lambda: "Europe/Madrid")

    def events(self) -> list[Any]:
        """Of the file, as icalendar reads them."""
        return list(icalendar.Calendar.from_ical(self.file.read_bytes()).walk("VEVENT"))

    def planned(self) -> list[Session]:
        """Sessions of the plan."""
        return [session for session in self.planner.current().sessions if session.blocks]


class Client:
    """A calendar program: of two appointments with one UID it keeps that with the higher SEQUENCE."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def take(self, events: list[Any]) -> None:
        """Import a file."""
        assert len({str(event["uid"]) for event in events}) == len(events)
        for event in events:
            known = self.known.get(str(event["uid"]))
            if known is None or event["sequence"] > known["sequence"]:
                self.known[str(event["uid"])] = event
            elif event["sequence"] == known["sequence"]:
                assert told(event) == told(known), "two things under one number"

    def shown(self) -> list[tuple[datetime, int]]:
        """When what it shows begins, in wall time, and how many minutes it lasts; in order."""
        standing = [event for event in self.known.values() if event["status"] != "CANCELLED"]
        return sorted((event.start.replace(tzinfo=None), minutes(event)) for event in standing)


def minutes(event: Any) -> int:
    """That an appointment lasts, by a clock that nobody changes."""
    if "duration" in event:
        return int(event["duration"].dt / timedelta(minutes=1))
    return int((event.end.astimezone(UTC) - event.start.astimezone(UTC)) / timedelta(minutes=1))


def told(event: Any) -> tuple[Any, ...]:
    """What is shown of an appointment."""
    if event["status"] == "CANCELLED":
        return ()
    return str(event["summary"]), str(event["description"]), event.start, minutes(event)


def times(sessions: list[Session]) -> list[tuple[datetime, int]]:
    """When sessions begin, and their minutes."""
    return [(datetime.fromisoformat(f"{s.day}T{s.start}"), s.minutes) for s in sessions]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the course's outline, for all tests."""
    return tmp_path_factory.mktemp("cache") / "outline.json"


@pytest.fixture
def learner(tmp_path: Path, cache: Path) -> Iterator[Learner]:
    """One who begins."""
    made = Learner(tmp_path, cache)
    yield made
    made.record.close()


def test_every_session_is_there_at_its_time_with_what_is_in_it(learner: Learner) -> None:
    written = learner.export()
    planned, events = learner.planned(), learner.events()
    assert (written.sessions, written.changed, written.cancelled) == (len(planned), len(planned), 0)
    client = Client()
    client.take(events)
    assert client.shown() == times(planned)
    assert str(events[0]["summary"]) == "Tutor, semana 1: Vectores"
    assert str(events[0]["description"]).startswith("30 min · Lección: Vectores\nHace falta para «Matrices».")
    assert events[0]["categories"].cats == ["Estudio"]


def test_a_second_reader_sees_the_same(learner: Learner) -> None:
    learner.export()
    read = vobject.readOne(learner.file.read_text(encoding="utf-8")).vevent_list
    assert [event.dtstart.value.replace(tzinfo=None) for event in read] == [
        begins for begins, _ in times(learner.planned())
    ]
    assert [event.description.value for event in read] == [str(e["description"]) for e in learner.events()]


def test_the_words_are_in_the_language_that_is_asked_for(learner: Learner) -> None:
    learner.export("en")
    first = learner.events()[0]
    assert str(first["summary"]) == "Tutor, week 1: Vectors"
    assert "To begin: tutor today" in str(first["description"])


def test_the_intention_stands_in_every_session(learner: Learner) -> None:
    learner.change(intention="Si es sábado, entonces abro el tutor; sin excusas, ¡vamos! 🚀")
    learner.export()
    assert all("tutor; sin excusas, ¡vamos! 🚀" in str(event["description"]) for event in learner.events())


def test_the_same_plan_is_the_same_file(learner: Learner) -> None:
    learner.export()
    first, kept = learner.file.read_bytes(), learner.record.count(CalendarExport)
    assert learner.export().changed == 0
    assert learner.file.read_bytes() == first
    assert learner.record.count(CalendarExport) == kept


def test_an_hour_later_only_the_stamp_is_another(learner: Learner) -> None:
    learner.export()
    first = learner.file.read_bytes()
    learner.now += timedelta(hours=1)
    learner.export()
    pairs = zip(first.splitlines(), learner.file.read_bytes().splitlines(), strict=True)
    assert {old.partition(b":")[0] for old, new in pairs if old != new} == {b"DTSTAMP"}


def test_a_session_that_changed_counts_on_and_keeps_its_uid(learner: Learner) -> None:
    learner.export()
    before = {str(event["uid"]): event for event in learner.events()}
    learner.now += timedelta(hours=1)
    learner.change(begins="16:30")
    assert learner.export().changed == len(before)
    for event in learner.events():
        assert event["sequence"] == before[str(event["uid"])]["sequence"] + 1 == 1
        assert event["last-modified"].dt == learner.now
        assert (event.start.hour, event.start.minute) == (16, 30)


def test_a_session_that_is_dropped_is_taken_back_and_can_come_again(learner: Learner) -> None:
    client = Client()
    learner.export()
    client.take(learner.events())
    learner.change(free=("2026-12-12",))
    assert learner.export().cancelled == 1
    client.take(learner.events())
    assert client.shown() == times(learner.planned())
    (gone,) = [event for event in learner.events() if event["status"] == "CANCELLED"]
    assert (gone["sequence"], gone.start.date(), str(gone["summary"])) == (
        1, date(2026, 12, 12), "Tutor: sesión cancelada",
    )  # fmt: skip
    learner.change(free=())
    assert learner.export().cancelled == 0
    client.take(learner.events())
    assert client.shown() == times(learner.planned())
    assert max(event["sequence"] for event in client.known.values()) == 2


def test_what_was_taken_back_stays_so_for_who_missed_a_file(learner: Learner) -> None:
    client = Client()
    learner.export()
    client.take(learner.events())
    learner.change(days=("mon", "tue"))
    learner.export()  # never imported
    learner.change(hours=6.0)
    learner.export()
    client.take(learner.events())
    assert client.shown() == times(learner.planned())


CHANGES = st.one_of(
    st.tuples(st.just("days"), st.sampled_from([("sat",), ("sat", "sun"), ("mon", "wed", "sat")])),
    st.tuples(st.just("hours"), st.sampled_from([4.0, 8.0, 13.5])),
    st.tuples(st.just("begins"), st.sampled_from(["07:00", "10:00", "22:30"])),
    st.tuples(st.just("free"), st.sampled_from([(), ("2026-12-05", "2026-12-12", "2027-01-02")])),
    st.tuples(st.just("timezone"), st.sampled_from([ZONE, "Europe/Madrid", "Asia/Kathmandu", ""])),
    st.tuples(st.just("pass"), st.integers(1, 40)),
    st.tuples(st.just("done"), st.integers(1, 4)),
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.generate))  # shrinking takes minutes
@given(st.lists(st.tuples(CHANGES, st.booleans(), st.sampled_from(["es", "en"])), max_size=5))
def test_whatever_happens_the_calendar_shows_the_plan(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, life: list[Any]
) -> None:
    learner, client = Learner(tmp_path_factory.mktemp("life"), cache), Client()
    for (what, value), imports, language in [*life, (("pass", 0), True, "es")]:
        happen(learner, what, value)
        learner.export(language)
        if imports:
            client.take(learner.events())
    assert client.shown() == times(learner.planned())
    learner.record.close()


def happen(learner: Learner, what: str, value: Any) -> None:
    """Let something happen."""
    if what == "pass":
        learner.now += timedelta(days=value)
    elif what == "done":
        for _ in range(value):
            block = learner.planner.next_action().block
            with suppress(BadInput):  # a review or a quiz, which is not noted so
                learner.planner.done(block.item if block else "")
    else:
        learner.change(**{what: value})


@pytest.mark.parametrize("zone", ["America/Santiago", "Europe/Madrid"])
def test_sessions_stay_at_their_hour_when_the_clocks_change(learner: Learner, zone: str) -> None:
    learner.change(timezone=zone)
    learner.export()
    offsets = {event.start.utcoffset() for event in learner.events()}
    assert len(offsets) == 2
    assert {event.start.hour for event in learner.events()} == {10}


def test_where_no_zone_was_named_it_is_the_machines(learner: Learner) -> None:
    learner.change(timezone="")
    learner.export()
    assert {str(event.start.tzinfo) for event in learner.events()} == {"Europe/Madrid"}


def test_a_session_whose_lesson_the_course_has_no_more_keeps_its_kind(learner: Learner) -> None:
    learner.planner.current()
    plan = learner.record.latest(Plan)
    assert plan
    kept = [dict(session) for session in plan.sessions]
    kept[0]["b"] = [["lesson", "phrenology", 240, "unlocks", "alchemy", 0]]
    learner.record.add(replace(plan, sessions=tuple(kept)))
    learner.now += timedelta(days=1)
    learner.export()
    first = learner.events()[0]
    assert str(first["summary"]) == "Tutor, semana 1: Lección"
    assert "240 min · Lección" in str(first["description"])


# -- what goes wrong -------------------------------------------------------------------------------


def refused(learner: Learner, path: Path) -> TutorError:
    """Why nothing can be written there; nothing is kept of the try."""
    learner.file = path
    before = learner.record.entries(CalendarExport)
    with pytest.raises(TutorError) as caught:
        learner.export()
    assert [e for e in learner.record.entries(CalendarExport) if e.events] == [e for e in before if e.events]
    return caught.value


def test_a_folder_is_no_file(learner: Learner, tmp_path: Path) -> None:
    assert isinstance(refused(learner, tmp_path), BadInput)


def test_a_device_is_no_file(learner: Learner) -> None:
    assert isinstance(refused(learner, Path(os.devnull)), BadInput)


def test_a_file_that_is_no_calendar_is_not_touched(learner: Learner, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    assert isinstance(refused(learner, notes), Refused)
    assert notes.read_text() == "mine"


def test_an_empty_file_may_be_written_to(learner: Learner) -> None:
    learner.file.touch()
    assert learner.export().sessions == len(learner.events())


def test_a_place_where_nobody_may_write_is_said(learner: Learner) -> None:
    found = refused(learner, Path("/proc/plan.ics"))
    assert isinstance(found, WorkFailed)
    assert "/proc/plan.ics" in found.message


def test_a_file_where_a_folder_should_be_is_said(learner: Learner, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert isinstance(refused(learner, tmp_path / "file" / "plan.ics"), WorkFailed)


def test_a_full_disk_leaves_the_file_before(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.export()
    before = learner.file.read_bytes()
    learner.change(hours=6.0)
    learner.planner.current()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert isinstance(refused(learner, learner.file), WorkFailed)
    assert learner.file.read_bytes() == before
    assert not list(tmp_path.glob(".plan*"))
    learner.export()
    assert {event["sequence"] for event in learner.events()} >= {1}


def test_killed_before_the_file_has_its_name_no_number_is_said_twice(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    learner.export()
    client.take(learner.events())
    learner.change(hours=6.0)

    add = learner.record.add

    def killed(*entries: Entry) -> None:
        add(*entries)
        if any(isinstance(entry, CalendarExport) for entry in entries):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(learner.record, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            learner.export()
    client.take(learner.events())  # the file before, whole
    learner.change(free=("2026-12-12",), hours=8.0)
    learner.export()
    client.take(learner.events())
    assert client.shown() == times(learner.planned())


def test_a_zone_that_is_none_is_said(learner: Learner) -> None:
    learner.change(timezone="")
    with pytest.raises(BadInput):
        write_calendar(learner.planner, learner.file, "es", machine_zone=lambda: "Moon/Sea_of_Tranquility")
    assert not learner.file.exists()


def test_two_learners_of_one_course_do_not_share_appointments(tmp_path: Path, cache: Path) -> None:
    uids = []
    for name in ("ana", "luis"):
        (tmp_path / name).mkdir()
        learner = Learner(tmp_path / name, cache)
        learner.export()
        uids.append({str(event["uid"]) for event in learner.events()})
        learner.record.close()
    assert not uids[0] & uids[1]


def test_what_was_said_can_be_rebuilt(learner: Learner) -> None:
    learner.export()
    learner.change(hours=6.0)
    learner.export()
    before = learner.record.entries(CalendarExport)
    learner.record.rebuild()
    assert learner.record.entries(CalendarExport) == before
