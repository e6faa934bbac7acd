"""Mastery follows what was done alone, fades, and can be overridden."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.learner.entries import Observation, Source
from tutor.learner.mastery import Belief, estimate, expected, faded, step

DAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


def at(days: float) -> str:
    """A moment."""
    return (DAY + timedelta(days=days)).isoformat()


def seen(outcomes: Sequence[float], *, helped: bool = False, source: Source = "attempt") -> Belief | None:
    """The belief after outcomes on different items, a day apart."""
    belief = None
    for day, outcome in enumerate(outcomes):
        belief = step(belief, Observation(at(day), "softmax", source, f"item{day}", outcome, helped))
    return belief


def claim(moment: str, *, known: bool = True) -> Observation:
    """The learner's own word."""
    return Observation(moment, "softmax", "override", "override:softmax", float(known))


def answer(day: int, outcome: float, *, helped: bool = False) -> Observation:
    """An exercise of its own on a day."""
    return Observation(at(day), "softmax", "attempt", f"item{day}", outcome, helped)


OUTCOMES = st.lists(st.floats(0, 1), max_size=8)


@given(OUTCOMES, st.floats(0, 400))
def test_an_estimate_is_a_probability_within_its_interval(outcomes: list[float], later: float) -> None:
    said = estimate(seen(outcomes), at(len(outcomes) + later))
    assert 0 < said.low <= said.probability <= said.high < 1


@given(OUTCOMES.filter(bool), st.floats(0, 400), st.floats(0, 400))
def test_waiting_never_raises_the_estimate_and_waiting_twice_is_waiting_once(
    outcomes: list[float], first: float, second: float
) -> None:
    belief, end = seen(outcomes), len(outcomes) - 1
    assert belief is not None
    halfway = faded(belief, at(end + first))
    last = at(end + first + second)
    assert faded(halfway, last).weights == pytest.approx(faded(belief, last).weights, abs=1e-6)
    assert estimate(belief, last).probability <= estimate(halfway, at(end + first)).probability + 1e-9


@given(OUTCOMES, st.floats(0, 60), st.sampled_from(get_args(Source)), st.booleans())
def test_a_belief_comes_back_from_json_as_it_was(
    outcomes: list[float], later: float, source: Source, helped: bool
) -> None:
    belief = step(
        seen(outcomes), Observation(at(len(outcomes) + later), "softmax", source, "item", 1.0, helped)
    )
    values = json.loads(json.dumps(asdict(belief)))
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    assert Belief(**values | lists) == belief
    assert sum(belief.weights) == pytest.approx(1)
    assert min(belief.weights) >= 0


@given(OUTCOMES, st.sampled_from([source for source in get_args(Source) if source != "override"]))
def test_a_right_answer_speaks_for_the_skill_and_a_wrong_one_against(
    outcomes: list[float], source: Source
) -> None:
    before, now = seen(outcomes), at(len(outcomes))
    expected_before = expected(before, source, now)
    right = step(before, Observation(now, "softmax", source, "item", 1.0))
    wrong = step(before, Observation(now, "softmax", source, "item", 0.0))
    assert expected(wrong, source, now) < expected(right, source, now)
    assert expected(right, source, now) > expected_before


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
    assert estimate(once, at(400)).probability < estimate(None, at(0)).probability
    assert estimate(often, at(10)).probability > estimate(once, at(7)).probability + 0.1
    assert estimate(often, at(63)).probability > estimate(once, at(60)).probability + 0.1


def test_a_failure_makes_what_was_known_fade_faster() -> None:
    kept, slipped = seen([1] * 8), seen([1] * 5 + [0, 1, 1])
    lost = estimate(kept, at(7)).probability - estimate(kept, at(37)).probability
    lost_after_a_slip = estimate(slipped, at(7)).probability - estimate(slipped, at(37)).probability
    assert lost_after_a_slip > lost


def test_placement_teaches_nothing_and_a_lesson_comes_before_the_rest() -> None:
    placed = seen([0, 0], source="placement")
    assert estimate(placed, at(1)).probability < estimate(None, at(0)).probability < 0.3
    assert expected(placed, "placement", at(1)) == pytest.approx(0.25, abs=0.15)
    assert expected(placed, "attempt", at(1)) > estimate(placed, at(1)).probability + 0.1
    assert expected(None, "attempt", at(0)) > estimate(None, at(0)).probability + 0.1


WEEKENDS: tuple[tuple[float, Source], ...] = (
    (0.0, "attempt"), (0.1, "attempt"), (1.0, "review"), (1.1, "quiz"), (7.0, "review"), (7.1, "attempt"),
)  # fmt: skip


def test_a_good_learner_masters_a_skill_in_three_to_six_answers_over_two_weekends() -> None:
    belief, reached = None, []
    for day, source in WEEKENDS:
        belief = step(belief, Observation(at(day), "softmax", source, f"item{day}", 1.0))
        reached.append(estimate(belief, at(day)).mastered)
    assert reached.index(True) >= 2
    assert reached[-1]


def test_one_right_answer_a_day_masters_a_skill_on_the_third_weekend_and_it_holds_to_the_next_day() -> None:
    belief = None
    for number in range(6):
        assert belief is None or not estimate(belief, at(7 * (number // 2))).mastered
        belief = step(belief, answer(7 * (number // 2) + number % 2, 1.0))
    assert estimate(belief, at(15)).mastered
    assert estimate(belief, at(16)).mastered
    assert not estimate(belief, at(60)).mastered


@pytest.mark.parametrize("source", ["placement", "quiz"])
def test_who_guesses_among_four_options_hardly_ever_masters_anything(source: Source) -> None:
    draw, reached = random.Random(5), 0
    for _ in range(1000):
        belief, mastered = None, False
        for number in range(20):
            moment = at(7 * (number // 6) + number % 6 // 3)
            right = float(draw.random() < 0.25)
            belief = step(belief, Observation(moment, "softmax", source, f"item{number}", right))
            mastered = mastered or estimate(belief, moment).mastered
        reached += mastered
    assert reached < 10


def test_the_learner_can_always_override() -> None:
    known = step(seen([0, 0]), claim(at(3)))
    assert estimate(known, at(400)).mastered
    assert estimate(known, at(400)).claimed
    unknown = step(known, claim(at(5), known=False))
    assert not estimate(unknown, at(5)).mastered
    assert not estimate(unknown, at(5)).claimed


def test_a_claim_is_believed_at_once() -> None:
    assert estimate(step(None, claim(at(0))), at(0)).probability > 0.7
    assert estimate(step(seen([1, 1, 1, 1]), claim(at(5), known=False)), at(5)).probability < 0.2


def test_a_claim_outlives_one_failure_and_help_but_not_a_second_failure() -> None:
    belief = step(None, claim(at(0)))
    belief = step(belief, answer(1, 0.0))
    assert estimate(belief, at(1)).claimed
    belief = step(belief, answer(2, 0.0, helped=True))
    assert estimate(belief, at(2)).mastered
    belief = step(belief, answer(3, 1.0))
    assert estimate(belief, at(3)).mastered
    before = estimate(belief, at(4)).probability
    belief = step(belief, answer(4, 0.0))
    assert not estimate(belief, at(4)).claimed
    assert not estimate(belief, at(4)).mastered
    assert estimate(belief, at(4)).probability < before


def test_a_claim_made_again_holds_again_until_two_more_failures() -> None:
    belief = step(step(step(None, claim(at(0))), answer(1, 0.0)), answer(2, 0.0))
    belief = step(step(belief, claim(at(3))), answer(4, 0.0))
    assert estimate(belief, at(4)).mastered
    assert not estimate(step(belief, answer(5, 0.0)), at(5)).mastered


def test_right_answers_after_a_lost_claim_lead_to_mastery() -> None:
    belief = step(step(step(None, claim(at(0))), answer(1, 0.0)), answer(2, 0.0))
    for day in range(3, 10):
        belief = step(belief, answer(day, 1.0))
    said = estimate(belief, at(9))
    assert said.mastered
    assert not said.claimed
