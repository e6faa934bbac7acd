"""Mastery follows what was done alone; help and copied solutions count as such."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.learner.mastery import Evidence, estimate, work_on
from tutor.learner.record import Attempt, AttemptOutcome, Help

DAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


def attempt(outcome: AttemptOutcome, days: float = 0.0, rung: int = 0) -> Attempt:
    """One on softmax."""
    return Attempt((DAY + timedelta(days=days)).isoformat(), "softmax", "", "p", outcome, rung=rung)


def shown(rung: int, days: float = 0.0) -> Help:
    """Help with softmax."""
    return Help((DAY + timedelta(days=days)).isoformat(), "softmax", rung, "p")


def test_by_hand_one_exercise_solved_alone() -> None:
    # .25*.85 / (.25*.85 + .75*.05) = .85, then .85 + .15*.2
    assert estimate(["alone"]) == pytest.approx(0.88)


def test_by_hand_one_exercise_not_solved_yet() -> None:
    # .25*.15 / (.25*.15 + .75*.95) = .05, then .05 + .95*.2
    assert estimate(["not yet"]) == pytest.approx(0.24)


def test_help_teaches_and_proves_nothing() -> None:
    assert estimate(["helped"]) == pytest.approx(0.25 + 0.75 * 0.2)


@given(st.lists(st.sampled_from(["alone", "helped", "not yet"]), max_size=8))
def test_an_estimate_is_a_probability_and_success_never_lowers_it(seen: list[Evidence]) -> None:
    before = estimate(seen)
    assert 0 < before < 1
    assert estimate([*seen, "alone"]) >= before


def test_the_states_of_an_exercise() -> None:
    assert work_on([], []).state == "new"
    assert work_on([attempt("failed")], []).state == "tried"
    assert work_on([attempt("failed"), attempt("passed")], []).state == "solved"
    assert work_on([attempt("failed")], [shown(5)]).state == "revealed"


def test_a_pass_right_after_the_solution_is_not_solved() -> None:
    assert work_on([attempt("passed", 1)], [shown(5)]).state == "revealed"
    assert work_on([attempt("passed", 8)], [shown(5)]).state == "solved"


def test_help_counts_as_help_and_the_counterexample_does_not() -> None:
    assert work_on([attempt("passed", rung=1)], []).evidence == "alone"
    assert work_on([attempt("passed", rung=2)], []).evidence == "helped"
    assert work_on([attempt("passed")], [shown(5, -1)]).evidence == "not yet"
