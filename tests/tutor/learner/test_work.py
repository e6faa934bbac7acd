"""What came of an exercise, and what an attempt at it shows."""

from datetime import UTC, datetime, timedelta

from tutor.learner.entries import Attempt, AttemptOutcome, Help
from tutor.learner.work import evidence_of, work_on

DAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


def attempt(outcome: AttemptOutcome, days: float = 0.0, rung: int = 0) -> Attempt:
    """One on softmax."""
    return Attempt((DAY + timedelta(days=days)).isoformat(), "softmax", "", "p", outcome, rung=rung)


def shown(rung: int, days: float = 0.0) -> Help:
    """Help with softmax."""
    return Help((DAY + timedelta(days=days)).isoformat(), "softmax", rung, "p")


def test_the_states_of_an_exercise() -> None:
    assert work_on([], []).state == "new"
    assert work_on([attempt("failed")], []).state == "tried"
    assert work_on([attempt("failed"), attempt("passed")], []).state == "solved"
    assert work_on([attempt("failed")], [shown(5)]).state == "revealed"


def test_a_pass_right_after_the_solution_is_not_solved() -> None:
    assert work_on([attempt("passed", 1)], [shown(5)]).state == "revealed"
    assert work_on([attempt("passed", 8)], [shown(5)]).state == "solved"


def test_a_counterexample_is_no_help_and_a_question_is() -> None:
    assert not work_on([attempt("passed", rung=1)], []).helped
    assert work_on([attempt("passed", rung=2)], []).helped


def test_a_first_failure_counts_and_those_after_it_do_not() -> None:
    first = attempt("failed")
    assert evidence_of(first, [], []) == (0.0, False)
    assert evidence_of(attempt("failed", 0.1), [first], []) is None
    assert evidence_of(attempt("failed", 3), [first, attempt("passed", 1)], []) == (0.0, False)


def test_what_could_not_be_run_or_decided_says_nothing() -> None:
    assert evidence_of(attempt("unusable"), [], []) is None
    assert evidence_of(attempt("undecided"), [], []) is None


def test_a_pass_with_a_hint_or_after_the_solution_is_a_helped_one() -> None:
    assert evidence_of(attempt("passed", 0.1), [attempt("failed")], [shown(1, 0.01)]) == (1.0, False)
    assert evidence_of(attempt("passed", 0.1), [attempt("failed")], [shown(2, 0.01)]) == (1.0, True)
    assert evidence_of(attempt("passed", 6), [attempt("failed")], [shown(5, 0.01)]) == (1.0, True)


def test_help_before_a_change_of_clocks_is_help() -> None:
    hint = Help("2026-10-25T02:30:00+02:00", "softmax", 2, "p")  # clocks go back at three
    passed = Attempt("2026-10-25T02:10:00+01:00", "softmax", "", "p", "passed")
    assert evidence_of(passed, [attempt("failed", -40)], [hint]) == (1.0, True)


def test_help_of_an_earlier_round_is_forgotten_once_the_exercise_was_passed() -> None:
    earlier = [attempt("failed"), attempt("passed", 0.1)]
    assert evidence_of(attempt("passed", 30), earlier, [shown(3, 0.05)]) == (1.0, False)


def test_a_second_pass_on_the_same_day_proves_nothing_more() -> None:
    assert evidence_of(attempt("passed", 0.1), [attempt("passed")], []) is None
    assert evidence_of(attempt("passed", 1), [attempt("passed")], []) == (1.0, False)
