"""How a wrong result differs from the right one: `got == -expected`, a sum for a mean, one place too far, ...

A pattern is said only when it explains every failing pair that is known, and these hold enough numbers that
it is no coincidence. The numbers themselves are the evidence.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tools.checks import difference

CLOSE = 1e-6  # relative, of results that are called equal here
LARGEST = 100_000  # numbers of a result that is looked at
MOST_PARTS = 8  # of a result of several
ENOUGH = 3  # numbers, not 0 and not all equal, that the failing pairs must hold together
_LEAST_SIDE = 4  # of an axis whose edge alone is called wrong
_FACTORS = {  # what a constant factor usually means
    1 / math.log(2): "bits-for-nats", math.log(2): "nats-for-bits",
    1 / math.log(10): "log10-for-log", math.log(10): "log-for-log10",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A call, what came back and what should have.

    Attributes:
        arguments: by name, as given.
        got: the learner's value.
        expected: the reference's.
    """

    arguments: Mapping[str, Any]
    got: Any
    expected: Any


Fits = Callable[[Pair, np.ndarray, np.ndarray], bool]  # with what came and what should have, as numbers


@dataclass(frozen=True)
class Pattern:
    """A way in which results are wrong.

    Attributes:
        name: such as `negated`.
        part: of a result of several, as an index: `[0]`; empty where it is the whole.
        values: what the words name, such as `factor`.
    """

    name: str
    part: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def pattern_of(pairs: Sequence[Pair], tolerance: float = CLOSE) -> Pattern | None:
    """The pattern that explains every pair; None where none does.

    Args:
        pairs: failing calls of one function; calls that came out right say nothing here.
        tolerance: of the check, relative and absolute.
    """
    right: list[str] = []
    wrong: list[str] = []
    for part, some in _parts(pairs):
        failing = [pair for pair in some if difference(pair.got, pair.expected, tolerance) is not None]
        with np.errstate(all="ignore"):
            found = _first(failing) if failing else None
        if found is not None:
            return Pattern(found.name, part, found.values)
        right += [] if failing else [part]
        wrong += [part] if failing else []
    if right and wrong:
        return Pattern("wrong-part", wrong[0], {"wrong": ", ".join(wrong), "right": ", ".join(right)})
    return None


def _parts(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    """The pairs themselves; where all results are tuples or dicts with the same parts, those of each part."""
    shapes = {_keys(value) for pair in pairs for value in (pair.got, pair.expected)}
    if len(shapes) != 1 or not (keys := shapes.pop()):
        yield "", list(pairs)
        return
    for key in keys[:MOST_PARTS]:
        yield f"[{key!r}]", [Pair(pair.arguments, pair.got[key], pair.expected[key]) for pair in pairs]


def _keys(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return tuple(range(len(value)))
    return tuple(sorted(value, key=repr)) if isinstance(value, dict) else ()


def _first(wrong: Sequence[Pair]) -> Pattern | None:
    for look in (_of_types, _of_shapes, _of_numbers):
        found = look(wrong)
        if found is not None:
            return found
    return None


# -- types ---------------------------------------------------------------------------------------------------


def _of_types(wrong: Sequence[Pair]) -> Pattern | None:
    if all(pair.got is None and pair.expected is not None for pair in wrong):
        return Pattern("got-none")
    if all(type(pair.got) is not type(pair.expected) and not _both_numbers(pair) for pair in wrong):
        first = wrong[0]
        return Pattern(
            "wrong-type", values={"got": type_name(first.got), "expected": type_name(first.expected)}
        )
    arrays = [pair for pair in wrong if _is_array(pair.got) and _is_array(pair.expected)]
    if len(arrays) == len(wrong) and all(
        p.got.shape == p.expected.shape and p.got.dtype != p.expected.dtype for p in wrong
    ):
        values = {"got": str(wrong[0].got.dtype), "expected": str(wrong[0].expected.dtype)}
        truncated = all(_cut(pair) for pair in wrong) and not all(_equal(p.got, p.expected) for p in wrong)
        return Pattern("truncated" if truncated else "wrong-dtype", values=values)
    return None


def type_name(value: Any) -> str:
    """A type as learners write it."""
    return "np.ndarray" if isinstance(value, np.ndarray) else type(value).__name__


def _both_numbers(pair: Pair) -> bool:
    return all(isinstance(value, (int, float, np.number)) for value in (pair.got, pair.expected))


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _cut(pair: Pair) -> bool:
    """Whole numbers where fractions were lost."""
    return pair.got.dtype.kind in "iu" and _equal(pair.got, np.trunc(pair.expected))


# -- shapes --------------------------------------------------------------------------------------------------


def _of_shapes(wrong: Sequence[Pair]) -> Pattern | None:
    pairs = _numeric(wrong)
    if len(pairs) != len(wrong):
        return None
    apart = [(pair, got, want) for pair, got, want in pairs if got.shape != want.shape]
    if len(apart) != len(wrong):
        return None
    values = {"got": str(apart[0][1].shape), "expected": str(apart[0][2].shape)}
    for name, fits in _SHAPES:
        if all(fits(got, want) for _, got, want in apart):
            return Pattern(name, values=values)
    return Pattern("wrong-shape", values=values)


def _is_transposed(got: np.ndarray, want: np.ndarray) -> bool:
    if got.ndim != want.ndim or got.ndim < 2:
        return False
    return any(_equal(got, np.swapaxes(want, i, j)) for i in range(want.ndim) for j in range(i))


def _one_more(got: np.ndarray, want: np.ndarray) -> bool:
    return _one_less(want, got)


def _one_less(got: np.ndarray, want: np.ndarray) -> bool:
    """Along the first axis one is missing, at the beginning or at the end."""
    if got.ndim == 0 or got.ndim != want.ndim or len(got) + 1 != len(want):
        return False
    return _equal(got, want[:-1]) or _equal(got, want[1:])


_SHAPES: tuple[tuple[str, Callable[[np.ndarray, np.ndarray], bool]], ...] = (
    ("transposed", _is_transposed),
    ("axis-kept", lambda got, want: got.ndim > want.ndim and _equal(np.squeeze(got), np.squeeze(want))),
    ("axis-lost", lambda got, want: got.ndim < want.ndim and _equal(np.squeeze(got), np.squeeze(want))),
    ("reshaped", lambda got, want: _equal(got.ravel(), want.ravel())),
    ("one-less", _one_less),
    ("one-more", _one_more),
    ("fully-reduced", lambda got, want: got.ndim == 0 and want.ndim > 0),
    ("not-reduced", lambda got, want: got.ndim > want.ndim),
)


# -- numbers -------------------------------------------------------------------------------------------------


def _of_numbers(wrong: Sequence[Pair]) -> Pattern | None:
    pairs = _numeric(wrong)
    if len(pairs) != len(wrong) or any(got.shape != want.shape for _, got, want in pairs):
        return None
    if not all(np.isfinite(got).all() and np.isfinite(want).all() for _, got, want in pairs):
        return None
    if not _tell_enough([want for _, _, want in pairs]):
        return None
    for name, fits in _NUMBERS:
        if all(fits(pair, got, want) for pair, got, want in pairs):
            return Pattern(name)
    return _constant(pairs)


def _tell_enough(expected: Sequence[np.ndarray]) -> bool:
    """Whether the numbers are so many and so different that a pattern in them is no chance."""
    numbers = np.concatenate([array.ravel() for array in expected]) if expected else np.empty(0)
    told = numbers[np.abs(numbers) > CLOSE]
    return len(told) >= ENOUGH and len(np.unique(np.round(told, 9))) > 1


def _argument(pair: Pair, got: np.ndarray, _want: np.ndarray) -> bool:
    return any(
        isinstance(value, np.ndarray)
        and value.shape == got.shape
        and value.dtype.kind in "iuf"
        and _equal(got, value)
        for value in pair.arguments.values()
    )


def _rolled(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
    """One place too far along some axis, as far as the overlap tells."""
    return any(
        want.shape[axis] > 2 and _varies(want)
        and any(_equal(_ahead(a, axis), _behind(b, axis)) for a, b in ((got, want), (want, got)))
        for axis in range(want.ndim)
    )  # fmt: skip


def _ahead(array: np.ndarray, axis: int) -> np.ndarray:
    return np.moveaxis(array, axis, 0)[1:]


def _behind(array: np.ndarray, axis: int) -> np.ndarray:
    return np.moveaxis(array, axis, 0)[:-1]


def _varies(array: np.ndarray) -> bool:
    return len(np.unique(np.round(array, 9))) > 2


def _reversed(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
    return any(_equal(got, np.flip(want, axis)) for axis in range(want.ndim))


def _only_edge(axis: int, rest: Callable[[np.ndarray, int], np.ndarray]) -> Fits:
    """Right everywhere but in the first or the last place of an axis, the same one in every pair."""

    def fits(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
        if not -want.ndim <= axis < want.ndim or want.shape[axis] < _LEAST_SIDE:
            return False
        return _equal(rest(got, axis), rest(want, axis))

    return fits


def _rounded(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
    return any(_equal(got, np.round(want, digits), 1e-12) for digits in range(6))


def _inexact(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
    return bool(np.allclose(got, want, rtol=1e-3, atol=1e-6))


def _sorted_otherwise(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
    return want.size > 2 and _equal(np.sort(got, axis=None), np.sort(want, axis=None))


def _by(function: Callable[[np.ndarray], np.ndarray]) -> Fits:
    def fits(_pair: Pair, got: np.ndarray, want: np.ndarray) -> bool:
        with np.errstate(all="ignore"):
            return _equal(got, function(want))

    return fits


_NUMBERS: tuple[tuple[str, Fits], ...] = (
    ("negated", _by(np.negative)),
    ("zeros", _by(np.zeros_like)),
    ("complement", _by(lambda want: 1 - want)),
    ("reciprocal", _by(lambda want: 1 / want)),
    ("squared", _by(np.square)),
    ("rooted", _by(np.sqrt)),
    ("logarithm", _by(np.log)),
    ("exponential", _by(np.exp)),
    ("absolute", _by(np.abs)),
    ("swapped-axes", lambda _, got, want: _is_transposed(got, want)),
    ("argument-returned", _argument),
    ("reversed", _reversed),
    ("shifted", _rolled),
    *(("only-edges", _only_edge(axis, rest)) for axis in (0, 1, -1, -2) for rest in (_ahead, _behind)),
    ("rounded", _rounded),
    ("inexact", _inexact),
    ("reordered", _sorted_otherwise),
)


def _row_factors(got: np.ndarray, want: np.ndarray) -> bool:
    """Whether each row, along the last axis, is the right one times some factor of its own."""
    if got.ndim == 0 or got.shape[-1] < 2:
        return False
    along = (got * want).sum(axis=-1, keepdims=True)
    length = (want * want).sum(axis=-1, keepdims=True)
    enough = (np.abs(want) > CLOSE).sum(axis=-1).min(initial=9) > 1
    return bool(enough and (along != 0).all()) and _equal(got, along / np.maximum(length, CLOSE**2) * want)


def _constant(pairs: Sequence[tuple[Pair, np.ndarray, np.ndarray]]) -> Pattern | None:
    factors = [_factor(got, want) for _, got, want in pairs]
    if all(factor is not None for factor in factors):
        known = [factor for factor in factors if factor is not None]
        found = _by_factor(known[0]) if _one(known) else _by_count([pair for pair, _, _ in pairs], known)
        if found is not None:
            return found
    if all(_row_factors(got, want) for _, got, want in pairs):
        return Pattern("proportional")
    gaps = [_gap(got, want) for _, got, want in pairs]
    if all(gap is not None for gap in gaps) and _one([gap for gap in gaps if gap is not None]):
        return Pattern("offset", values={"offset": _short(gaps[0] or 0.0)})
    return None


def _factor(got: np.ndarray, want: np.ndarray) -> float | None:
    """c where got == c * expected, the numbers telling one."""
    large = np.abs(want) > CLOSE
    if not large.any():
        return None
    factor = float(got[large].flat[0] / want[large].flat[0])
    return factor if factor and _equal(got, factor * want) else None


def _gap(got: np.ndarray, want: np.ndarray) -> float | None:
    gap = float((got - want).flat[0])
    return gap if _equal(got - want, np.full(want.shape, gap)) else None


def _one(numbers: Sequence[float]) -> bool:
    return bool(np.allclose(numbers, numbers[0], rtol=CLOSE, atol=0))


def _by_factor(factor: float) -> Pattern | None:
    name = next(
        (name for known, name in _FACTORS.items() if math.isclose(factor, known, rel_tol=1e-6)), "scaled"
    )
    return Pattern(name, values={"factor": _short(factor)})


def _by_count(pairs: Sequence[Pair], factors: Sequence[float]) -> Pattern | None:
    """Factors that follow a count of the data: a sum for a mean, n for n - 1."""
    for count in _counts(pairs):
        for name, rule in _OF_COUNTS:
            usable = [(n, factor) for n, factor in zip(count, factors, strict=True) if n > 1]
            if len(usable) == len(factors) and all(math.isclose(f, rule(n), rel_tol=1e-5) for n, f in usable):
                return Pattern(name, values={"count": count[0], "factor": _short(factors[0])})
    return None


_OF_COUNTS: tuple[tuple[str, Callable[[int], float]], ...] = (
    ("sum-for-mean", lambda n: n),
    ("mean-for-sum", lambda n: 1 / n),
    ("sample-for-population", lambda n: n / (n - 1)),
    ("population-for-sample", lambda n: (n - 1) / n),
    ("sample-for-population", lambda n: math.sqrt(n / (n - 1))),
    ("population-for-sample", lambda n: math.sqrt((n - 1) / n)),
)


def _counts(pairs: Sequence[Pair]) -> Iterator[list[int]]:
    """For each way of counting the arguments, the count in each pair."""
    seen: list[dict[tuple[str, int], int]] = [dict(_sizes(pair.arguments)) for pair in pairs]
    for key in seen[0]:
        if all(key in sizes for sizes in seen):
            yield [sizes[key] for sizes in seen]


def _sizes(arguments: Mapping[str, Any]) -> Iterator[tuple[tuple[str, int], int]]:
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            yield (name, -9), value.size
            yield from (((name, axis), side) for axis, side in enumerate(value.shape))
            yield from (((name, axis - value.ndim), side) for axis, side in enumerate(value.shape))
        elif isinstance(value, (list, tuple, str)):
            yield (name, 0), len(value)


def _short(number: float) -> str:
    return f"{number:.6g}"


def _numeric(pairs: Sequence[Pair]) -> list[tuple[Pair, np.ndarray, np.ndarray]]:
    found = []
    for pair in pairs:
        got, want = as_numbers(pair.got), as_numbers(pair.expected)
        if got is not None and want is not None:
            found.append((pair, got, want))
    return found


def as_numbers(value: Any) -> np.ndarray | None:
    """A value as an array of floats; None where it is not made of numbers."""
    if isinstance(value, (bool, np.bool_, str, bytes)) or not isinstance(
        value, (int, float, np.number, np.ndarray, list, tuple)
    ):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        return None
    return array.astype(float) if array.dtype.kind in "iuf" and array.size <= LARGEST else None


def _equal(got: np.ndarray, want: np.ndarray, tolerance: float = CLOSE) -> bool:
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=tolerance, atol=tolerance))


PATTERNS: tuple[str, ...] = (
    "got-none",
    "wrong-type",
    "truncated",
    "wrong-dtype",
    *(name for name, _ in _SHAPES),
    "wrong-shape",
    *dict.fromkeys(name for name, _ in _NUMBERS),
    *_FACTORS.values(),
    *dict.fromkeys(name for name, _ in _OF_COUNTS),
    "scaled",
    "proportional",
    "offset",
    "wrong-part",
)
