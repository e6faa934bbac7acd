"""Inputs that checks draw: arrays whose numbers a person can read, eighths rather than 0.1234567890123.

Sizes are pairs (least, most). Anything else comes from `hypothesis.strategies`.
"""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

Size = tuple[int, int]
STEP = 8  # parts of a whole; binary fractions stay exact


def numbers(low: float = -4.0, high: float = 4.0) -> st.SearchStrategy[float]:
    """Multiples of an eighth from `low` to `high`; they shrink towards zero."""
    return st.integers(round(low * STEP), round(high * STEP)).map(lambda part: part / STEP)


def vectors(size: Size = (1, 6), low: float = -4.0, high: float = 4.0) -> st.SearchStrategy[Any]:
    """Arrays of shape (n,)."""
    return st.integers(*size).flatmap(lambda n: _filled((n,), low, high))


def matrices(
    rows: Size = (1, 4), columns: Size = (1, 5), low: float = -4.0, high: float = 4.0
) -> st.SearchStrategy[Any]:
    """Arrays of shape (rows, columns)."""
    shapes = st.tuples(st.integers(*rows), st.integers(*columns))
    return shapes.flatmap(lambda shape: _filled(shape, low, high))


def arrays(shape: tuple[int, ...], low: float = -4.0, high: float = 4.0) -> st.SearchStrategy[Any]:
    """Arrays of one shape."""
    return _filled(shape, low, high)


def tensors(
    dimensions: Size = (1, 3), side: Size = (1, 4), low: float = -4.0, high: float = 4.0
) -> st.SearchStrategy[Any]:
    """Arrays of any number of dimensions in that range."""
    shapes = npst.array_shapes(
        min_dims=dimensions[0], max_dims=dimensions[1], min_side=side[0], max_side=side[1]
    )
    return shapes.flatmap(lambda shape: _filled(shape, low, high))


def distributions(size: Size = (2, 6), zeros: bool = False) -> st.SearchStrategy[Any]:
    """Arrays of shape (n,) of probabilities that add up to 1."""
    least = 0 if zeros else 1
    counts = st.integers(*size).flatmap(lambda n: st.lists(st.integers(least, 9), min_size=n, max_size=n))
    return counts.filter(any).map(lambda drawn: np.array(drawn, dtype=float) / sum(drawn))


def _filled(shape: tuple[int, ...], low: float, high: float) -> st.SearchStrategy[Any]:
    return npst.arrays(np.float64, shape, elements=numbers(low, high), fill=st.nothing())
