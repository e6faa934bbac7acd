"""Calls into a submission that say what its checks' verdicts do not: more of them, failing and passing."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from tools.checks import Call, Called, Check, CheckFailed, Example, copied
from tools.critiquing.patterns import Pair
from tools.grading.checking import run_check
from tools.grading.pasting import paste_call

DRAWS = 10  # inputs drawn for a check, beside its examples
MOST_TIMEOUTS = 2  # calls that never end, before the rest is left
LONGEST_EVIDENCE = 200  # letters
_HOPELESS = {"missing", "unloadable", "timeout", "crashed"}  # more calls would say the same, slowly


class Submission(Protocol):
    """A learner's program that can be called (tools/grading/submissions.py)."""

    def open_call(self, trace: bool = False) -> AbstractContextManager[Call]:
        """Calls into a fresh process that has loaded it; with `trace` they say which lines they executed."""


@dataclass(frozen=True)
class Witness:
    """One input of a check and how it went.

    Attributes:
        check: name of the check.
        values: what the check was given.
        called: the last call; None where it made none.
        failure: None where the check held.
        expected: what the reference returns, where the check compares one call with it.
        compared: whether it does.
    """

    check: str
    values: Mapping[str, Any]
    called: Called | None
    failure: CheckFailed | None
    expected: Any = None
    compared: bool = False

    @property
    def evidence(self) -> str:
        """The call, for pasting, cut to a line."""
        if self.called is None:
            return ""
        text = paste_call(self.called.function, self.called.args, self.called.kwargs)
        return text if len(text) <= LONGEST_EVIDENCE else f"{text[:LONGEST_EVIDENCE]}…"

    @property
    def pair(self) -> Pair | None:
        """What came back beside what should have; None where the check says no such thing or nothing came."""
        if self.compared and self.called is not None and not self._failed_to_return:
            return Pair(self.values, self.called.returned, self.expected)
        return None

    @property
    def _failed_to_return(self) -> bool:
        return self.failure is not None and self.failure.kind in _HOPELESS | {"raised", "unreadable"}


def witnesses(
    checks: Mapping[str, Check], submission: Submission, seed: int, deadline: float, trace: bool = False
) -> tuple[Witness, ...]:
    """Each example of each check and a few drawn inputs, called once.

    Args:
        checks: by name.
        submission: that is called; each check has a fresh process of it.
        seed: of the drawn inputs.
        deadline: of `time.monotonic`; what was not called by then is left out.
        trace: whether the lines are wanted that each call executed.
    """
    found: list[Witness] = []
    for name, check in checks.items():
        with submission.open_call(trace) as call:
            for values in inputs(check, seed):
                endless = sum(seen.failure is not None and seen.failure.kind == "timeout" for seen in found)
                if time.monotonic() > deadline or endless >= MOST_TIMEOUTS:
                    return tuple(found)
                found.append(_tried(name, check, call, values, deadline))
                if (failure := found[-1].failure) and failure.kind in _HOPELESS:
                    break
    return tuple(found)


def inputs(check: Check, seed: int, draws: int = DRAWS) -> Iterator[Mapping[str, Any]]:
    """The values of the examples of a check, then drawn ones."""
    yield from (example.values for example in check.examples)
    if check.given:
        yield from _drawn(check, seed, draws)


def expected_of(reference: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """What the reference returns.

    Raises:
        ValueError: it refuses these values.
    """
    with np.errstate(all="ignore"):
        try:
            return reference(**{name: copied(value) for name, value in values.items()})
        except Exception as error:
            raise ValueError(str(error)) from error


def _tried(name: str, check: Check, call: Call, values: Mapping[str, Any], deadline: float) -> Witness:
    """One input, judged as a case of its own, with its bounds on time and memory."""
    alone = replace(check, examples=(Example(values),), given={}, draws=0)
    case = run_check(name, alone, lambda: nullcontext(call), 0, deadline)
    found = case.counterexample
    called, failure = (found.called, found.failure) if found else (call.last, None)
    if check.reference is None:
        return Witness(name, values, called, failure)
    return Witness(name, values, called, failure, expected_of(check.reference, values), True)


def _drawn(check: Check, seed: int, draws: int) -> list[Mapping[str, Any]]:
    from hypothesis import HealthCheck, Phase, Verbosity, given, settings
    from hypothesis import seed as seeded
    from hypothesis.errors import HypothesisException

    kept: list[Mapping[str, Any]] = []

    def keep(**values: Any) -> None:
        kept.append(values)

    run = settings(
        max_examples=draws,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )(seeded(seed)(given(**check.given)(keep)))
    with suppress(HypothesisException):
        run()
    return kept
