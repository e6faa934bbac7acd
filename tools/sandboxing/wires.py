"""The pipes between a program inside a sandbox and its supervisor outside."""

import contextlib
import fcntl
import os
from dataclasses import dataclass

_HIGH = 10  # above 3 and 4, which the launcher fills from them


@dataclass
class Pipe:
    """Its two ends; each is closed once."""

    reading: int
    writing: int

    @classmethod
    def open(cls) -> "Pipe":
        """Neither end is inherited unless it is handed down."""
        return cls(*(_lifted(end) for end in os.pipe()))

    def close_reading(self) -> None:
        """May be called again."""
        self.reading = _closed(self.reading)

    def close_writing(self) -> None:
        """May be called again."""
        self.writing = _closed(self.writing)

    def close(self) -> None:
        """Both ends."""
        self.close_reading()
        self.close_writing()


@dataclass
class Wires:
    """What joins the two sides beside stdin, stdout and stderr.

    Attributes:
        ready: written by the launcher when the program starts.
        requests, replies: of a session; they become descriptors 3 and 4 inside.
        gone: its writing end is closed when the program of a session has ended; it stays outside.
    """

    ready: Pipe
    requests: Pipe | None = None
    replies: Pipe | None = None
    gone: Pipe | None = None

    @classmethod
    def open(cls, *, session: bool = False) -> "Wires":
        """Those of a run, or of a session."""
        if not session:
            return cls(Pipe.open())
        return cls(Pipe.open(), Pipe.open(), Pipe.open(), Pipe.open())

    @property
    def inside(self) -> tuple[int, ...]:
        """The descriptors that are handed down."""
        if self.requests and self.replies:
            return (self.ready.writing, self.requests.reading, self.replies.writing)
        return (self.ready.writing,)

    @property
    def words(self) -> tuple[str, str]:
        """READY and CHANNEL, as the launcher takes them."""
        ready, *channel = self.inside
        return str(ready), ",".join(map(str, channel)) or "-"

    def close_inside(self) -> None:
        """The ends that the program has, once it has them."""
        self.ready.close_writing()
        if self.requests and self.replies:
            self.requests.close_reading()
            self.replies.close_writing()

    def note_end(self) -> None:
        """Tell the session that the program has ended."""
        self.close_inside()
        self.ready.close()
        if self.gone:
            self.gone.close_writing()

    def close(self) -> None:
        """Everything."""
        for pipe in (self.ready, self.requests, self.replies, self.gone):
            if pipe:
                pipe.close()


def _lifted(descriptor: int) -> int:
    high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    os.close(descriptor)
    return high


def _closed(descriptor: int) -> int:
    if descriptor >= 0:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    return -1
