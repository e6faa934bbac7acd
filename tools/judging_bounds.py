"""Limits on judging: what a program answers can be large or odd, and must not fill or hang the tutor.

A check may broadcast two values that came back, or loop as often as a number says. So a case has an end,
after which its thread is interrupted, and while large values are about, the process may not grow by much.
"""

import contextlib
import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

FEW = 4096  # elements that came back in one body; all pairs of them still fit in memory easily
SPARE_BYTES = 1 << 30  # that the process may grow by while a body has more than that
_lock = threading.Lock()
_bounding = 0
_before: tuple[int, int] | None = None


class TooLong(BaseException):
    """Judging took longer than its case may; code that catches Exception does not catch it."""


@contextlib.contextmanager
def interrupted_at(deadline: float) -> Iterator[None]:
    """Raise `TooLong` in this thread when `deadline` of `time.monotonic` passes within the block."""
    thread = threading.get_ident()
    guard = threading.Lock()
    over: list[str] = []

    def interrupt() -> None:
        with guard:
            if not over:
                over.append("fired")
                _raise_in(thread, TooLong)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with guard:
            if over:
                _raise_in(thread, None)  # it may not have been delivered yet
            over.append("left")
        timer.cancel()


def weight(value: Any) -> int:
    """About how many elements a value has, or how often a whole number would make a check loop."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, (list, tuple)):
        return 1 + sum(map(weight, value))
    if isinstance(value, dict):
        return 1 + sum(map(weight, value.values()))
    if isinstance(value, (int, np.integer)):
        return min(abs(int(value)), FEW * FEW)
    return len(value) if isinstance(value, (str, bytes)) else 1


def bound_memory() -> Callable[[], None]:
    """Let the process take little more memory than it has; the result lifts that again."""
    _change(1)
    return lambda: _change(-1)


def _change(step: int) -> None:
    global _bounding, _before
    if sys.platform != "linux":
        return
    import resource

    with _lock:
        _bounding += step
        if _bounding == 1 and step == 1:
            _before = resource.getrlimit(resource.RLIMIT_AS)
            _set_limit(_taken_bytes() + SPARE_BYTES, _before)
        elif _bounding == 0 and _before is not None:
            resource.setrlimit(resource.RLIMIT_AS, _before)


def _set_limit(wanted: int, before: tuple[int, int]) -> None:
    import resource

    soft, hard = before
    least = min(limit for limit in (wanted, soft, hard) if limit >= 0)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))


def _taken_bytes() -> int:
    import os
    from pathlib import Path

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(kind) if kind is not None else None
    )
