"""How sure the day of finishing is."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.planning.desk import PROFILE
from tutor.planning.blocks import KINDS, Block, Session, joined, sessions_as_json, sessions_of_json
from tutor.planning.forecast import forecast, missed_before
from tutor.planning.study_days import session_minutes, study_days, week_of

TODAY = date(2026, 11, 24)
END = date(2027, 5, 14)


# Computed with scipy.stats.betanbinom(needed, alpha, beta).ppf(share), SciPy 1.17.1.
@pytest.mark.parametrize(
    ("needed", "alpha", "beta", "tenth", "half", "nine_tenths"),
    [
        (1, 9, 1, 0, 0, 1),
        (24, 9, 1, 0, 2, 8),
        (48, 9, 1, 0, 4, 15),
        (48, 57, 1, 0, 0, 2),
        (30, 20, 12, 9, 17, 31),
        (10, 9, 40, 22, 44, 85),
        (200, 9, 1, 2, 16, 59),
    ],
)
def test_misses_before_the_last_session_as_scipy_counts_them(
    needed: int, alpha: float, beta: float, tenth: int, half: int, nine_tenths: int
) -> None:
    found = [missed_before(needed, alpha, beta, share) for share in (0.1, 0.5, 0.9)]
    assert found == [tenth, half, nine_tenths]


def test_one_life_in_ten_ends_later_than_the_later_date() -> None:
    dice, lives = random.Random(5), 4000
    most = missed_before(48, 9, 1, 0.9)
    later = 0
    for _ in range(lives):
        held, missed, chance = 0, 0, dice.betavariate(9, 1)
        while held < 48:
            if dice.random() < chance:
                held += 1
            else:
                missed += 1
        later += missed > most
    assert 0.07 < later / lives < 0.12


def sessions(count: int) -> list[Session]:
    """So many with a lesson each."""
    days = (found.day for found in study_days(PROFILE, TODAY))
    return [
        Session(day, "10:00", 240, (Block("lesson", f"skill{n}", 240, "next"),))
        for n, day in zip(range(count), days, strict=False)
    ]


def test_the_dates_are_counted_off_on_the_days_of_study() -> None:
    seen = forecast(PROFILE, sessions(48), TODAY, END, held=0, missed=0, pace=1.0)
    assert (seen.finish, seen.low, seen.high) == ("2027-05-09", "2027-05-09", "2027-07-03")
    assert date.fromisoformat(seen.high).strftime("%a") == "Sat"
    off = replace(PROFILE, free=("2027-05-15", "2027-05-16"))
    assert forecast(off, sessions(48), TODAY, END, 0, 0, 1.0).high == "2027-07-10"


def test_who_held_every_session_is_surer_than_who_missed_some() -> None:
    steady = forecast(PROFILE, sessions(24), TODAY, END, held=24, missed=0, pace=1.0)
    absent = forecast(PROFILE, sessions(24), TODAY, END, held=12, missed=12, pace=1.0)
    assert steady.finish == absent.finish
    assert steady.high < absent.low < absent.high
    assert (steady.attendance, absent.attendance) == (0.971, 0.618)


def test_weeks_behind_are_counted_from_the_end() -> None:
    behind = [forecast(PROFILE, sessions(n), TODAY, END, 0, 0, 1.0).weeks_behind for n in (48, 49, 50, 51)]
    assert behind == [0, 1, 1, 2]


def test_a_finish_where_nothing_is_left_is_no_date() -> None:
    seen = forecast(PROFILE, [], TODAY, END, held=48, missed=0, pace=0.934)
    assert (seen.finish, seen.low, seen.high, seen.pace) == ("", "", "", 0.93)


BLOCKS = st.builds(
    Block, st.sampled_from(KINDS), st.sampled_from("abc"), st.integers(1, 240), st.just("next"),
    st.sampled_from(["", "x"]), st.booleans(),
)  # fmt: skip


@given(st.lists(BLOCKS, max_size=8), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_sessions_come_back_from_the_record_as_they_were(blocks: list[Block], day: date) -> None:
    session = Session(day, "09:30", 120, tuple(blocks))
    assert sessions_of_json(sessions_as_json([session])) == (session,)


@given(st.lists(BLOCKS, max_size=8))
def test_neighbours_of_the_same_work_become_one(blocks: list[Block]) -> None:
    made = joined(blocks)
    assert sum(block.minutes for block in made) == sum(block.minutes for block in blocks)
    assert all((one.item, one.done) != (other.item, other.done) for one, other in pairwise(made))


@given(st.integers(1, 80), st.integers(1, 7))
def test_sessions_share_the_hours_of_a_week(halves: int, days: int) -> None:
    minutes = session_minutes(halves / 2, days)
    assert minutes % 5 == 0
    assert minutes == 5 or 0 <= halves * 30 - minutes * days < 5 * days


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(-400, 400))
def test_weeks_of_the_course_have_seven_days_each(start: date, days: int) -> None:
    week = week_of(start, start + timedelta(days=days))
    assert 0 <= (start + timedelta(days=days) - start).days - 7 * (week - 1) < 7
