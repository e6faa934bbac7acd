"""Runs checks against anything that answers calls: fixed examples, then drawn inputs, then the smallest.

Knows nothing of sandboxes: `tools/grading/grader.py` gives it calls that run inside one. What comes back may
be hostile, so whatever a check does with it ends in a verdict, within a time and without filling the memory.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from tools.checks import Call, Called, Check, CheckFailed, Example, FailureKind, copied, difference
from tools.grading.judging_bounds import FEW, TooLong, bound_memory, interrupted_at, weight
from tools.grading.pasting import paste_call

Outcome = Literal["passed", "failed", "undecided"]
OpenCall = Callable[[], AbstractContextManager[Call]]
PASSED = "ok"
UNDECIDED = "undecided"
SHRINK_SECONDS = 1.0  # for finding a smaller input, from the first one that fails
MOST_SHRINKS = 150  # calls for that
COSTLY = frozenset({"timeout", "crashed", "unloadable"})  # looking on would cost as much again each time
GRACE_SECONDS = 5.0  # past its deadline a case finishes the call it is in, and no more
_NO_VALUE = frozenset({"raised", "missing", "unloadable", "timeout", "crashed", "unreadable", "mutated"})


@dataclass(frozen=True)
class Counterexample:
    """The smallest call that was found for which a check does not hold.

    Attributes:
        called: function, arguments, and what came back.
        failure: what is wrong with it.
        unsteady: whether the same call gave something else when it was asked again.
    """

    called: Called | None
    failure: CheckFailed
    unsteady: bool = False


@dataclass(frozen=True)
class CaseResult:
    """What came of one check.

    Attributes:
        name: of the check.
        outcome: `undecided` where time ran out before anything failed.
        examples: for each fixed example, `ok`, the signature of its failure, or `undecided` where it was not
            tried, because one before it never ended or the time was over.
        drawn: `ok`, `failed` or `undecided` for all drawn inputs together; empty where none were drawn.
        values: what came back from the last call of each example, for telling mistakes apart.
        counterexample: where it failed.
    """

    name: str
    outcome: Outcome
    examples: tuple[str, ...]
    drawn: str
    values: tuple[Any, ...] = ()
    counterexample: Counterexample | None = None

    @property
    def signature(self) -> tuple[str, ...]:
        """How each part of the case went."""
        return (*self.examples, self.drawn)


def run_check(
    name: str, check: Check, open_call: OpenCall, seed: int, deadline: float, *, shrink: bool = True
) -> CaseResult:
    """Try a check in a process of its own.

    Args:
        name: of the check.
        check: what must hold.
        open_call: gives calls into a fresh process with the submission loaded.
        seed: of the drawn inputs.
        deadline: of `time.monotonic`; what is not decided by then is said to be undecided.
        shrink: whether the smallest input that fails is looked for; the signature is the same without.
    """
    with open_call() as call, np.errstate(all="ignore"):
        trial = _Trial(check, call, deadline, shrink)
        try:
            with suppress(TooLong), interrupted_at(deadline + GRACE_SECONDS):
                trial.run(seed)
                trial.look_again()
        finally:
            trial.end()
    return trial.result(name)


class _Trial:
    """One check in the making."""

    def __init__(self, check: Check, call: Call, deadline: float, shrink: bool) -> None:
        self._check = check
        self._shrink = shrink
        self._call = _Bounded(call)
        self._deadline = deadline
        self._examples: list[str] = []
        self._values: list[Any] = []
        self._drawn = UNDECIDED if check.given and check.draws else ""
        self._smallest: Counterexample | None = None
        self._cut_short = False

    def run(self, seed: int) -> None:
        """Try the examples, then drawn inputs."""
        for example in self._check.examples:
            self._try_example(example)
        if self._drawn and not self._stopped():
            self._drawn = self._draw(seed)

    def look_again(self) -> None:
        """See whether the failing call gives the same when made again, and what it should have given."""
        found = self._smallest
        if found is None or found.called is None:
            return
        if found.failure.kind not in _NO_VALUE and not self._late():
            self._smallest = replace(found, unsteady=self._is_unsteady(found.called))
        elif found.failure.kind in _NO_VALUE and self._check.reference is not None and not found.called.args:
            with suppress(Exception):
                found.failure.expected = self._check.reference(**copied(dict(found.called.kwargs)))

    def end(self) -> None:
        """Lift what was bounded meanwhile: a process that is started later must not inherit it."""
        self._call.end()

    def result(self, name: str) -> CaseResult:
        """What came of it so far."""
        missing = len(self._check.examples) - len(self._examples)
        examples = (*self._examples, *([UNDECIDED] * missing))
        values = (*self._values, *([None] * missing))
        undecided = UNDECIDED in (*examples, self._drawn)
        outcome: Outcome = "failed" if self._smallest else "undecided" if undecided else "passed"
        return CaseResult(name, outcome, examples, self._drawn, values, self._smallest)

    def _try_example(self, example: Example) -> None:
        if self._stopped():
            return
        failure = self._failure(example.values)
        self._examples.append(failure.signature if failure else PASSED)
        self._values.append(self._call.last.returned if self._call.last else None)
        self._cut_short = failure is not None and failure.kind in COSTLY

    def _draw(self, seed: int) -> str:
        """Draw inputs until one fails or there are enough; then look for the smallest that fails."""
        from hypothesis import HealthCheck, Phase, Verbosity, given, settings
        from hypothesis import seed as seeded
        from hypothesis.errors import HypothesisException

        drawing = _Drawing(self._failure, self._late)
        run = settings(
            max_examples=self._check.draws,
            deadline=None,
            database=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink) if self._shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
        )(seeded(seed)(given(**self._check.given)(drawing.holds)))
        with suppress(
            CheckFailed, HypothesisException, _Enough
        ):  # flaky where it answers differently each time
            run()
        return drawing.outcome

    def _failure(self, values: Mapping[str, Any]) -> CheckFailed | None:
        self._call.begin()
        try:
            self._check.body(self._call, **values)
        except CheckFailed as failure:
            return self._keep(failure)
        except Exception as error:  # noqa: BLE001 - a check may stumble over any value that comes back
            return self._keep(CheckFailed(_stumbled(error), got=self._call.returned))
        finally:
            self._call.end()
        return None

    def _keep(self, failure: CheckFailed) -> CheckFailed:
        found = Counterexample(self._call.last, failure)
        if self._smallest is None or _size(found) <= _size(self._smallest):
            self._smallest = found
        return failure

    def _is_unsteady(self, called: Called) -> bool:
        for _ in range(2):
            try:
                again = self._call(called.function, *copied(called.args), **copied(dict(called.kwargs)))
            except CheckFailed:
                return True
            if difference(again, called.returned, 0) is not None:
                return True
        return False

    def _stopped(self) -> bool:
        return self._cut_short or self._late()

    def _late(self) -> bool:
        return time.monotonic() > self._deadline


class _Enough(BaseException):
    """Ends a search of Hypothesis from within."""


class _Drawing:
    """Drawn inputs of a check, and the search for a smaller one that fails."""

    def __init__(
        self, failure: Callable[[Mapping[str, Any]], CheckFailed | None], late: Callable[[], bool]
    ) -> None:
        self._failure = failure
        self._late = late
        self._tried = 0
        self._failed_at: float | None = None
        self._shrinks = 0
        self._out_of_time = False

    @property
    def outcome(self) -> str:
        """As `CaseResult.drawn`."""
        if self._failed_at is not None:
            return "failed"
        return UNDECIDED if self._out_of_time or not self._tried else PASSED

    def holds(self, **values: Any) -> None:
        """What Hypothesis calls with each input."""
        self._stop_if_enough()
        self._tried += 1
        failure = self._failure(values)
        if failure is None:
            return
        self._failed_at = self._failed_at or time.monotonic()
        if failure.kind in COSTLY:
            raise _Enough
        raise failure

    def _stop_if_enough(self) -> None:
        self._out_of_time = self._late()
        if self._failed_at is not None:
            self._shrinks += 1
            late = time.monotonic() > self._failed_at + SHRINK_SECONDS
            if late or self._shrinks > MOST_SHRINKS:
                raise _Enough
        if self._out_of_time:
            raise _Enough


class _Bounded:
    """A `Call` that bounds the memory of this process while a body has large values in its hands."""

    def __init__(self, call: Call) -> None:
        self._inner = call
        self._weight = 0
        self._lift: Callable[[], None] | None = None
        self.returned: Any = None

    @property
    def last(self) -> Called | None:
        """See `tools.checks.Call`."""
        return self._inner.last

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """See `tools.checks.Call`."""
        self._unbind()  # a sandbox that is started now must not inherit the limit
        self.returned = None
        value = self._inner(function, *args, **kwargs)
        self.returned = value
        self._weight += weight(value)
        if self._weight > FEW:
            self._lift = bound_memory()
        return value

    def begin(self) -> None:
        """A body starts."""
        self._weight = 0
        self.returned = None

    def end(self) -> None:
        """A body is over."""
        self._unbind()

    def _unbind(self) -> None:
        if self._lift is not None:
            lift, self._lift = self._lift, None
            lift()


def _stumbled(error: Exception) -> FailureKind:
    """The kind of failure where a check could not even use the value."""
    return "shape" if isinstance(error, (ValueError, IndexError, MemoryError)) else "type"


def _size(found: Counterexample) -> int:
    called = found.called
    if called is None:
        return 0
    elements = weight([value for value in called.args if isinstance(value, np.ndarray)])
    elements += weight([value for value in called.kwargs.values() if isinstance(value, np.ndarray)])
    return len(paste_call(called.function, called.args, called.kwargs)) + elements
