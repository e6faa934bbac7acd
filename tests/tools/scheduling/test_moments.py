"""Weekly moments, through every change of clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.scheduling.moments import Weekly

ZONES = (
    "America/Argentina/Buenos_Aires", "America/Bogota", "America/Santiago", "America/Mexico_City",
    "America/Asuncion", "America/Havana", "America/St_Johns", "Europe/Madrid", "Atlantic/Canary",
    "Africa/Casablanca", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
    "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
)  # fmt: skip
SAT = 5


def weekly(zone: str, hour: int = 10, minute: int = 0, days: tuple[int, ...] = (SAT,)) -> Weekly:
    return Weekly(days, hour, minute, ZoneInfo(zone), zone)


schedules = st.builds(
    weekly,
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
)
instants = st.datetimes(datetime(2008, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@settings(max_examples=400)
@given(schedules, instants)
def test_the_next_moment_is_later_on_its_day_and_at_its_time(schedule: Weekly, after: datetime) -> None:
    moment = schedule.next_moment(after)
    assert after < moment <= after + timedelta(days=9)
    wall = moment.replace(tzinfo=None)
    if (moment.hour, moment.minute) == (schedule.hour, schedule.minute):
        assert moment.weekday() in schedule.days
    else:  # shifted out of a gap: the time that was asked for does not exist on its day
        asked = [wall.date() - timedelta(days) for days in (0, 1)]
        nominal = [
            datetime.combine(day, datetime.min.time()) for day in asked if day.weekday() in schedule.days
        ]
        missing = [day.replace(hour=schedule.hour, minute=schedule.minute) for day in nominal]
        assert any(not exists(day, schedule) for day in missing)


def exists(wall: datetime, schedule: Weekly) -> bool:
    """Whether a clock in the zone ever shows it."""
    aware = wall.replace(tzinfo=schedule.zone)
    return aware.astimezone(UTC).astimezone(schedule.zone).replace(tzinfo=None) == wall


@settings(max_examples=200)
@given(schedules, instants, st.lists(st.integers(0, 60 * 24 * 20), min_size=1, max_size=8))
def test_no_moment_is_counted_twice_however_one_looks(
    schedule: Weekly, begin: datetime, minutes: list[int]
) -> None:
    looks = [begin + timedelta(minutes=at) for at in sorted(minutes)]
    seen: list[datetime] = []
    before = begin
    for look in looks:
        seen.extend(schedule.moments(before, look))
        before = look
    assert seen == list(schedule.moments(begin, looks[-1]))
    assert len({moment.astimezone(UTC) for moment in seen}) == len(seen)


@settings(max_examples=100)
@given(schedules, instants, st.sampled_from(ZONES))
def test_a_clock_elsewhere_shows_one_of_the_wall_times_at_every_moment(
    schedule: Weekly, after: datetime, elsewhere: str
) -> None:
    zone = ZoneInfo(elsewhere)
    shown = {(day, time.hour, time.minute) for time in schedule.wall_times(zone, after) for day in time.days}
    moment = after
    for _ in range(60):
        moment = schedule.next_moment(moment)
        wall = moment.astimezone(zone)
        assert (wall.weekday(), wall.hour, wall.minute) in shown


@pytest.mark.parametrize(
    ("zone", "before", "moments"),
    [
        # Chile goes to summer time in the night to Sunday 2026-09-06, Spain to winter time on 2026-10-25.
        ("America/Santiago", "2026-09-04", ["2026-09-05T10:00:00-04:00", "2026-09-12T10:00:00-03:00"]),
        ("America/Santiago", "2027-04-01", ["2027-04-03T10:00:00-03:00", "2027-04-10T10:00:00-04:00"]),
        ("Europe/Madrid", "2026-10-23", ["2026-10-24T10:00:00+02:00", "2026-10-31T10:00:00+01:00"]),
        ("Europe/Madrid", "2027-03-26", ["2027-03-27T10:00:00+01:00", "2027-04-03T10:00:00+02:00"]),
    ],
)
def test_ten_stays_ten_after_a_change_of_clocks(zone: str, before: str, moments: list[str]) -> None:
    schedule = weekly(zone)
    first = schedule.next_moment(datetime.fromisoformat(f"{before}T12:00:00+00:00"))
    assert [first.isoformat(), schedule.next_moment(first).isoformat()] == moments


def test_a_time_that_does_not_exist_comes_once_an_hour_later() -> None:
    schedule = weekly("Europe/Madrid", 2, 30, (6,))
    around = datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 30, tzinfo=UTC)
    assert [moment.isoformat() for moment in schedule.moments(*around)] == ["2027-03-28T03:30:00+02:00"]


def test_a_time_that_comes_twice_comes_once() -> None:
    schedule = weekly("Europe/Madrid", 2, 30, (6,))
    around = datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    assert [moment.isoformat() for moment in schedule.moments(*around)] == ["2026-10-25T02:30:00+02:00"]
    between = schedule.moments(around[0], datetime(2026, 10, 25, 0, 30, tzinfo=UTC))[0]
    assert schedule.next_moment(between).date() == date(2026, 11, 1)


def test_the_wall_times_name_the_hour_after_a_gap() -> None:
    schedule = weekly("Europe/Madrid", 2, 30, (6,))
    times = schedule.wall_times(schedule.zone, datetime(2026, 11, 24, tzinfo=UTC))
    assert [(time.days, time.hour, time.minute) for time in times] == [((6,), 2, 30), ((6,), 3, 30)]


def test_a_machine_elsewhere_wakes_at_both_seasons_times() -> None:
    times = weekly("America/Santiago").wall_times(ZoneInfo("UTC"), datetime(2026, 11, 24, tzinfo=UTC))
    assert [(time.days, time.hour) for time in times] == [((SAT,), 13), ((SAT,), 14)]


def test_the_machines_own_zone_will_do() -> None:
    schedule = Weekly((SAT,), 10, 0, None, "")
    moment = schedule.next_moment(datetime(2026, 11, 24, tzinfo=UTC))
    assert (moment.astimezone().strftime("%a %H:%M"), moment.tzinfo is not None) == ("Sat 10:00", True)
    assert len(schedule.wall_times(None, moment)) >= 1


def test_of_a_very_long_absence_five_years_are_counted() -> None:
    moments = weekly("UTC").moments(datetime(1990, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert 255 <= len(moments) <= 265
