"""Gets the tutor ready in a thread of its own while the learner types."""

import asyncio
import contextlib
import threading
from collections.abc import Callable

Say = Callable[[str], None]


class Warming:
    """Runs `warm` in a daemon thread: quitting never waits for it, since it keeps nothing half-written.

    Args:
        warm: blocking; reports its progress to the function it is given.
        heard: gets each report, in the event loop.
    """

    def __init__(self, warm: Callable[[Say], None], heard: Say) -> None:
        self._warm = warm
        self._heard = heard
        self._done: asyncio.Future[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether it has ended well."""
        done = self._done
        return done is not None and done.done() and not done.cancelled() and done.exception() is None

    def start(self) -> None:
        """Begin, or begin again after a failure; does nothing while it runs or once it has ended well."""
        if self._done is not None and (not self._done.done() or self.ready):
            return
        loop = asyncio.get_running_loop()
        self._done = loop.create_future()
        thread = threading.Thread(target=self._run, args=(loop, self._done), name="warming", daemon=True)
        thread.start()

    async def wait(self) -> None:
        """Return when ready.

        Raises:
            Exception: what `warm` raised; the next `start` tries again.
        """
        self.start()
        assert self._done is not None
        await asyncio.shield(self._done)

    def _run(self, loop: asyncio.AbstractEventLoop, done: asyncio.Future[None]) -> None:
        def call(function: Callable[..., object], *arguments: object) -> None:
            with contextlib.suppress(RuntimeError):  # the learner has quit: the loop is closed
                loop.call_soon_threadsafe(function, *arguments)

        try:
            self._warm(lambda what: call(self._heard, what))
        except Exception as error:  # noqa: BLE001 - carried over to whoever waits
            call(_fail, done, error)
        else:
            call(_finish, done)


def _finish(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _fail(done: asyncio.Future[None], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
        done.exception()  # seen: asyncio need not warn when nobody waits
