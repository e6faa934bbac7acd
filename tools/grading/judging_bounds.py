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
AGAIN_SECONDS = 0.5
_lock = threading.Lock()
_bounding = 0
_before: tuple[int, int] | None = None


class TooLong(BaseException):
    """Judging took longer than its case may; code that catches Exception does not catch it."""


@contextlib.contextmanager
def interrupted_at(deadline: float) -> Iterator[None]:
    """Raise `TooLong` in this thread when `deadline` of `time.monotonic` passes within the block.

    It is raised again for as long as the block goes on: code that is called back may lose the first one.
    """
    watch = _Watch(threading.get_ident(), deadline)
    threading.Thread(target=watch.run, daemon=True).start()
    try:
        yield
    finally:
        while not watch.is_over:
            try:  # noqa: SIM105 - making a context manager could be interrupted as well
                watch.end()
            except TooLong:
                pass
        try:
            for _ in range(3):  # one that was raised and not delivered yet is delivered here
                pass
        except TooLong:
            pass


class _Watch:
    """Interrupts a thread from a deadline on, until it is over."""

    def __init__(self, thread: int, deadline: float) -> None:
        self.is_over = False
        self._thread = thread
        self._deadline = deadline
        self._guard = threading.Lock()
        self._wake = threading.Event()

    def run(self) -> None:
        """Wait and interrupt."""
        waiting = max(0.0, self._deadline - time.monotonic())
        while not self._wake.wait(waiting):
            with self._guard:
                if self.is_over:
                    return
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(TooLong)
                )
            waiting = AGAIN_SECONDS

    def end(self) -> None:
        """Nothing is raised any more; what was raised just before may still come."""
        with self._guard:
            self.is_over = True
        self._wake.set()


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
