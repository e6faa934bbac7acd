"""What an author writes the hidden checks of an exercise with (docs/exercise-format.md).

A check is a function that runs outside the sandbox. It asks for values with `call("softmax", logits)`, which
runs the learner's function inside, and says with `same` or `require` what must hold. Nothing but the
arguments of calls goes in, and nothing but values comes back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from knowledge_base.course_fields import Text

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

FailureKind = Literal[
    "value",  # a wrong number, text or element
    "shape",  # an array of another shape, a list of another length
    "dtype",  # an array of another dtype
    "type",  # a value of another type
    "nonfinite",  # NaN or infinity where there should be a number
    "mutated",  # an argument was changed
    "property",  # something that must hold does not
    "raised",  # the function raised
    "missing",  # there is no such function
    "unloadable",  # the file could not be run
    "timeout",  # the call took too long
    "crashed",  # the process died, by itself or at a limit
    "unreadable",  # what came back is no value that can be read
]
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Warned:
    """A warning that a call gave, such as numpy's overflow.

    Attributes:
        category: name of its class.
        message: its words.
        line: of the learner's file, from 1, where that is known.
    """

    category: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Called:
    """One call and what came of it, as it was seen from outside.

    Attributes:
        function: its name.
        args, kwargs: what it was given, as before the call.
        returned: its value; None where it failed.
        mutated: names or positions of arguments that were different afterwards (said by the inside: a hint).
        aliased: whether the value shares memory with an argument (said by the inside: a hint).
        seconds: that the call took (said by the inside: a hint).
        warnings: that it gave (said by the inside: a hint).
        lines: of the learner's file that it executed, where the call was traced (a hint as well).
    """

    function: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    returned: Any = None
    mutated: tuple[str, ...] = ()
    aliased: bool = False
    seconds: float = 0.0
    warnings: tuple[Warned, ...] = ()
    lines: frozenset[int] = frozenset()


class Call(Protocol):
    """Runs a function of the learner's with values, and gives its value back."""

    @property
    def last(self) -> Called | None:
        """The latest call, finished or failed."""

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """The function's value.

        Raises:
            CheckFailed: it raised, is missing, took too long, crashed or returned what is no value.
        """


class CheckFailed(Exception):
    """A check does not hold.

    Args:
        kind: of the failure; `exception` is the name of what was raised.
        expected: what should have come back, where that is known.
        got: what came back.
        note: what must hold, in words, where a value does not say it.
        line: of the learner's file where it was raised, from 1.
    """

    def __init__(
        self,
        kind: FailureKind,
        *,
        expected: Any = None,
        got: Any = None,
        note: Text | None = None,
        exception: str = "",
        message: str = "",
        line: int | None = None,
    ) -> None:
        super().__init__(kind, exception, message)
        self.kind = kind
        self.expected = expected
        self.got = got
        self.note = note
        self.exception = exception
        self.message = message
        self.line = line

    @property
    def signature(self) -> str:
        """The kind, with the exception's name where one was raised."""
        return f"{self.kind}:{self.exception}" if self.exception else self.kind


@dataclass(frozen=True)
class Example:
    """Fixed arguments of a check: an edge case that chance would miss.

    Attributes:
        values: by the names of the check's `given`, or of its parameters.
        visible: whether the learner gets it as a test to run; only where the check compares one call.
    """

    values: Mapping[str, Any]
    visible: bool = False


Body = Callable[..., None]


@dataclass(frozen=True)
class Check:
    """One thing that must hold of a submission.

    Attributes:
        title: what it is, as the learner reads it; it must not give the solution away.
        body: called with a `Call` and one value for each name.
        given: strategies by name; empty where the examples are all there is.
        examples: tried first, in order.
        draws: how many inputs are drawn.
        reference: what it compares the function of the same name with, and the tolerance; None where the body
            does more than that.
        function: the one that it is about, where its title would not tell.
    """

    title: Text
    body: Body
    given: Mapping[str, "SearchStrategy[Any]"] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    draws: int = 30
    reference: Callable[..., Any] | None = None
    tolerance: float = TOLERANCE
    function: str = ""


@dataclass(frozen=True)
class Growth:
    """How the time of a function should grow; measured for the critique and never part of the verdict.

    Attributes:
        function: its name.
        inputs: the arguments for a size.
        sizes: increasing, the largest taking the reference well under a second.
        exponent: the slope of log time over log size that a good solution has at most.
        why: what a larger one means.
    """

    function: str
    inputs: Callable[[int], tuple[Any, ...]]
    sizes: tuple[int, ...]
    exponent: float
    why: Text


def example(visible: bool = False, /, **values: Any) -> Example:
    """Fixed arguments; `example(True, logits=...)` is also given to the learner as a test."""
    return Example(values, visible)


def check(
    es: str,
    en: str,
    given: Mapping[str, "SearchStrategy[Any]"] | None = None,
    examples: Sequence[Example] = (),
    draws: int = 30,
) -> Callable[[Body], Check]:
    """Make a check of a function `body(call, **values)`; the name it is bound to is its id."""

    def made(body: Body) -> Check:
        return Check(Text(es=es, en=en), body, given or {}, tuple(examples), draws)

    return made


def agrees(
    reference: Callable[..., Any],
    es: str,
    en: str,
    given: Mapping[str, "SearchStrategy[Any]"] | None = None,
    examples: Sequence[Example] = (),
    draws: int = 30,
    tolerance: float = TOLERANCE,
) -> Check:
    """The function of the same name returns what the reference returns, for named arguments."""
    name = reference.__name__

    def body(call: Call, **values: Any) -> None:
        expected = reference(**{key: copied(value) for key, value in values.items()})
        same(call(name, **values), expected, tolerance)

    return Check(Text(es=es, en=en), body, given or {}, tuple(examples), draws, reference, tolerance)


def leaves_arguments_alone(
    function: str,
    given: Mapping[str, "SearchStrategy[Any]"] | None = None,
    examples: Sequence[Example] = (),
    draws: int = 10,
) -> Check:
    """The function does not change what it is given."""

    def body(call: Call, **values: Any) -> None:
        call(function, **values)
        if call.last is not None and call.last.mutated:
            raise CheckFailed("mutated", got=call.last.mutated)

    title = Text(es="No modifica los argumentos que recibe", en="Leaves its arguments as they were")
    return Check(title, body, given or {}, tuple(examples), draws, function=function)


def require(holds: bool | np.bool_, es: str, en: str, got: Any = None) -> None:
    """Something that must hold, said in words.

    Raises:
        CheckFailed: it does not.
    """
    if not holds:
        raise CheckFailed("property", got=got, note=Text(es=es, en=en))


def same(got: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    """The value is the expected one: same type, dtype, shape and finiteness, then numbers within tolerance.

    Args:
        tolerance: absolute, and relative to the expected number.

    Raises:
        CheckFailed: it is not, with the first of these that differs.
    """
    kind = difference(got, expected, tolerance)
    if kind is not None:
        raise CheckFailed(kind, expected=expected, got=got)


def difference(got: Any, expected: Any, tolerance: float = TOLERANCE) -> FailureKind | None:
    """The first way in which two values differ, or None."""
    if isinstance(expected, np.ndarray):
        return _array_difference(got, expected, tolerance)
    if _is_number(expected):
        return _number_difference(got, expected, tolerance)
    if isinstance(expected, str) and isinstance(got, str):  # NumPy's texts are texts
        return None if str(got) == expected else "value"
    if type(got) is not type(expected):
        return "type"
    if isinstance(expected, dict):
        if got.keys() != expected.keys():
            return "value"
        return _first(difference(got[key], expected[key], tolerance) for key in expected)
    if isinstance(expected, (list, tuple)):
        if len(got) != len(expected):
            return "shape"
        return _first(difference(a, b, tolerance) for a, b in zip(got, expected, strict=True))
    return None if got == expected else "value"


def differing_part(got: Any, expected: Any, tolerance: float = TOLERANCE) -> tuple[str, Any, Any]:
    """The innermost part in which two values differ first: its place, such as `[0]`, and what is there."""
    if (
        type(got) is type(expected)
        and isinstance(expected, (dict, list, tuple))
        and len(got) == len(expected)
    ):
        keys = list(expected) if isinstance(expected, dict) else list(range(len(expected)))
        for key in keys:
            if isinstance(expected, dict) and key not in got:
                break
            if difference(got[key], expected[key], tolerance) is not None:
                place, mine, theirs = differing_part(got[key], expected[key], tolerance)
                return f"[{key!r}]{place}", mine, theirs
    return "", got, expected


def copied(value: Any) -> Any:
    """A value that shares nothing with the first."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(copied(item) for item in value)
    return value


def _first(found: Any) -> FailureKind | None:
    return next((kind for kind in found if kind is not None), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def _array_difference(got: Any, expected: np.ndarray, tolerance: float) -> FailureKind | None:
    if not isinstance(got, np.ndarray):
        return "type"
    if got.shape != expected.shape:
        return "shape"
    if got.dtype != expected.dtype:
        return "dtype"
    if expected.dtype.kind not in "fc":
        return None if np.array_equal(got, expected) else "value"
    if not np.array_equal(np.isfinite(got), np.isfinite(expected)):
        return "nonfinite" if np.isfinite(expected).all() else "value"
    close = np.allclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    return None if close else "value"


def _number_difference(got: Any, expected: Any, tolerance: float) -> FailureKind | None:
    if not _is_number(got) or _is_whole(got) != _is_whole(expected):
        return "type"
    if _is_whole(expected):
        return None if got == expected else "value"
    if np.isfinite(expected) and not np.isfinite(got):
        return "nonfinite"
    close = np.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    return None if close else "value"


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer))
