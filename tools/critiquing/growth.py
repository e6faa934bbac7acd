"""How the time of a function grows with its input: measured, and said only where it is clear.

The exponent is the slope of log time over log size by least squares, of the smallest of several times each,
as noise only ever adds. Times are said by the inside of the sandbox: a help, never a grade.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tools.checks import Call, CheckFailed, Growth

REPEATS = 3
MARGIN = 0.4  # by which a slope must lie above the one that is asked for
LEAST_SECONDS = 0.0005  # below, the clock and the call itself are what is measured
LEAST_POINTS = 3
SECONDS = 4.0  # that a measurement may take


@dataclass(frozen=True)
class Measured:
    """How the time grew.

    Attributes:
        exponent: the slope; infinite where a larger size did not finish.
        sizes: that were measured.
        seconds: the smallest time of each.
    """

    exponent: float
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]


def grows_too_fast(growth: Growth, call: Call) -> Measured | None:
    """The measurement, where a function's time clearly grows faster than it should, twice; else None.

    Args:
        growth: what is asked for.
        call: into the submission.
    """
    first = _measured(growth, call)
    if first is None or first.exponent < growth.exponent + MARGIN:
        return None
    second = _measured(growth, call)  # a machine that is busy for a while looks like growth
    if second is None or second.exponent < growth.exponent + MARGIN:
        return None
    return min(first, second, key=lambda measured: measured.exponent)


def _measured(growth: Growth, call: Call) -> Measured | None:
    """One measurement; None where too little of it can be told from the cost of a call."""
    deadline = time.monotonic() + SECONDS
    sizes: list[int] = []
    seconds: list[float] = []
    for size in growth.sizes:
        try:
            seconds.append(_least_seconds(growth, size, call))
        except CheckFailed as failure:
            if failure.kind == "timeout" and sizes:
                return Measured(math.inf, (*sizes, size), tuple(seconds))
            return None
        sizes.append(size)
        if time.monotonic() > deadline:
            break
    exponent = _slope(sizes, seconds)
    return None if exponent is None else Measured(exponent, tuple(sizes), tuple(seconds))


def _least_seconds(growth: Growth, size: int, call: Call) -> float:
    times = []
    for _ in range(REPEATS):
        call(growth.function, *growth.inputs(size))
        times.append(call.last.seconds if call.last else 0.0)
        if times[-1] > 0.5:
            break
    return min(times)


def _slope(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """By least squares over the sizes whose times can be told from the cost of a call."""
    points = [
        (math.log(size), math.log(taken))
        for size, taken in zip(sizes, seconds, strict=True)
        if taken > LEAST_SECONDS
    ]
    if len(points) < LEAST_POINTS:
        return None
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
