"""Weeks as they went, and a streak that forgives one missed week in four."""

from datetime import date, timedelta

import pytest

from tests.tutor.checkin.stage import Desk
from tutor.checkin.weeks import Streak, Week, absence, streak, weeks
from tutor.learner.entries import Done

FIRST = date(2026, 11, 28)


def as_they_went(pattern: str) -> list[Week]:
    """`x` a week with a session, `.` a missed one, `-` one in which nothing was planned."""
    found = []
    for number, mark in enumerate(pattern):
        first = FIRST + timedelta(weeks=number)
        planned, held = {"x": (2, 1), ".": (2, 0), "-": (0, 0)}[mark]
        found.append(Week(number + 1, first, first + timedelta(days=6), planned, held, 240 * planned, 0))
    return found


@pytest.mark.parametrize(
    ("pattern", "counted", "forgiven"),
    [
        ("", 0, 0),
        ("x", 1, 0),
        ("xxxx", 4, 0),
        (".", 0, 0),
        ("xxx.", 3, 1),
        ("xxx.xx", 5, 1),
        ("xx..xx", 2, 0),
        ("x.xx.xx", 4, 1),  # two misses within four weeks: the earlier one ends it
        ("x.xxx.xx", 6, 2),
        ("xx..", 0, 0),
        ("xx--xx", 4, 0),
        (".xx", 2, 0),
    ],
)
def test_a_streak_forgives_one_missed_week_in_four(pattern: str, counted: int, forgiven: int) -> None:
    assert streak(as_they_went(pattern)) == Streak(counted, forgiven)


def test_an_absence_counts_weeks_in_which_something_was_planned() -> None:
    assert absence(as_they_went("xx..-.")) == 3
    assert absence(as_they_went("xx")) == 0


def test_the_weeks_of_a_learner(desk: Desk) -> None:
    desk.study("2026-11-28")
    desk.at("2026-12-06")
    current = desk.planner.current()
    profile = desk.planner.profile
    one, two = weeks(profile, current.sessions, desk.record.entries(Done), desk.planner.today)
    assert (one.number, one.first, one.last) == (1, FIRST, date(2026, 12, 4))
    assert (one.sessions, one.held) == (2, 1)
    assert one.done > 200
    assert (two.sessions, two.held, two.done) == (1, 0, 0)  # Saturday is over, Sunday is not


def test_a_session_made_up_on_another_day_counts(desk: Desk) -> None:
    desk.at("2026-12-02")
    desk.record.add(Done(desk.record.now(), "lesson", "vectors", 90, "2026-12-02"))
    (week,) = weeks(
        desk.planner.profile, desk.planner.current().sessions, desk.record.entries(Done), date(2026, 12, 2)
    )
    assert week.held == 1


def test_the_check_in_alone_is_no_session(desk: Desk) -> None:
    desk.at("2026-12-02")
    desk.record.add(Done(desk.record.now(), "checkin", "", 90, "2026-12-02"))
    (week,) = weeks(desk.planner.profile, (), desk.record.entries(Done), date(2026, 12, 2))
    assert (week.held, week.done) == (0, 90)


def test_before_the_start_there_are_no_weeks(desk: Desk) -> None:
    assert weeks(desk.planner.profile, (), (), date(2026, 11, 20)) == ()
