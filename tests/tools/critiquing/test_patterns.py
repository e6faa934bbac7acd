"""How wrong results differ from right ones, and that nothing is said on thin evidence."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.critiquing.patterns import PATTERNS, Pair, pattern_of

FIRST = np.array([[1.0, 2.0, 4.0], [3.0, 7.0, 5.0]])
SECOND = np.array([[2.0, -1.0, 6.0], [0.5, 0.25, 8.0], [1.5, 2.5, 3.5]])
SQUARE = np.array([[1.0, 2.0, 3.0], [4.0, 5.5, 6.0], [7.0, 8.0, 9.5]])


def found(right: Callable[[Any], Any], wrong: Callable[[Any], Any], *arrays: np.ndarray) -> str:
    given = arrays or (FIRST, SECOND)
    pairs = [Pair({"x": array}, wrong(array), right(array)) for array in given]
    pattern = pattern_of(pairs)
    return pattern.name + pattern.part if pattern else ""


def same(x: np.ndarray) -> np.ndarray:
    return x * 1.0


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("negated", same, lambda x: -x),
        ("zeros", same, lambda x: 0 * x),
        ("complement", same, lambda x: 1 - x),
        ("reciprocal", same, lambda x: 1 / x),
        ("squared", np.abs, lambda x: np.abs(x) ** 2),
        ("rooted", np.abs, lambda x: np.sqrt(np.abs(x))),
        ("logarithm", np.abs, lambda x: np.log(np.abs(x))),
        ("exponential", same, np.exp),
        ("absolute", same, np.abs),
        ("argument-returned", lambda x: x + x**2, same),
        ("reversed", same, lambda x: x[:, ::-1]),
        ("shifted", same, lambda x: np.roll(x, 1, axis=1)),
        ("rounded", lambda x: x / 7, lambda x: np.round(x / 7, 3)),
        ("inexact", same, lambda x: x * (1 + 1e-5 * np.arange(x.size).reshape(x.shape))),
        ("reordered", same, lambda x: np.sort(x, axis=1)),
        ("bits-for-nats", lambda x: np.log(np.abs(x) + 1), lambda x: np.log2(np.abs(x) + 1)),
        ("nats-for-bits", lambda x: np.log2(np.abs(x) + 1), lambda x: np.log(np.abs(x) + 1)),
        ("log10-for-log", lambda x: np.log(np.abs(x) + 1), lambda x: np.log10(np.abs(x) + 1)),
        ("scaled", same, lambda x: x * 0.5),
        ("offset", same, lambda x: x + 0.25),
        ("sum-for-mean", lambda x: x.mean(axis=0), lambda x: x.sum(axis=0)),
        ("mean-for-sum", lambda x: x.sum(axis=0), lambda x: x.mean(axis=0)),
        ("sample-for-population", lambda x: x.var(axis=0), lambda x: x.var(axis=0, ddof=1)),
        ("population-for-sample", lambda x: x.std(axis=0, ddof=1), lambda x: x.std(axis=0)),
        ("proportional", lambda x: np.abs(x) / np.abs(x).sum(axis=1, keepdims=True), np.abs),
        ("wrong-dtype", same, lambda x: x.astype(np.float32)),
        ("truncated", same, lambda x: x.astype(int)),
        ("got-none", same, lambda _: None),
        ("wrong-type", same, lambda x: x.tolist()),
        ("axis-kept", lambda x: x.sum(axis=0), lambda x: x.sum(axis=0, keepdims=True)),
        ("axis-lost", lambda x: x.sum(axis=0, keepdims=True), lambda x: x.sum(axis=0)),
        ("reshaped", same, lambda x: x.reshape(-1)),
        ("one-less", same, lambda x: x[1:]),
        ("one-more", lambda x: x[:-1], same),
        ("fully-reduced", lambda x: x.sum(axis=0), lambda x: np.array(x.sum())),
        ("not-reduced", lambda x: x.sum(axis=0), lambda x: x * 3),
        ("wrong-shape", same, lambda x: np.ones((5, 5))),
        ("wrong-part[1]", lambda x: (x.sum(), x * 2.0), lambda x: (x.sum(), x * x + 3)),
        ("negated['b']", lambda x: {"a": 1.0, "b": x}, lambda x: {"a": 1.0, "b": -x}),
    ],
)
def test_a_pattern_is_seen(name: str, right: Callable[[Any], Any], wrong: Callable[[Any], Any]) -> None:
    assert found(right, wrong) == name


def test_patterns_of_square_results() -> None:
    assert found(same, lambda x: x.T, SQUARE, SQUARE + SQUARE.T * 0.1 + np.triu(SQUARE)) == "swapped-axes"
    assert found(same, lambda x: x.T.copy(), FIRST) == "transposed"


WIDE = np.array([[1.0, 2.0, 4.0, 9.0], [3.0, 7.0, 5.0, 8.0], [6.0, 0.5, 2.5, 4.5]])


def wrong_at(place: int) -> Callable[[np.ndarray], np.ndarray]:
    def wrong(x: np.ndarray) -> np.ndarray:
        x = x.copy()
        x[:, place] += np.array([3.0, 5.0, 8.0])[: len(x)]
        return x

    return wrong


def test_the_edge_alone_may_be_wrong() -> None:
    assert found(same, wrong_at(-1), WIDE, WIDE[1:] * 2) == "only-edges"


def test_an_edge_is_not_told_of_short_axes_nor_of_another_edge_each_time() -> None:
    assert found(same, wrong_at(-1)) == ""
    pairs = [Pair({}, wrong_at(-1)(WIDE), WIDE), Pair({}, wrong_at(0)(WIDE * 2), WIDE * 2)]
    assert pattern_of(pairs) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (same, lambda x: x**3 - 2 * x + np.cos(x)),
        (same, lambda x: np.where(x > 2, x * 1.7, x - 0.3)),
    ],
)
def test_what_follows_no_pattern_has_none(right: Callable[[Any], Any], wrong: Callable[[Any], Any]) -> None:
    assert found(right, wrong) == ""


def test_one_number_proves_nothing() -> None:
    assert pattern_of([Pair({}, -2.0, 2.0)]) is None
    assert pattern_of([Pair({}, -2.0, 2.0), Pair({}, -5.0, 5.0), Pair({}, -7.0, 7.0)]) is not None


def test_every_failing_pair_must_fit() -> None:
    pairs = [Pair({}, -FIRST, FIRST), Pair({}, SECOND * 3 + 1, SECOND)]
    assert pattern_of(pairs) is None


def test_values_go_into_the_words() -> None:
    pattern = pattern_of([Pair({"x": FIRST}, FIRST.sum(axis=0), FIRST.mean(axis=0))] * 2)
    assert pattern is not None
    assert pattern.values == {"factor": "2"}  # one size only: no way to tell it from a constant
    assert math.isclose(float(str(pattern.values["factor"])), 2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.lists(st.floats())), min_size=2)
)
def test_odd_values_are_no_trouble(values: list[Any]) -> None:
    pairs = [Pair({}, value, other) for value, other in pairwise(values)]
    pattern = pattern_of(pairs)
    assert pattern is None or pattern.name in PATTERNS
