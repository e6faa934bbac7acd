"""Dates come from FSRS-6, in days of the learner's own, and keep within the course."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.learner.entries import Profile
from tutor.learner.record import Record
from tutor.reviews.in_force import schedule_in_force
from tutor.reviews.scheduling import AGAIN, GOOD, HARD, Schedule, is_leech

DAY = "2026-11-28T10:00:00+00:00"
turns = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4)), min_size=1, max_size=25)


def moments(given_turns: list[tuple[int, int]]) -> list[tuple[str, int]]:
    """Answers with their ISO times."""
    day, answers = date(2026, 11, 28), []
    for days, grade in given_turns:
        day += timedelta(days=days)
        answers.append((f"{day.isoformat()}T10:00:00+00:00", grade))
    return answers


@given(turns, st.dates(date(2026, 11, 28), date(2028, 1, 1)))
def test_nothing_is_put_off_past_the_end_while_the_course_lasts(
    given_turns: list[tuple[int, int]], end: date
) -> None:
    trace, schedule = None, Schedule(end=end)
    for at, grade in moments(given_turns):
        trace = schedule.after(trace, grade, at)
        today, due = date.fromisoformat(at[:10]), date.fromisoformat(trace.due)
        assert due > today
        assert today >= end or due <= end


def test_the_last_day_of_reviews_is_the_last_of_the_course(tmp_path: Path) -> None:
    profile = Profile("", "es", "UTC", "2026-11-28", ("sat", "sun"), 8.0, end="2027-05-15")
    record = Record(tmp_path / "learner.db", lambda: datetime(2027, 5, 10, 10, tzinfo=UTC))
    schedule = schedule_in_force(record, profile)
    record.close()
    assert schedule.after(None, 4, "2027-05-10T10:00:00+00:00").due == "2027-05-14"


@given(turns)
def test_the_same_answers_give_the_same_dates(given_turns: list[tuple[int, int]]) -> None:
    answers = moments(given_turns)
    assert Schedule().replayed(answers) == Schedule().replayed(answers)


@given(turns)
def test_a_lapse_is_forgetting_what_was_asked_before(given_turns: list[tuple[int, int]]) -> None:
    trace = Schedule().replayed(moments(given_turns))
    grades = [grade for _, grade in given_turns]
    assert trace.lapses == grades[1:].count(AGAIN)
    assert trace.repetitions == len(grades)
    assert is_leech(trace) == (trace.lapses >= 4)


def test_a_better_answer_waits_longer() -> None:
    dues = [Schedule().after(None, grade, DAY).due for grade in (AGAIN, HARD, GOOD, 4)]
    assert dues == sorted(dues)
    assert dues[0] == "2026-11-29"
    assert dues[3] > dues[2] > dues[0]


def test_what_is_due_is_remembered_with_nine_in_ten() -> None:
    trace = Schedule().replayed(moments([(0, 3), (3, 3), (10, 3)]))
    due = date.fromisoformat(trace.due)
    assert Schedule().retrievability(trace, due) == pytest.approx(0.9, abs=0.005)


def test_days_are_those_of_the_learner() -> None:
    bogota = Schedule(zone="America/Bogota")
    evening, next_morning = "2026-11-29T03:00:00+00:00", "2026-11-29T14:00:00+00:00"
    assert bogota.day_of(evening) == date(2026, 11, 28)
    first = bogota.after(None, GOOD, evening)
    apart = bogota.after(first, GOOD, next_morning)
    same_day = Schedule(zone="UTC").after(Schedule(zone="UTC").after(None, GOOD, evening), GOOD, next_morning)
    assert apart.stability > same_day.stability  # a night lies between them
