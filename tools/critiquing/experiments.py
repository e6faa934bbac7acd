"""Further calls that a failing case makes worth while: what does the result depend on?

Each experiment changes one thing in a failing input and asks the submission and the reference.
"""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tools.checks import Call, Check, CheckFailed, copied, difference
from tools.critiquing.symptoms import Reference, batches, result_of
from tools.critiquing.witnesses import Witness
from tools.findings import Finding

_TRIES = 8  # witnesses that an experiment is repeated on, at most
_ENOUGH = 3  # witnesses, before anything is said of all inputs


def experiment_findings(
    checks: Mapping[str, Check], seen: Sequence[Witness], call: Call, deadline: float = math.inf
) -> Iterator[Finding]:
    """Another result for the same input, an argument that changes nothing, or rows that mix.

    Args:
        checks: by name.
        seen: calls made already; failing ones are changed and made again.
        call: into the submission.
        deadline: of `time.monotonic`, after which no experiment begins.
    """
    for reference in dict.fromkeys(check.reference for check in checks.values() if check.reference):
        names = {name for name, check in checks.items() if check.reference is reference}
        wrong = [
            w for w in seen if w.check in names and w.failure and w.pair and w.failure.kind != "nonfinite"
        ]
        for look in (_unstable, _ignores, _mixes):
            if wrong and time.monotonic() < deadline and (found := look(reference, wrong[:_TRIES], call)):
                yield found
                break


def _unstable(reference: Reference, wrong: Sequence[Witness], call: Call) -> Finding | None:
    for witness in wrong:
        once, again = (_called(reference, witness.values, call) for _ in range(2))
        if once is not None and again is not None and difference(once, again, 0) is not None:
            values = {"function": reference.__name__}
            return Finding("unstable", "unstable", evidence=witness.evidence, values=values)
    return None


def _ignores(reference: Reference, wrong: Sequence[Witness], call: Call) -> Finding | None:
    """An argument on which the right result depends and the learner's does not."""
    for name in wrong[0].values:
        told = [_depends(reference, witness, name, call) for witness in wrong]
        if told.count(False) >= _ENOUGH and True not in told:
            values = {"function": reference.__name__, "name": name}
            return Finding("ignored-argument", "ignored-argument", evidence=wrong[0].evidence, values=values)
    return None


def _depends(reference: Reference, witness: Witness, name: str, call: Call) -> bool | None:
    """Whether the learner's result changes with an argument; None where the right one does not either."""
    told: list[bool] = []
    for other in _changed(witness.values.get(name)):
        values = {**witness.values, name: other}
        right = result_of(reference, values)
        if right is None or witness.pair is None or difference(right, witness.expected, 1e-6) is None:
            continue
        mine = _called(reference, values, call)
        if mine is not None:
            told.append(difference(mine, witness.pair.got, 1e-9) is not None)
    return any(told) if told else None


def _changed(value: Any) -> Iterator[Any]:
    """Other values of the same kind, changed in different ways."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield value + 1
    elif isinstance(value, np.ndarray) and value.size > 1:
        yield np.roll(value.ravel(), 1).reshape(value.shape)
        yield np.flip(value)
        if value.dtype.kind == "f":
            yield value * 1.25 + np.arange(value.size).reshape(value.shape) / 8
            yield -value


def _mixes(reference: Reference, wrong: Sequence[Witness], call: Call) -> Finding | None:
    """A row's result changes with the other rows, and should not."""
    for witness in wrong:
        if (row := _first_row(reference, witness)) and (mine := _called(reference, row, call)) is not None:
            assert witness.pair is not None
            got = witness.pair.got
            if (
                isinstance(got, np.ndarray)
                and got.ndim
                and isinstance(mine, np.ndarray)
                and difference(mine, got[:1], 1e-6) is not None
            ):
                values = {"function": reference.__name__}
                return Finding("mixed-rows", "mixed-rows", evidence=witness.evidence, values=values)
    return None


def _first_row(reference: Reference, witness: Witness) -> dict[str, Any] | None:
    """The arguments of the first row alone, where its right result is the same alone as in the batch."""
    sides = {len(value) for _, value in batches(witness.values)}
    if len(sides) != 1 or (side := sides.pop()) < 2 or not isinstance(witness.expected, np.ndarray):
        return None
    row = {
        name: value[:1] if isinstance(value, np.ndarray) and value.ndim and len(value) == side else value
        for name, value in witness.values.items()
    }
    right = result_of(reference, row)
    alone = witness.expected.ndim > 0 and isinstance(right, np.ndarray) and right.ndim > 0
    return row if alone and difference(right, witness.expected[:1], 1e-6) is None else None


def _called(reference: Reference, values: Mapping[str, Any], call: Call) -> Any:
    try:
        return call(reference.__name__, **{name: copied(value) for name, value in values.items()})
    except CheckFailed:
        return None
