"""Runs checks against anything that answers calls: fixed examples, then drawn inputs, then the smallest.

Knows nothing of sandboxes: `tools/grader.py` gives it calls that run inside one.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from tools.checks import Call, Called, Check, CheckFailed, Example
from tools.pasting import paste

Outcome = Literal["passed", "failed", "undecided"]
OpenCall = Callable[[], AbstractContextManager[Call]]
PASSED = "ok"


@dataclass(frozen=True)
class Counterexample:
    """The smallest call that was found for which a check does not hold.

    Attributes:
        called: function, arguments, and what came back.
        failure: what is wrong with it.
    """

    called: Called | None
    failure: CheckFailed


@dataclass(frozen=True)
class CaseResult:
    """What came of one check.

    Attributes:
        name: of the check.
        outcome: `undecided` where time ran out before anything failed.
        examples: for each fixed example, `ok` or the signature of its failure.
        drawn: `ok` or `failed` for all drawn inputs together; empty where none were drawn.
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


def run_check(name: str, check: Check, open_call: OpenCall, seed: int, deadline: float) -> CaseResult:
    """Try a check in a process of its own.

    Args:
        name: of the check.
        check: what must hold.
        open_call: gives calls into a fresh process with the submission loaded.
        seed: of the drawn inputs.
        deadline: of `time.monotonic`; what is not decided by then is said to be undecided.
    """
    with open_call() as call:
        trial = _Trial(check, call, deadline)
        for example in check.examples:
            trial.try_example(example)
        drawn = trial.draw(seed) if check.given and check.draws else ""
    return CaseResult(name, trial.outcome, tuple(trial.examples), drawn, tuple(trial.values), trial.smallest)


class _Trial:
    """One check in the making."""

    def __init__(self, check: Check, call: Call, deadline: float) -> None:
        self.examples: list[str] = []
        self.values: list[Any] = []
        self.smallest: Counterexample | None = None
        self._check = check
        self._call = call
        self._deadline = deadline
        self._out_of_time = False

    @property
    def outcome(self) -> Outcome:
        if self.smallest is not None:
            return "failed"
        return "undecided" if self._out_of_time else "passed"

    def try_example(self, example: Example) -> None:
        if self._late():
            self.examples.append("undecided")
            self.values.append(None)
            return
        failure = self._failure(example.values)
        self.examples.append(failure.signature if failure else PASSED)
        self.values.append(self._call.last.returned if self._call.last else None)

    def draw(self, seed: int) -> str:
        """Draw inputs until one fails or there are enough; then look for the smallest that fails."""
        from hypothesis import HealthCheck, Phase, Verbosity, given, settings
        from hypothesis import seed as seeded
        from hypothesis.errors import HypothesisException

        found: list[str] = []

        def holds(**values: Any) -> None:
            if self._late() or (found and found[-1] == "timeout"):  # looking on would take as long each time
                return
            failure = self._failure(values)
            if failure is not None:
                found.append(failure.signature)
                raise failure

        run = settings(
            max_examples=self._check.draws,
            deadline=None,
            database=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
        )(seeded(seed)(given(**self._check.given)(holds)))
        with suppress(CheckFailed, HypothesisException):  # flaky where the code answers differently each time
            run()
        return "failed" if found else "undecided" if self._late() else PASSED

    def _failure(self, values: Mapping[str, Any]) -> CheckFailed | None:
        try:
            self._check.body(self._call, **values)
        except CheckFailed as failure:
            self._keep(Counterexample(self._call.last, failure))
            return failure
        return None

    def _keep(self, found: Counterexample) -> None:
        if self.smallest is None or _size(found) < _size(self.smallest):
            self.smallest = found

    def _late(self) -> bool:
        self._out_of_time = self._out_of_time or time.monotonic() > self._deadline
        return self._out_of_time


def _size(found: Counterexample) -> int:
    if found.called is None:
        return 0
    return len(paste(found.called.args)) + len(paste(dict(found.called.kwargs)))
