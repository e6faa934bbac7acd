"""A check is decided by examples and drawn inputs, fairly, within its time, whatever comes back."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from tools.checks import Call, Called, Check, CheckFailed, agrees, check, copied, example, require
from tools.grading.checking import CaseResult, run_check
from tools.strategies import tensors, vectors

FAR = 60.0


class Here:
    """A `Call` of functions of our own, and how often they were called."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.last: Called | None = None
        self.count = 0
        self._function = function

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        self.count += 1
        self.last = Called(function, copied(args), copied(kwargs))
        value = self._function(*args, **kwargs)
        self.last = Called(function, copied(args), copied(kwargs), copied(value))
        return value


def opened(call: Here) -> Callable[[], AbstractContextManager[Call]]:
    @contextmanager
    def manager() -> Iterator[Call]:
        yield call

    return manager


def tried(checked: Check, function: Callable[..., Any], seed: int = 1, seconds: float = FAR) -> CaseResult:
    return run_check("case", checked, opened(Here(function)), seed, time.monotonic() + seconds)


def total(x: Any) -> Any:
    return x.sum()


sums = agrees(
    total,
    es="Suma",
    en="Adds up",
    given={"x": vectors()},
    examples=[example(True, x=np.array([1.0, 2.0])), example(x=np.array([-1.0]))],
)


def test_the_reference_passes() -> None:
    result = tried(sums, total)
    assert result.outcome == "passed"
    assert result.signature == ("ok", "ok", "ok")
    assert [float(value) for value in result.values] == [3.0, -1.0]
    assert result.counterexample is None


def test_the_smallest_failing_input_is_found() -> None:
    @check(es="Ninguno pasa de 2", en="None is above 2", given={"x": tensors(dimensions=(1, 2))}, draws=100)
    def small(call: Any, x: Any) -> None:
        require(call("f", x) <= 2, es="hasta 2", en="at most 2")

    result = tried(small, lambda x: x.max())
    assert result.outcome == "failed"
    assert result.signature == ("failed",)
    assert result.counterexample is not None
    assert result.counterexample.called is not None
    (shown,) = result.counterexample.called.args
    assert shown.size == 1
    assert 2 < shown.max() <= 3


def test_the_same_seed_draws_the_same_inputs_and_another_others() -> None:
    def drawn(seed: int) -> list[list[float]]:
        seen: list[list[float]] = []

        def watched(x: Any) -> Any:
            seen.append(x.tolist())
            return x.sum()

        tried(sums, watched, seed)
        return seen

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)


def test_each_failing_example_has_its_kind() -> None:
    result = tried(sums, lambda x: x.sum() if len(x) == 2 else None)
    assert result.signature == ("ok", "type", "failed")


def broken_call(kind: Any, function: Callable[..., Any] = total) -> Callable[..., Any]:
    def call(x: Any) -> Any:
        raise CheckFailed(kind)

    return call


def test_a_call_that_never_ends_is_not_made_again_and_again() -> None:
    call = Here(broken_call("timeout"))
    result = run_check("case", sums, opened(call), 1, time.monotonic() + FAR)
    assert result.signature == ("timeout", "undecided", "undecided")
    assert result.outcome == "failed"
    assert call.count == 1


def test_drawing_ends_at_the_first_call_that_never_ends() -> None:
    def sometimes(x: Any) -> Any:
        if len(x) > 2:
            raise CheckFailed("timeout")
        return x.sum()

    call = Here(sometimes)
    result = run_check("case", sums, opened(call), 1, time.monotonic() + FAR)
    assert result.signature == ("ok", "ok", "failed")
    assert call.count < 2 + sums.draws


def test_what_there_is_no_time_for_is_undecided_and_not_passed() -> None:
    result = tried(sums, total, seconds=-1.0)
    assert result.outcome == "undecided"
    assert result.signature == ("undecided", "undecided", "undecided")
    assert len(result.values) == 2


def test_a_strategy_that_gives_nothing_decides_nothing() -> None:
    never = agrees(total, es="a", en="a", given={"x": vectors().filter(lambda _: False)})
    assert tried(never, total).outcome == "undecided"


def test_what_should_have_come_is_shown_where_the_call_raised() -> None:
    result = tried(sums, broken_call("raised"))
    assert result.counterexample is not None
    assert float(result.counterexample.failure.expected) in (-1.0, 0.0, 3.0)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        [],
        {},
        1,
        1.5,
        True,
        b"",
        np.zeros(0),
        np.zeros((2, 3)),
        np.array(["a"]),
        [[None]],
        2**62,
    ],
    ids=repr,
)
def test_a_check_that_stumbles_over_an_odd_value_fails_it(odd: Any) -> None:
    @check(es="a", en="a", examples=[example(x=np.ones(2))])
    def careless(call: Any, x: Any) -> None:
        got = call("f", x)
        require((got - x).T @ got.reshape(2) == {}["nothing"], es="a", en="a")

    result = tried(careless, lambda x: odd)
    assert result.outcome == "failed"
    assert result.counterexample is not None
    assert result.counterexample.failure.got is odd or np.array_equal(result.counterexample.failure.got, odd)


def test_a_function_that_answers_differently_each_time_is_told() -> None:
    count = iter(range(10_000))
    result = tried(sums, lambda x: x.sum() + next(count))
    assert result.counterexample is not None
    assert result.counterexample.unsteady


def test_a_function_that_is_just_wrong_is_not_called_unsteady() -> None:
    result = tried(sums, lambda x: x.sum() + 1)
    assert result.counterexample is not None
    assert not result.counterexample.unsteady


def test_a_function_that_fails_only_now_and_then_fails() -> None:
    count = iter(range(10_000))
    result = tried(sums, lambda x: x.sum() + (1 if next(count) == 20 else 0))
    assert result.outcome == "failed"


def test_values_that_would_fill_the_memory_together_fail_instead() -> None:
    @check(es="a", en="a", examples=[example(x=1)])
    def pairs(call: Any, x: int) -> None:
        require(np.allclose(call("f", 1), call("f", 2)), es="a", en="a")

    result = tried(pairs, lambda turn: np.zeros((300_000, 1)) if turn == 1 else np.zeros((1, 300_000)))
    assert result.outcome == "failed"


def test_memory_is_free_again_afterwards() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    large = agrees(lambda x: np.zeros(100_000), es="a", en="a", examples=[example(x=1)])
    assert tried(large, lambda x: np.zeros(100_000)).outcome in ("passed", "failed")
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_check_that_loops_as_often_as_a_number_says_is_interrupted() -> None:
    @check(es="a", en="a", examples=[example(x=1)])
    def counts(call: Any, x: int) -> None:
        for _ in range(call("f", x)):
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tools.grading.checking.GRACE_SECONDS", 0.0)
        result = tried(counts, lambda x: 2**62, seconds=0.3)
    assert result.outcome == "undecided"


def test_numbers_that_overflow_outside_warn_nobody() -> None:
    @check(es="a", en="a", given={"x": st.just(1)}, draws=2)
    def squares(call: Any, x: int) -> None:
        require(np.isinf(call("f", x) ** 2).all(), es="a", en="a")

    assert tried(squares, lambda x: np.array([1e300])).outcome == "passed"


def test_memory_is_free_again_after_a_large_wrong_value_was_asked_for_again() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    large = agrees(total, es="a", en="a", examples=[example(x=np.zeros(2))])
    assert tried(large, lambda x: np.zeros(100_000)).outcome == "failed"
    assert resource.getrlimit(resource.RLIMIT_AS) == before
