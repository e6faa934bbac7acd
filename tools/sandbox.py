"""Running code that nobody trusts: what is asked of a sandbox, its limits, and what comes back.

The back ends are in `tools/sandboxing/`: `bubblewrap.py` (Linux with user namespaces) and `landlock.py`
(without). `isolation.py` there picks the one whose self-test passes here; where none does, nothing is run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Status = Literal["ok", "error", "timeout", "memory", "output", "refused"]
Profile = Literal["numpy", "torch"]


@dataclass(frozen=True)
class Limits:
    """How much a program may use.

    Attributes:
        seconds: of wall-clock time.
        memory_mb: resident memory of the program with all its descendants, in MiB.
        output_kb: of stdout and of stderr each, in KiB.
    """

    seconds: float = 10.0
    memory_mb: int = 1024
    output_kb: int = 256


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Program:
    """What is run: files that are copied into the sandbox, and the one that starts.

    Attributes:
        files: content by relative POSIX path.
        entry: the path of the file that is run, one of `files`.
        arguments: of the program.
        python: the interpreter, of the learner's environment or of the tutor's own.
        profile: `torch` lifts the limit on address space, which torch does not fit.
    """

    files: Mapping[str, bytes]
    entry: str
    python: Path
    arguments: tuple[str, ...] = ()
    profile: Profile = "numpy"


@dataclass(frozen=True)
class RunResult:
    """How a run ended, as it was seen from outside.

    Attributes:
        status: `ok` for exit code 0, `error` for another; else the limit that ended it; `refused` where no
            sandbox holds.
        exit_code: None where the program was ended from outside; minus the signal's number after a signal.
        stdout, stderr: decoded, and stripped of control and escape sequences.
        truncated: whether output went past the limit.
        seconds: of wall-clock time.
        peak_mb: the most resident memory seen, in MiB.
        sandbox: the name of the back end.
    """

    status: Status
    exit_code: int | None
    stdout: str
    stderr: str
    truncated: bool
    seconds: float
    peak_mb: float
    sandbox: str


@dataclass(frozen=True)
class Guard:
    """One thing that a self-test tried from inside.

    Attributes:
        name: such as `network` or `home`.
        holds: whether the attempt failed, as it should.
        detail: what was seen, in a few words; not translated.
    """

    name: str
    holds: bool
    detail: str = ""


@dataclass(frozen=True)
class SelfTest:
    """Whether a back end works on this machine.

    Attributes:
        sandbox: the back end's name.
        guards: what was tried; empty when it could not even start.
        problem: why it could not start; empty when it did.
    """

    sandbox: str
    guards: tuple[Guard, ...] = ()
    problem: str = ""

    @property
    def ok(self) -> bool:
        """It started and every guard holds."""
        return bool(self.guards) and not self.problem and all(guard.holds for guard in self.guards)


class Session(Protocol):
    """A program that stays inside and answers on two pipes of its own (file descriptors 3 in, 4 out).

    Its stdout and stderr are captured and capped like those of a run. The limits hold for the whole session.
    """

    def write(self, data: bytes, seconds: float) -> None:
        """Send all of `data`.

        Raises:
            SessionEnded: the program is gone or was ended.
            TimeoutError: it did not take the data in time.
        """

    def read(self, count: int, seconds: float) -> bytes:
        """Exactly `count` bytes of its answers.

        Raises:
            SessionEnded: the program is gone or was ended.
            TimeoutError: they did not come in time.
        """

    def stop(self) -> None:
        """End it, with everything it started, from any thread; whoever reads or writes gets SessionEnded."""

    def close(self) -> RunResult:
        """End it, with everything it started, and say how it went; may be called again."""


class SessionEnded(Exception):
    """The program of a session is no longer there."""


class Sandbox(Protocol):
    """One way of isolating a program."""

    @property
    def name(self) -> str:
        """Of the back end."""

    def run(self, program: Program, limits: Limits = DEFAULT_LIMITS, stdin: bytes = b"") -> RunResult:
        """Run a program to its end, or to the first limit it reaches.

        Raises:
            Refused: no sandbox holds on this machine; nothing was run.
        """

    def open(self, program: Program, limits: Limits = DEFAULT_LIMITS) -> Session:
        """Start a program that answers on pipes.

        Raises:
            Refused: no sandbox holds on this machine; nothing was run.
        """

    def self_test(self) -> SelfTest:
        """Try from inside, with the very command line that runs use, what must not work."""
