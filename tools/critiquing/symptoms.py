"""What running a submission says about why it is wrong: exceptions, numerical trouble, patterns.

Everything here comes from calls, so it holds for these inputs. What the inside of the sandbox says beside
values (warnings, lines, times) is a help in the feedback and never a grade.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from knowledge_base.course_fields import Text
from tools.checks import Check, CheckFailed, Warned, difference
from tools.critiquing.patterns import Pattern, pattern_of
from tools.critiquing.witnesses import Witness, expected_of
from tools.findings import Finding
from tools.grading.pasting import paste
from tools.source.syntax import line_of
from tools.source.tracebacks import Raised, exception_finding

_TROUBLE = re.compile(
    r"(?P<what>overflow|divide by zero|invalid value|underflow) encountered in (?:scalar )?(?P<where>\w+)"
)
_KINDS = {
    "overflow": "overflow", "divide by zero": "divide-by-zero", "invalid value": "invalid-value",
    "underflow": "underflow",
}  # fmt: skip
_LOGARITHMS = {"log", "log2", "log10"}  # numpy calls their 0 a division
_OPERATIONS = {  # numpy's names that are no names to a learner
    "divide": Text(es="la división", en="the division"),
    "subtract": Text(es="la resta", en="the subtraction"),
    "add": Text(es="la suma", en="the addition"),
    "multiply": Text(es="la multiplicación", en="the multiplication"),
    "power": Text(es="la potencia", en="the power"),
    "square": Text(es="el cuadrado", en="the square"),
    "remainder": Text(es="el resto de la división", en="the remainder"),
    "matmul": Text(es="el producto de matrices", en="the matrix product"),
    "dot": Text(es="el producto de matrices", en="the matrix product"),
    "reduce": Text(es="la suma o el producto de muchos números", en="the sum or product of many numbers"),
    "cast": Text(es="el cambio de tipo", en="the change of type"),
}
_LONGEST = 120  # letters of a value
_SAME = 1e-6  # relative and absolute, of results that are called equal

Reference = Callable[..., Any]


def raised_findings(seen: Sequence[Witness], source: bytes) -> Iterator[Finding]:
    """Each exception that calls ended in, once for each line."""
    told: set[tuple[str, int | None]] = set()
    for witness in seen:
        failure = witness.failure
        if failure is None or failure.kind not in ("raised", "unloadable"):
            continue
        if (failure.exception, failure.line) not in told:
            told.add((failure.exception, failure.line))
            yield _raised(failure, source)


def _raised(failure: CheckFailed, source: bytes) -> Finding:
    """An exception with the line that raised it and what it means."""
    raised = Raised(failure.exception, failure.message, "", failure.line)
    return exception_finding(raised, {"": source})


def numerical_findings(seen: Sequence[Witness], source: bytes) -> Iterator[Finding]:
    """Trouble with numbers in failing calls: the warning that came first, or NaN and infinity without one."""
    failing = [
        witness
        for witness in seen
        if witness.failure and witness.failure.kind in ("nonfinite", "value", "property")
    ]
    for witness in failing:
        if witness.called and (warned := _first_trouble(witness.called.warnings)):
            yield trouble_finding(warned, source, "", witness.evidence)
            return
    for witness in failing:
        if witness.failure and witness.failure.kind == "nonfinite":
            values = {"got": short(witness.failure.got)}
            yield Finding("nonfinite", "nonfinite", evidence=witness.evidence, values=values)
            return


def trouble_finding(warned: Warned, source: bytes, file: str, evidence: str = "") -> Finding:
    """A numerical warning with the line that gave it."""
    found = _TROUBLE.search(warned.message)
    kind = _KINDS[found["what"]] if found else "warning"
    where = found["where"] if found else ""
    if kind == "divide-by-zero" and where in _LOGARITHMS:
        kind = "log-of-zero"
    code = line_of(source, warned.line)
    values: dict[str, object] = {"operation": _OPERATIONS.get(where, where), "message": warned.message}
    return Finding(
        kind, kind, file, warned.line, "\n".join(filter(None, (code, warned.message, evidence))), values
    )


def _first_trouble(warnings: Sequence[Warned]) -> Warned | None:
    """The first numerical warning: what came later often only follows from it."""
    return next((item for item in warnings if _TROUBLE.search(item.message)), None)


def is_trouble(warned: Warned) -> bool:
    """Whether a warning is one of numpy's about numbers."""
    return bool(_TROUBLE.search(warned.message))


def result_findings(checks: Mapping[str, Check], seen: Sequence[Witness]) -> Iterator[Finding]:
    """How the wrong results of each function differ from the right ones; each way once."""
    told: set[str] = set()
    for reference in dict.fromkeys(check.reference for check in checks.values() if check.reference):
        names = {name for name, check in checks.items() if check.reference is reference}
        wrong = [
            w for w in seen if w.check in names and w.failure and w.pair and w.failure.kind != "nonfinite"
        ]
        if not wrong:
            continue
        found = _other_axis(reference, wrong) or _pattern(wrong, checks)
        if found is not None and found.name not in told:
            told.add(found.name)
            result = f"{reference.__name__}(…){found.part}"
            values = {
                "function": reference.__name__,
                "result": result,
                "part": found.part,
                **found.values,
            }
            yield Finding(found.name, found.name, evidence=_evidence(wrong[0]), values=values)


def _pattern(wrong: Sequence[Witness], checks: Mapping[str, Check]) -> Pattern | None:
    pairs = [witness.pair for witness in wrong if witness.pair]
    return pattern_of(pairs, max(checks[witness.check].tolerance for witness in wrong))


def _evidence(witness: Witness) -> str:
    assert witness.pair is not None
    return f"{witness.evidence}\n→ {short(witness.pair.got)}\n≠ {short(witness.pair.expected)}"


def short(value: Any) -> str:
    """A value as Python, cut to part of a line."""
    text = paste(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _other_axis(reference: Reference, wrong: Sequence[Witness]) -> Pattern | None:
    """The results are those of another axis, or of the whole array at once."""
    for name, fits in (("wrong-axis", _is_of_other_axis), ("whole-array", _is_of_whole)):
        if all(_differs(witness) and fits(reference, witness) for witness in wrong):
            return Pattern(name)
    return None


def _differs(witness: Witness) -> bool:
    """Whether a result is not the right one by the measure that finds it equal to another axis's."""
    return witness.pair is not None and difference(witness.pair.got, witness.expected, _SAME) is not None


def _is_of_other_axis(reference: Reference, witness: Witness) -> bool:
    assert witness.pair is not None
    for name, value in batches(witness.values):
        for axis in range(value.ndim - 1):
            moved = {**witness.values, name: np.swapaxes(value, axis, -1)}
            result = result_of(reference, moved)
            same_axes = isinstance(result, np.ndarray) and result.ndim == value.ndim
            back = np.swapaxes(result, axis, -1) if same_axes else result
            if result is not None and difference(witness.pair.got, back, _SAME) is None:
                return True
    return False


def _is_of_whole(reference: Reference, witness: Witness) -> bool:
    assert witness.pair is not None
    for name, value in batches(witness.values):
        result = result_of(reference, {**witness.values, name: value.reshape(-1)})
        same_size = isinstance(result, np.ndarray) and result.size == value.size
        whole = result.reshape(value.shape) if same_size else result
        if result is not None and difference(witness.pair.got, whole, _SAME) is None:
            return True
    return False


def batches(values: Mapping[str, Any]) -> Iterator[tuple[str, np.ndarray]]:
    """The arrays of two dimensions or more."""
    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.ndim > 1:
            yield name, value


def result_of(reference: Reference, values: Mapping[str, Any]) -> Any:
    """What the reference returns; None where it refuses these values."""
    try:
        return expected_of(reference, values)
    except ValueError:
        return None
