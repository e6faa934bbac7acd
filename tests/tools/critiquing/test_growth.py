"""Time that grows too fast is told, and nothing is said of what is fine or cannot be measured."""

import math
from typing import Any

import pytest

from knowledge_base.course_fields import Text
from tools.checks import Called, CheckFailed, Growth
from tools.critiquing.growth import grows_too_fast

GROWTH = Growth("f", lambda size: (size,), (100, 200, 400, 800), 1.3, Text(es="Crece.", en="It grows."))


class Timed:
    """A `Call` whose time is a function of the size, with a noise that only adds."""

    def __init__(self, seconds: Any) -> None:
        self.last: Called | None = None
        self._seconds = seconds
        self._calls = 0

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> None:
        self._calls += 1
        noise = 0.002 * (self._calls % 3)
        self.last = Called(function, args, kwargs, seconds=self._seconds(args[0]) + noise)


def test_a_square_is_told_from_a_line() -> None:
    measured = grows_too_fast(GROWTH, Timed(lambda n: 1e-6 * n**2))
    assert measured is not None
    assert measured.exponent == pytest.approx(2.0, abs=0.05)
    assert measured.sizes == GROWTH.sizes


def test_a_line_is_fine_and_so_is_what_is_too_fast_to_measure() -> None:
    assert grows_too_fast(GROWTH, Timed(lambda n: 1e-4 * n)) is None
    assert grows_too_fast(GROWTH, Timed(lambda n: 1e-4 * n * math.log(n))) is None
    assert grows_too_fast(GROWTH, Timed(lambda n: 1e-10 * n**2)) is None


def test_a_busy_machine_is_not_taken_for_growth() -> None:
    seen: list[int] = []

    def seconds(size: int) -> float:
        seen.append(size)
        busy = seen.count(100) <= 3  # as long as the first measurement takes
        return 1e-6 * size**2 if busy else 1e-4 * size

    assert grows_too_fast(GROWTH, Timed(seconds)) is None


def test_the_smaller_of_two_measurements_counts() -> None:
    seen: list[int] = []

    def seconds(size: int) -> float:
        seen.append(size)
        return 1e-8 * size**3 if seen.count(100) <= 3 else 1e-6 * size**2

    measured = grows_too_fast(GROWTH, Timed(seconds))
    assert measured is not None
    assert measured.exponent == pytest.approx(2.0, abs=0.05)


def failing(at: int, kind: Any) -> Any:
    def seconds(size: int) -> float:
        if size >= at:
            raise CheckFailed(kind)
        return 1e-3

    return seconds


def test_a_size_that_does_not_end_is_told() -> None:
    measured = grows_too_fast(GROWTH, Timed(failing(400, "timeout")))
    assert measured is not None
    assert (measured.exponent, measured.sizes) == (math.inf, (100, 200, 400))


def test_a_size_that_ends_the_second_time_is_no_trouble() -> None:
    seen: list[int] = []

    def seconds(size: int) -> float:
        seen.append(size)
        if seen.count(400) == 1 and size == 400:
            raise CheckFailed("timeout")
        return 1e-4 * size

    assert grows_too_fast(GROWTH, Timed(seconds)) is None


def test_a_function_that_fails_cannot_be_measured() -> None:
    assert grows_too_fast(GROWTH, Timed(failing(100, "timeout"))) is None
    assert grows_too_fast(GROWTH, Timed(failing(400, "raised"))) is None
