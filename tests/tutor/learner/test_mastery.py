"""Mastery follows what was done alone, fades, and can be overridden."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.learner.entries import Observation, Source
from tutor.learner.mastery import Belief, estimate, step

DAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


def at(days: float) -> str:
    """A moment."""
    return (DAY + timedelta(days=days)).isoformat()


def seen(outcomes: list[float], *, helped: bool = False, source: Source = "attempt") -> Belief | None:
    """The belief after outcomes on different items, a day apart."""
    belief = None
    for day, outcome in enumerate(outcomes):
        belief = step(belief, Observation(at(day), "softmax", source, f"item{day}", outcome, helped))
    return belief


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0, 400))
def test_an_estimate_is_a_probability_within_its_interval(outcomes: list[float], later: float) -> None:
    said = estimate(seen(outcomes), at(len(outcomes) + later))
    assert 0 < said.low < said.probability < said.high < 1


def test_nothing_is_mastered_before_three_independent_observations() -> None:
    assert not estimate(seen([1, 1]), at(2)).mastered
    assert estimate(seen([1] * 8), at(8)).mastered


def test_the_same_item_on_the_same_day_counts_once() -> None:
    belief = None
    for _ in range(6):
        belief = step(belief, Observation(at(0), "softmax", "review", "card", 1.0))
    assert belief is not None
    assert belief.independent == 1
    assert not estimate(belief, at(0)).mastered


def test_help_teaches_and_proves_nothing() -> None:
    helped, alone = seen([1, 1, 1], helped=True), seen([1, 1, 1])
    assert helped is not None
    assert helped.independent == 0
    assert estimate(seen([]), at(3)).probability < estimate(helped, at(3)).probability
    assert estimate(helped, at(3)).probability < estimate(alone, at(3)).probability


def test_what_is_not_used_fades_and_what_was_proven_often_fades_slower() -> None:
    once, often = seen([1]), seen([1] * 4)
    assert estimate(once, at(200)).probability == pytest.approx(estimate(None, at(0)).probability, abs=0.05)
    assert estimate(often, at(200)).probability > estimate(once, at(200)).probability + 0.2


def test_the_learner_can_always_override() -> None:
    known = step(seen([0, 0]), Observation(at(3), "softmax", "override", "softmax", 1.0))
    assert estimate(known, at(400)).mastered
    unknown = step(known, Observation(at(5), "softmax", "override", "softmax", 0.0))
    assert not estimate(unknown, at(5)).mastered
