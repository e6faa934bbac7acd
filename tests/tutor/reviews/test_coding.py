"""The grade of an exercise comes from what happened, never from how it felt."""

from datetime import date

import pytest

from tutor.learner.entries import Attempt, Help
from tutor.reviews.coding import outcomes


def at(day: int, minute: int = 0) -> str:
    """A moment of December."""
    return f"2026-12-{day:02}T10:{minute:02}:00+00:00"


def tries(*given: tuple[int, int, str]) -> list[Attempt]:
    """Attempts by day, minute and outcome."""
    return [Attempt(at(day, minute), "softmax", "x", "p", outcome) for day, minute, outcome in given]  # type: ignore[arg-type]


def graded(attempts: list[Attempt], helps: tuple[Help, ...] = (), today: int = 31) -> list[int]:
    """Grades of the reviews."""
    days = outcomes(attempts, helps, lambda moment: date.fromisoformat(moment[:10]), date(2026, 12, today))
    return [grade for _, grade in days]


@pytest.mark.parametrize(
    ("attempts", "grades"),
    [
        ([(1, 0, "passed")], [3]),
        ([(1, 0, "failed"), (1, 5, "passed")], [2]),
        ([(1, 0, "failed"), (2, 0, "passed")], [2]),
        ([(1, 0, "failed")], []),
        ([(1, 0, "passed"), (1, 5, "failed")], [3]),
        ([(1, 0, "passed"), (5, 0, "failed")], [3, 1]),
        ([(1, 0, "passed"), (5, 0, "failed"), (5, 5, "passed")], [3, 2]),
        ([(1, 0, "passed"), (5, 0, "unusable"), (5, 5, "passed")], [3, 3]),
    ],
)
def test_grades_follow_outcomes(attempts: list[tuple[int, int, str]], grades: list[int]) -> None:
    assert graded(tries(*attempts)) == grades


def test_a_day_without_a_pass_is_graded_once_it_is_over() -> None:
    attempts = tries((1, 0, "passed"), (5, 0, "failed"))
    assert graded(attempts, today=5) == [3]
    assert graded(attempts, today=6) == [3, 1]


def test_help_is_no_recall() -> None:
    hinted = (Help(at(5, 1), "softmax", 2, "p"),)
    assert graded(tries((1, 0, "passed"), (5, 0, "failed"), (5, 5, "passed")), hinted) == [3, 1]
    shown = (Help(at(1, 1), "softmax", 5, "p"),)
    copied = tries((1, 0, "failed"), (1, 5, "passed"), (9, 0, "passed"))
    assert graded(copied, shown) == [2]  # the copy is none, a week later it is the learner's own
    counterexample = (Help(at(1, 1), "softmax", 1, "p"),)
    assert graded(tries((1, 0, "failed"), (1, 5, "passed")), counterexample) == [2]
