"""Ending from another thread what a thread has started in sandboxes: the learner cancels, nothing goes on.

Work that runs inside `Stopper.run` tells, with `stoppable`, how each thing that it starts is ended.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


class Stopped(BaseException):
    """The work was stopped from outside. No Exception, so that no check takes it for a failing program."""


class Stopper:
    """Ends a piece of work; for one piece."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[Callable[[], object]] = []
        self._stopped = False

    def run(self, work: Callable[[], T]) -> T:
        """Do the work in this thread.

        Raises:
            Stopped: `stop` was called meanwhile.
        """
        token = _CURRENT.set(self)
        try:
            return work()
        finally:
            _CURRENT.reset(token)

    def stop(self) -> None:
        """End what the work has started, and let it start nothing more; from any thread, at once."""
        with self._lock:
            self._stopped = True
            ends, self._ends = self._ends, []
        for end in ends:
            end()

    def add(self, end: Callable[[], object]) -> None:
        """See `stoppable`."""
        with self._lock:
            if not self._stopped:
                self._ends.append(end)
                return
        end()
        raise Stopped


def stoppable(end: Callable[[], object]) -> None:
    """Have `end` called when the work of this thread is stopped.

    Raises:
        Stopped: it was already; `end` was called.
    """
    if (stopper := _CURRENT.get()) is not None:
        stopper.add(end)


_CURRENT: ContextVar[Stopper | None] = ContextVar("_CURRENT", default=None)
