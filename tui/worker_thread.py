"""Blocking work beside the app, one thing after another, in one thread that lives as long as the app.

Not a pool, for two reasons. Linux ends a sandbox when the thread that started it ends, and some are started
ahead for later. And quitting must not wait for a check: the thread is a daemon.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


class WorkerThread:
    """Does what it is given in the order in which it is given.

    Args:
        name: of the thread, for whoever looks at the process.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def do(self, work: Callable[[], T]) -> T:
        """What `work` gives or raises; cancelled while it waits, it is not begun."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._jobs.put((loop, done, work))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        return await done

    def _run(self) -> None:
        while True:
            loop, done, work = self._jobs.get()
            if not done.cancelled():
                _finish(loop, done, work)


def _finish(loop: asyncio.AbstractEventLoop, done: "asyncio.Future[Any]", work: Callable[[], Any]) -> None:
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - carried over to whoever waits
        _call(loop, _settle, done, None, error)
    else:
        _call(loop, _settle, done, result, None)


def _settle(done: "asyncio.Future[Any]", result: object, error: Exception | None) -> None:
    if done.done():
        return  # cancelled meanwhile
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)


def _call(loop: asyncio.AbstractEventLoop, function: Callable[..., object], *arguments: object) -> None:
    with contextlib.suppress(RuntimeError):  # the learner has quit: the loop is closed
        loop.call_soon_threadsafe(function, *arguments)
