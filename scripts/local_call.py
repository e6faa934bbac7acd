"""Calls into a module of our own that runs in this very process, for proving exercises quickly.

Only for code that the project wrote (references, mistakes, mutants); a learner's code never comes here.
"""

import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import Any

import numpy as np

from tools.checks import Call, Called, CheckFailed, copied, difference

SECONDS = 1.0
FILE = "<submission>"


class _TooLong(BaseException):
    """The call took more than its time; code that catches Exception does not catch it."""


class LocalCall:
    """A `Call` on a namespace."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.last: Called | None = None
        self._namespace = namespace

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call it as the sandboxed worker would: on copies, within a second."""
        self.last = Called(function, copied(args), copied(kwargs))
        target = self._namespace.get(function)
        if not callable(target):
            raise CheckFailed("missing", message=function)
        given, named = copied(args), copied(kwargs)
        value = _within(SECONDS, lambda: target(*given, **named))
        changed = [str(i) for i, item in enumerate(given) if difference(item, args[i], 0) is not None]
        changed += [name for name, item in named.items() if difference(item, kwargs[name], 0) is not None]
        aliased = isinstance(value, np.ndarray) and any(
            isinstance(item, np.ndarray) and np.shares_memory(value, item)
            for item in (*given, *named.values())
        )
        self.last = Called(function, args, kwargs, copied(value), tuple(changed), aliased)
        return copied(value)


def local_calls(source: str) -> Callable[[], AbstractContextManager[Call]]:
    """What `tools.grading.checking.run_check` opens: a fresh namespace each time."""

    @contextmanager
    def opened() -> Iterator[Call]:
        namespace: dict[str, Any] = {"__name__": "submission"}
        failure: CheckFailed | None = None
        try:
            _within(SECONDS, lambda: exec(compile(source, FILE, "exec"), namespace))  # noqa: S102 - our own code
        except CheckFailed as error:
            failure = error
        yield _Broken(failure) if failure else LocalCall(namespace)

    return opened


class _Broken:
    """A `Call` on a file that could not be run."""

    last: Called | None = None

    def __init__(self, failure: CheckFailed) -> None:
        self._failure = failure

    def __call__(self, _function: str, /, *_args: Any, **_kwargs: Any) -> Any:
        raise CheckFailed("unloadable", exception=self._failure.exception, message=self._failure.message)


def _within(seconds: float, run: Callable[[], Any]) -> Any:
    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)  # again, where the first was swallowed
    try:
        with np.errstate(all="ignore"):
            return run()
    except _TooLong:
        raise CheckFailed("timeout") from None
    except Exception as error:  # noqa: BLE001 - the program may raise anything
        raise CheckFailed(
            "raised", exception=type(error).__name__, message=str(error), line=_line(error)
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _line(error: BaseException) -> int | None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    return frames[-1].lineno if frames else None


def outcomes(values: Mapping[str, Any]) -> str:
    """Case signatures on one line, for a report."""
    return "  ".join(f"{name}[{','.join(parts)}]" for name, parts in values.items())
