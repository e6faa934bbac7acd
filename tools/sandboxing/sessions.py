"""A sandboxed program that answers on pipes: bytes in and out with deadlines."""

import contextlib
import os
import select
import time

from tools.sandbox import RunResult, SessionEnded
from tools.sandboxing.supervisor import CHUNK, LAST_WORDS_SECONDS, Supervised
from tools.sandboxing.wires import Wires


class SupervisedSession:
    """A session over a supervised program; for one thread at a time.

    Args:
        supervised: the program; it has started.
        wires: those of a session.
    """

    def __init__(self, supervised: Supervised, wires: Wires) -> None:
        assert wires.requests is not None
        assert wires.replies is not None
        assert wires.gone is not None
        self._supervised, self._wires = supervised, wires
        self._requests, self._replies, self._gone = wires.requests, wires.replies, wires.gone
        os.set_blocking(self._requests.writing, False)
        os.set_blocking(self._replies.reading, False)
        self._buffer = bytearray()
        self._over = False  # its end of the answers is closed: nothing more will come

    def write(self, data: bytes, seconds: float) -> None:
        """Send all of `data`; see `tools.sandbox.Session`.

        Raises:
            SessionEnded: the program is gone or was ended.
            TimeoutError: it did not take the data in time.
        """
        deadline = time.monotonic() + seconds
        left = memoryview(data)
        while left:
            self._wait(self._requests.writing, select.POLLOUT, deadline)
            try:
                left = left[os.write(self._requests.writing, left[:CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as problem:
                raise SessionEnded("the program does not listen any more") from problem

    def read(self, count: int, seconds: float) -> bytes:
        """Exactly `count` bytes of its answers; what came too early is kept.

        Raises:
            SessionEnded: the program is gone or was ended.
            TimeoutError: they did not come in time.
        """
        deadline = time.monotonic() + seconds
        while len(self._buffer) < count:
            ended = self._wait(self._replies.reading, select.POLLIN, deadline)
            if not self._take(count - len(self._buffer)) and ended:
                self._over = True
                raise SessionEnded("the program has ended")
        answer = bytes(self._buffer[:count])
        del self._buffer[:count]
        return answer

    def stop(self) -> None:
        """End it, with everything it started, from any thread; it is still to be closed."""
        self._supervised.stop()

    def close(self) -> RunResult:
        """End it, with everything it started, and say how it went; may be called again.

        A program that was still there is `ok` without an exit code.
        """
        if self._over:
            self._supervised.wait(LAST_WORDS_SECONDS)  # so that its exit code is known
        self._supervised.stop()
        result = self._supervised.result()
        self._wires.close()
        return result

    def __enter__(self) -> "SupervisedSession":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, descriptor: int, event: int, deadline: float) -> bool:
        """Wait for a pipe; whether the program has ended.

        Raises:
            SessionEnded: the session was closed.
            TimeoutError: the deadline passed.
        """
        gone = self._gone.reading
        if self._over or descriptor < 0 or gone < 0:
            raise SessionEnded("the program has ended, or the session is closed")
        poll = select.poll()
        poll.register(descriptor, event)
        poll.register(gone, 0)  # its other end is closed when the program ends
        happened = dict(poll.poll(max(0.0, 1000 * (deadline - time.monotonic()))))
        if not happened:
            raise TimeoutError
        if gone in happened and event == select.POLLOUT:
            raise SessionEnded("the program has ended")
        return gone in happened or bool(happened[descriptor] & ~event)

    def _take(self, count: int) -> int:
        """Read what is there, at most so much; how much it was."""
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(self._replies.reading, min(count, CHUNK))
            self._buffer += chunk
            return len(chunk)
        return 0
