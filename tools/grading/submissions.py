"""A learner's program inside a sandbox, and calls into it from outside.

Everything that comes back is taken for data that a hostile program may have written: read with
`tools.grading.frames`, within a deadline, and judged elsewhere.
"""

import base64
import math
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from knowledge_base.errors import TutorError, WorkFailed
from tools.checks import Called, CheckFailed, Warned, copied, difference
from tools.grading.frames import HEADER, FrameError, decode, encode, frame, length, pack, unpack
from tools.grading.worker import NONCE, SECONDS
from tools.running.environments import Environment
from tools.sandbox import Limits, Profile, Program, RunResult, Sandbox, Session, SessionEnded
from tools.sandboxing.output_cleaning import clean_text
from tools.sandboxing.stopping import Stopped, stoppable

ENTRY = "run_worker.py"
LONGEST_MESSAGE = 300
MOST_SESSIONS = 4  # sandboxes that one submission may use up
_PATH = re.compile(r"(?:/[^/\s'\":,;()]+){2,}")
_GRACE = 1.0  # seconds that the keeper gets beyond a call's own, to say that it took too long


@dataclass(frozen=True)
class CallLimits:
    """How long things may take, in seconds.

    Attributes:
        call: one call of a function.
        load: running the file itself.
        start: the worker's imports.
        session: all of it; the sandbox itself ends then.
        memory_mb: of the sandbox with everything in it.
    """

    call: float = 2.0
    load: float = 5.0
    start: float = 60.0
    session: float = 3600.0
    memory_mb: int = 1024


@dataclass(frozen=True)
class Code:
    """What a learner handed in.

    Attributes:
        name: of the file.
        parts: pieces of source that run in order in one namespace; a notebook has one for each cell.
        cells: numbers of those cells; empty for a plain file.
    """

    name: str
    parts: tuple[bytes, ...]
    cells: tuple[int, ...] = ()

    @classmethod
    def of_file(cls, name: str, source: bytes | str) -> Self:
        """A plain file."""
        return cls(name, (source if isinstance(source, bytes) else source.encode("utf-8", "replace"),))

    @classmethod
    def of_cells(cls, name: str, cells: Mapping[int, str]) -> Self:
        """The code cells of a notebook by number, as `tools.running.notebooks.read_cells` gives them."""
        return cls(name, tuple(code.encode("utf-8", "replace") for code in cells.values()), tuple(cells))

    @property
    def text(self) -> str:
        """All of it as one source; the line numbers of findings and failures are of this."""
        import io
        import tokenize

        def decoded(part: bytes) -> str:
            try:
                encoding = tokenize.detect_encoding(io.BytesIO(part).readline)[0]
                return part.decode(encoding)
            except (SyntaxError, LookupError, UnicodeDecodeError):
                return part.decode("utf-8-sig", "replace")

        return "\n".join(decoded(part) for part in self.parts)

    def place(self, line: int) -> tuple[int | None, int]:
        """The cell (None in a plain file) and the line in it of a line of `text`."""
        for index, start in reversed(list(enumerate(self._starts()))):
            if self.cells and line > start:
                return self.cells[index], line - start
        return None, line

    def message(self) -> dict[str, Any]:
        """As the worker takes it."""
        coded = [base64.b64encode(part).decode("ascii") for part in self.parts]
        return {"file": self.name, "parts": [list(pair) for pair in zip(self._starts(), coded, strict=True)]}

    def _starts(self) -> list[int]:
        starts, line = [], 0
        for part in self.parts:
            starts.append(line)
            line += part.count(b"\n") + 1
        return starts


class WarmSandboxes:
    """Sandboxes with a worker in them, one of them always started ahead, so that a grade need not wait.

    Safe to use from several threads.

    Args:
        sandbox: the back end.
        python: the learner's interpreter.
        profile: of the sandbox's limits.
        limits: of each.
        preload: modules that the worker imports ahead.
        ahead: whether one is kept ready; without, each is started when it is asked for.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        python: Path,
        profile: Profile = "numpy",
        limits: CallLimits = CallLimits(),
        ahead: bool = True,
        preload: Sequence[str] = ("numpy",),
    ) -> None:
        self.limits = limits
        self._sandbox = sandbox
        self._ahead = ahead
        self._waiting: tuple[Session, float] | None = None
        self._lock = threading.Lock()  # a session must never be taken twice
        self._closed = False
        # less than the sandbox has: the program gets a MemoryError with its line before the sandbox ends
        spare = 0 if profile == "torch" else limits.memory_mb * 3 // 4
        self._program = Program(worker_files(), ENTRY, python, (",".join(preload), str(spare)), profile)

    @classmethod
    def of(cls, sandbox: Sandbox, environment: Environment, ahead: bool = True) -> Self:
        """Those of one of the learner's environments, with the memory that its packages need."""
        limits = CallLimits(memory_mb=max(environment.memory_mb, CallLimits.memory_mb))
        return cls(sandbox, environment.python, environment.profile, limits, ahead, environment.preload)

    def warm(self) -> None:
        """Start one ahead, if none is waiting."""
        with self._lock:
            self._start_ahead()

    def take(self) -> Session:
        """A session that nobody else has had; the next is started.

        Raises:
            Refused: no sandbox holds on this machine.
            Stopped: the work that asks was stopped.
        """
        stoppable(_nothing)
        with self._lock:
            session = self._take_waiting() or self._open()
        if self._ahead:
            threading.Thread(target=self._warm_quietly, daemon=True).start()
        try:
            stoppable(session.stop)
        except Stopped:
            session.close()
            raise
        return session

    def close(self) -> None:
        """End the one that waits; may be called again."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting[0].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _warm_quietly(self) -> None:
        """Start one ahead beside the work that took the last; what is wrong is said to whoever takes it."""
        with suppress(TutorError, OSError):
            self.warm()

    def _start_ahead(self) -> None:
        if self._waiting is None and not self._closed:
            self._waiting = self._open(), time.monotonic()

    def _take_waiting(self) -> Session | None:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return None
        session, since = waiting
        if time.monotonic() - since < self.limits.session / 2:
            return session
        session.close()
        return None

    def _open(self) -> Session:
        return self._sandbox.open(self._program, Limits(self.limits.session, self.limits.memory_mb))


@contextmanager
def open_submission(sandboxes: WarmSandboxes, code: Code) -> Iterator["Submission"]:
    """A learner's program in a sandbox of its own, ended afterwards.

    Raises:
        Refused: no sandbox holds on this machine.
    """
    submission = Submission(sandboxes, code)
    try:
        yield submission
    finally:
        submission.close()


@cache
def worker_files() -> dict[str, bytes]:
    """What runs inside, by its path there. Nothing of it is secret."""
    folder = Path(__file__).parent
    files = {
        f"tools/grading/{name}.py": (folder / f"{name}.py").read_bytes() for name in ("frames", "worker")
    }
    entry = b"import sys\n\nfrom tools.grading.worker import main\n\nmain(*sys.argv[1:])\n"
    packages = {"tools/__init__.py": b"", "tools/grading/__init__.py": b""}
    return {**files, **packages, ENTRY: entry}


class Lost(Exception):
    """The sandbox is gone; says how in a word: `memory`, `output`, `timeout` or `ended`."""


@dataclass
class Submission:
    """Calls into a learner's program.

    Attributes:
        timeouts: how many calls took too long so far.
        functions: names that the program was found to define, once it was loaded (a hint).
        broken_cell: why a cell of a notebook failed; what the cells before it define can be called.
    """

    sandboxes: WarmSandboxes
    code: Code
    timeouts: int = 0
    functions: tuple[str, ...] = ()
    broken_cell: CheckFailed | None = None
    _session: Session | None = None
    _used: int = 0
    _ended: list[RunResult] = field(default_factory=list)

    @contextmanager
    def open_call(self, trace: bool = False) -> Iterator["RemoteCall"]:
        """Calls into a fresh process that has loaded the program, as `checking.run_check` takes them.

        Args:
            trace: whether `Called.lines` is filled; loops become slow.
        """
        yield RemoteCall(self, trace)

    def load(self) -> CheckFailed | None:
        """Start a fresh process and load the program; how that failed, or None."""
        limits = self.sandboxes.limits
        letter, payload = self.ask(b"S", SECONDS.pack(limits.load), limits.load)
        if letter == b"T":
            self.timeouts += 1
            return CheckFailed("timeout", message="load")
        if letter == b"D":
            return CheckFailed("crashed", message=payload.decode("ascii", "replace"))
        return self._loaded(payload)

    def _loaded(self, payload: bytes) -> CheckFailed | None:
        try:
            report = unpack(payload[NONCE:])
        except FrameError:
            return CheckFailed("unreadable", message="load")
        names = report.get("functions")
        self.functions = tuple(map(_name, names))[:200] if isinstance(names, list) else ()
        said = report.get("failure")
        failure = failed(said, "unloadable") if isinstance(said, dict) else None
        if self.code.cells:
            self.broken_cell, failure = failure, None
        return failure

    def ask(self, letter: bytes, payload: bytes, seconds: float) -> tuple[bytes, bytes]:
        """Ask the keeper, within a deadline.

        Returns:
            `A` with the child's answer to this very question, `T`, `D` with the exit code, or `?` where what
            came is no answer.

        Raises:
            Lost: the sandbox ended, or did not answer and was ended.
            WorkFailed: the worker did not even start.
        """
        session = self._ready()
        nonce = secrets.token_bytes(NONCE)
        try:
            session.write(frame(letter + nonce + payload), seconds + _GRACE)
            body = _read_frame(session, seconds + _GRACE)
        except (SessionEnded, TimeoutError, FrameError) as error:
            raise Lost(self._end()) from error
        if len(body) < 1 + NONCE or body[1 : 1 + NONCE] != nonce:
            raise Lost(self._end())
        return (
            _answer_to(nonce, body) if body[:1] == b"A" and letter == b"C" else (body[:1], body[1 + NONCE :])
        )

    def close(self) -> None:
        """End the sandbox; may be called again."""
        self._end()

    @property
    def exhausted(self) -> bool:
        """Whether it has used up its sandboxes."""
        return self._session is None and self._used >= MOST_SESSIONS

    @property
    def printed(self) -> str:
        """What the program printed, of the sandboxes that have ended; cleaned."""
        return "".join(result.stdout for result in self._ended)

    def _ready(self) -> Session:
        if self._session is None:
            if self._used >= MOST_SESSIONS:
                raise Lost("ended")
            self._used += 1
            self._session = self.sandboxes.take()
            self._greet(self._session)
        return self._session

    def _greet(self, session: Session) -> None:
        program = frame(b"L" + bytes(NONCE) + pack(self.code.message())[HEADER.size :])
        try:
            _read_frame(session, self.sandboxes.limits.start)
            session.write(program, 10.0)
            _read_frame(session, 10.0)
        except (SessionEnded, TimeoutError, FrameError) as error:
            self._end()
            raise self._never_started() from error

    def _never_started(self) -> WorkFailed:
        """Nothing of the learner's has run by then, so it is not to blame."""
        said = self._ended[-1].stderr.strip().splitlines() if self._ended else []
        return WorkFailed(
            "Python did not start in the sandbox, so your program could not be checked: {problem}",
            hint="Try again; if it happens again, see what is wrong with: tutor doctor",
            problem=said[-1][:LONGEST_MESSAGE] if said else "?",
        )

    def _end(self) -> str:
        session, self._session = self._session, None
        if session is None:
            return "ended"
        result = session.close()
        self._ended.append(result)
        return result.status if result.status in ("memory", "output", "timeout") else "ended"


class RemoteCall:
    """See `tools.checks.Call`.

    Args:
        submission: that is called.
        trace: see `Submission.open_call`.
    """

    def __init__(self, submission: Submission, trace: bool = False) -> None:
        self.last: Called | None = None
        self._submission = submission
        self._trace = trace
        self._loaded = False
        self._broken: CheckFailed | None = None

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """See `tools.checks.Call`."""
        self.last = Called(function, copied(args), copied(kwargs))
        try:
            return self._call(function, args, kwargs)
        except Lost as lost:
            self._loaded = False
            raise CheckFailed("crashed", message=str(lost)) from None

    def _call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        request = self._request(function, args, kwargs)
        self._load()
        seconds = self._submission.sandboxes.limits.call
        letter, payload = self._submission.ask(b"C", SECONDS.pack(seconds) + request, seconds)
        if letter == b"A":
            return self._value(payload)
        self._loaded = letter == b"?"
        if letter == b"T":
            self._submission.timeouts += 1
            raise CheckFailed("timeout")
        if letter == b"D":
            raise CheckFailed("crashed", message=payload.decode("ascii", "replace")[:20])
        raise CheckFailed("unreadable")

    def _request(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
        message = {
            "function": function,
            "args": [encode(value) for value in args],
            "kwargs": {name: encode(value) for name, value in kwargs.items()},
            "trace": self._trace,
        }
        return pack(message)[HEADER.size :]

    def _load(self) -> None:
        if self._broken is None and not self._loaded:
            self._broken = self._submission.load()
            self._loaded = True
        if self._broken is not None:
            raise self._broken

    def _value(self, payload: bytes) -> Any:
        try:
            answer = unpack(payload)
            self._note(answer)
            if answer.get("kind") != "returned":
                raise failed(answer, _kind(answer))
            value = decode(answer.get("value"))
        except FrameError as error:
            raise CheckFailed("unreadable", message=str(error)) from None
        assert self.last is not None
        self.last = replace(self.last, returned=copied(value))
        return value

    def _note(self, answer: dict[str, Any]) -> None:
        """Keep what the inside says about the call beside its value; anything odd in it is left out."""
        assert self.last is not None
        self.last = replace(
            self.last,
            mutated=() if answer.get("kind") == "missing" else _mutated(self.last, answer.get("after")),
            aliased=answer.get("aliased") is True,
            seconds=_seconds(answer.get("seconds")),
            warnings=_warnings(answer.get("warnings")),
            lines=frozenset(filter(None, map(_line, _listed(answer.get("lines"))))),
        )


def failed(answer: Mapping[str, Any], kind: Any) -> CheckFailed:
    """What a child says went wrong, as text that is safe to show."""
    exception, message = answer.get("exception", ""), answer.get("message", "")
    return CheckFailed(
        kind, exception=_name(exception), message=safe_message(message), line=_line(answer.get("line"))
    )


def safe_message(message: Any) -> str:
    """A message from inside: no control characters, no paths, not long."""
    if not isinstance(message, str):
        return ""
    text = clean_text(message[: 4 * LONGEST_MESSAGE].encode("utf-8", "replace").decode())
    text = _PATH.sub(lambda found: found[0].rsplit("/", 1)[-1], text)
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}…"


def _nothing() -> None:
    """Nothing was started yet."""


def _read_frame(session: Session, seconds: float) -> bytes:
    deadline = time.monotonic() + seconds
    count = length(session.read(HEADER.size, seconds))
    return session.read(count, max(0.0, deadline - time.monotonic()))


def _answer_to(nonce: bytes, body: bytes) -> tuple[bytes, bytes]:
    """What a child answered, if it is to this question and not said ahead of it."""
    theirs, payload = body[1 + NONCE : 1 + 2 * NONCE], body[1 + 2 * NONCE :]
    return (b"A", payload) if theirs == nonce else (b"?", b"")


def _kind(answer: Mapping[str, Any]) -> Any:
    kind = answer.get("kind")
    return kind if kind in ("raised", "missing") else "unreadable"


def _mutated(called: Called, after: Any) -> tuple[str, ...]:
    """Names or positions of the arguments that differ afterwards; all of them where that is not told."""
    names = [*map(str, range(len(called.args))), *called.kwargs]
    before = [*called.args, *called.kwargs.values()]
    if not isinstance(after, list) or len(after) != len(before):
        return tuple(names)
    return tuple(
        name for name, was, coded in zip(names, before, after, strict=True) if not _is_same(coded, was)
    )


def _is_same(coded: Any, was: Any) -> bool:
    with suppress(FrameError):
        return difference(decode(coded), was, 0) is None
    return False


def _listed(value: Any) -> list[Any]:
    return value[:10_000] if isinstance(value, list) else []


def _warnings(value: Any) -> tuple[Warned, ...]:
    entries = [entry for entry in _listed(value)[:20] if isinstance(entry, list) and len(entry) == 3]
    return tuple(Warned(_name(entry[0]), safe_message(entry[1]), _line(entry[2])) for entry in entries)


def _line(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 1_000_000 else None


def _seconds(value: Any) -> float:
    return float(value) if type(value) is float and math.isfinite(value) and value >= 0 else 0.0


def _name(value: Any) -> str:
    """A Python name, cut short; empty where it is none."""
    return value if isinstance(value, str) and value.isidentifier() and len(value) <= 80 else ""
