"""Runs inside the sandbox: answers the grader's calls with what the learner's code does. Nothing trusts it.

The keeper imports what is slow, takes the program and forks a child for each case. It never runs the
learner's code and never looks into what a child says: it passes frames on, and ends a child that takes too
long. The child loads the program and calls its functions. Both are in the learner's reach, so all that they
say is only data for the grader outside, who decides.

Between grader and keeper (descriptors 3 and 4) a frame is one letter, a nonce and a payload:
    L program; S seconds: start a case; C seconds, request: call   →   R ready; K taken; A the child's answer;
    T it took too long; D it died, with the exit code.
Between keeper and child a frame is a nonce and a message of JSON.
"""

import base64
import contextlib
import ctypes
import gc
import importlib
import io
import linecache
import os
import resource
import select
import signal
import struct
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from tools.grading.frames import (
    HEADER,
    LARGEST_FRAME,
    FrameError,
    decode,
    encode,
    frame,
    length,
    pack,
    unpack,
)

REQUESTS, REPLIES = 3, 4
NONCE = 16
SECONDS = struct.Struct("!d")
MODULE = "submission"
LARGEST_ANSWER = LARGEST_FRAME - 64  # with nonces and a letter it still fits a frame
MOST_PRINTED = 4096  # bytes that a case prints, before what comes is dropped
MOST_WARNINGS = 20
MOST_TRACED = 50_000  # line events of a call
LONGEST_MESSAGE = 500
_PR_SET_CHILD_SUBREAPER, _PR_SET_DUMPABLE = 36, 4
_LOOK_SECONDS = 0.05  # between two looks whether a child is still there


def main(modules: str, memory_mb: str) -> None:
    """Serve until the grader goes away.

    Args:
        modules: names that are imported now, with commas between.
        memory_mb: of address space that a child may take beyond what is taken now; 0 for no limit.
    """
    _shut_the_doors()
    for name in filter(None, modules.split(",")):
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.split(".")[0] == "tools"]:
        del sys.modules[name]
    with contextlib.suppress(ValueError):
        sys.path.remove(str(Path(__file__).parents[2]))
    gc.freeze()
    Keeper(REQUESTS, REPLIES, int(memory_mb)).serve()


def _shut_the_doors() -> None:
    """Keep children from reading and writing this process by way of /proc, and adopt their orphans."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Child:
    """A process of one case, as the keeper sees it."""

    def __init__(self, pid: int, requests: int, replies: int) -> None:
        self.pid = pid
        self.requests = requests
        self.replies = replies
        self.exit_code: int | None = None
        for descriptor in (requests, replies):
            os.set_blocking(descriptor, False)

    def is_gone(self) -> bool:
        """Whether it has ended; its exit code is known then."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def end(self) -> None:
        """End it with everything that it started.

        Raises:
            PermissionError: this sandbox lets nobody signal another process.
        """
        os.close(self.requests)
        os.close(self.replies)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if not self.is_gone():
            self._kill()
        end_orphans()

    def _kill(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
        except PermissionError:
            if not self.goes_within(0.5):  # by itself, because nothing more will come
                raise
        else:
            os.waitpid(self.pid, 0)

    def goes_within(self, seconds: float) -> bool:
        """Whether it has ended, now or soon."""
        patience = time.monotonic() + seconds
        while not self.is_gone() and time.monotonic() < patience:
            time.sleep(0.005)
        return self.is_gone()


class Keeper:
    """Passes frames between the grader and the child of the present case.

    Args:
        requests, replies: descriptors.
        memory_mb: see `main`.
    """

    def __init__(self, requests: int, replies: int, memory_mb: int) -> None:
        self._requests = requests
        self._replies = replies
        self._memory_mb = memory_mb
        self._program: dict[str, Any] = {}
        self._child: Child | None = None

    def serve(self) -> None:
        """Answer until the requests end."""
        self._say(b"R", bytes(NONCE))
        while body := self._next():
            letter, nonce, payload = body[:1], body[1 : 1 + NONCE], body[1 + NONCE :]
            if letter == b"L":
                self._program = unpack(payload)
                self._say(b"K", nonce)
                continue
            (seconds,) = SECONDS.unpack_from(payload)
            deadline = time.monotonic() + seconds
            if letter == b"S":
                self._start()
                self._relay(nonce, b"", deadline)
            else:
                self._relay(nonce, frame(nonce + payload[SECONDS.size :]), deadline)

    def _start(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = start_child(self._program, (self._requests, self._replies), self._memory_mb)

    def _relay(self, nonce: bytes, request: bytes, deadline: float) -> None:
        child = self._child
        if child is None:
            self._say(b"D", nonce, b"null")
            return
        try:
            answer = exchange(child, request, deadline)
        except TimeoutError:
            self._say(b"T", nonce)
        except (EOFError, OSError, FrameError):
            child.goes_within(1.0)
            self._say(b"D", nonce, b"null" if child.exit_code is None else str(child.exit_code).encode())
        else:
            self._say(b"A", nonce, answer)
            return
        self._child = None
        child.end()

    def _say(self, letter: bytes, nonce: bytes, payload: bytes = b"") -> None:
        data = memoryview(frame(letter + nonce + payload))
        while data:
            data = data[os.write(self._replies, data) :]

    def _next(self) -> bytes:
        header = self._exactly(HEADER.size)
        return self._exactly(length(header)) if header else b""

    def _exactly(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            chunk = os.read(self._requests, count - len(parts))
            if not chunk:
                return b""
            parts += chunk
        return bytes(parts)


def exchange(child: Child, request: bytes, deadline: float) -> bytes:
    """Send a frame to a child and read the next that it sends.

    Raises:
        TimeoutError: it is not there by then.
        EOFError: the child is gone.
        FrameError: what it sends is no frame.
    """
    waiting = memoryview(request)
    answer = bytearray()
    count: int | None = None
    while count is None or len(answer) < count:
        poll = select.poll()
        poll.register(child.replies, select.POLLIN)
        if waiting:
            poll.register(child.requests, select.POLLOUT)
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        ready = dict(poll.poll(1000 * min(left, _LOOK_SECONDS)))
        if not ready and child.is_gone():
            raise EOFError
        if child.requests in ready and waiting:
            waiting = waiting[_sent(child.requests, waiting) :]
        if child.replies in ready:
            answer += _received(child.replies, HEADER.size if count is None else count)
        if count is None and len(answer) >= HEADER.size:
            count = HEADER.size + length(bytes(answer[: HEADER.size]))
            if count > LARGEST_ANSWER + NONCE + HEADER.size:
                raise FrameError("too large")
    return bytes(answer[HEADER.size : count])


def _sent(descriptor: int, data: memoryview) -> int:
    try:
        return os.write(descriptor, data[: 1 << 16])
    except BlockingIOError:
        return 0


def _received(descriptor: int, most: int) -> bytes:
    try:
        chunk = os.read(descriptor, min(most, 1 << 20))
    except BlockingIOError:
        return b""
    if not chunk:
        raise EOFError
    return chunk


def end_orphans() -> None:
    """End what earlier children left behind, until nothing is left; gives up where new ones keep coming."""
    for _ in range(100):
        try:
            listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
            orphans = [int(pid) for pid in listed.split()]
        except (OSError, ValueError):
            return
        if not orphans:
            return
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def start_child(program: dict[str, Any], foreign: tuple[int, ...], memory_mb: int) -> Child:
    """Fork a process that loads the program, says how that went, and answers calls.

    Args:
        program: `file`, `parts` (see `load`).
        foreign: descriptors that it must not have.
        memory_mb: see `main`.
    """
    in_child, to_child = os.pipe()
    from_child, out_of_child = os.pipe()
    pid = os.fork()
    if pid:
        os.close(in_child)
        os.close(out_of_child)
        return Child(pid, to_child, from_child)
    try:  # pragma: no cover - in another process
        for descriptor in (*foreign, to_child, from_child):
            os.close(descriptor)
        _be_a_child(program, in_child, out_of_child, memory_mb)
    finally:
        os._exit(0)  # never back into the keeper's loop


def _be_a_child(program: dict[str, Any], requests: int, replies: int, memory_mb: int) -> NoReturn:
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    if memory_mb:
        _limit_memory(memory_mb)
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - input() finds the end of a file
    sys.stdout, sys.stderr = Prints(1), Prints(2)
    answer_requests(program, requests, replies)
    os._exit(0)


def answer_requests(program: dict[str, Any], requests: int, replies: int) -> None:
    """Load the program, say how that went, and answer until no more requests come; closes both."""
    with open(replies, "wb", buffering=0) as out, open(requests, "rb") as source:
        loaded = Loaded(program)
        _send(out, bytes(NONCE), loaded.report())
        while header := source.read(HEADER.size):
            body = source.read(length(header))
            _send(out, body[:NONCE], loaded.answer(unpack(body[NONCE:])))


def _send(out: io.RawIOBase, nonce: bytes, message: dict[str, Any]) -> None:
    try:
        body = pack(message)[HEADER.size :]
    except FrameError:
        body = b""
    if not 0 < len(body) <= LARGEST_ANSWER:
        body = pack({"kind": "unreadable", "message": "too large"})[HEADER.size :]
    data = memoryview(frame(nonce + body))
    while data:
        data = data[out.write(data) or 0 :]


def _limit_memory(megabytes: int) -> None:
    with contextlib.suppress(OSError, ValueError):
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = taken + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


class Prints(io.TextIOBase):
    """Where the program prints to: at once, and no more than a little.

    Args:
        descriptor: that it goes to.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._left = MOST_PRINTED

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As `io.TextIOWrapper`."""
        return "utf-8"

    def writable(self) -> bool:
        """As a file that is open for writing."""
        return True

    def write(self, text: str, /) -> int:
        """Print what there is room for."""
        if type(text) is not str:
            raise TypeError("write() argument must be str")
        data = text[: self._left].encode("utf-8", "replace")[: self._left]
        self._left -= len(data)
        if data:
            os.write(self._descriptor, data)
        return len(text)


class Loaded:
    """The program in this process.

    Args:
        program: `file` is its name for tracebacks; `parts` are pieces of source in base64 with the number of
            lines before each, run in order in one namespace. A notebook has one for each cell.
    """

    def __init__(self, program: dict[str, Any]) -> None:
        self._file = str(program["file"])
        self._module = types.ModuleType(MODULE)
        self._module.__file__ = self._file
        sys.modules[MODULE] = self._module
        self._failure: dict[str, Any] | None = None
        for before, coded in program["parts"]:
            source = b"\n" * before + base64.b64decode(coded)
            text = source.decode("utf-8", "replace").splitlines(keepends=True)
            linecache.cache[self._file] = (len(source), None, text, self._file)
            with self._watched():
                self._failure = self._attempt(partial(self._run, source))
            if self._failure is not None:
                break

    def report(self) -> dict[str, Any]:
        """How loading went, and the names of the functions that there are."""
        names = [name for name, value in list(vars(self._module).items()) if callable(value)]
        return {"failure": self._failure, "functions": [name for name in names if name.isidentifier()][:200]}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """What comes of one call: `function`, `args`, `kwargs`, `trace`."""
        target = vars(self._module).get(request["function"])
        if not callable(target):
            return {"kind": "missing"}
        args = [decode(item) for item in request["args"]]
        kwargs = {name: decode(item) for name, item in request["kwargs"].items()}
        with self._watched(bool(request.get("trace"))) as seen:
            started = time.perf_counter()
            value: list[Any] = []
            failure = self._attempt(lambda: value.append(target(*args, **kwargs)))
            seconds = time.perf_counter() - started
        notes = {"seconds": seconds, "warnings": seen.warnings, "lines": sorted(seen.lines)}
        notes["after"] = _encoded([*args, *kwargs.values()])
        if failure is not None:
            return failure | notes
        notes["aliased"] = _shares(value[0], [*args, *kwargs.values()])
        try:
            return {"kind": "returned", "value": encode(value[0])} | notes
        except FrameError as error:
            return {"kind": "unreadable", "message": str(error)} | notes
        except Exception as error:  # noqa: BLE001 - an object of the learner's may raise anything
            return {"kind": "unreadable", "message": type(error).__name__} | notes

    def _run(self, source: bytes) -> None:
        exec(compile(source, self._file, "exec", dont_inherit=True), vars(self._module))  # noqa: S102

    def _attempt(self, run: Callable[[], object]) -> dict[str, Any] | None:
        try:
            run()
        except SyntaxError as error:
            mine = error.filename == self._file
            return _raised(error, error.lineno if mine else self._line(error), error.msg)
        except BaseException as error:  # noqa: BLE001 - the program may raise anything, SystemExit too
            return _raised(error, self._line(error), _words(error))
        return None

    def _line(self, error: BaseException) -> int | None:
        trace, line = error.__traceback__, None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self._file:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    @contextlib.contextmanager
    def _watched(self, trace: bool = False) -> Iterator["_Seen"]:
        seen = _Seen(self._file)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = seen.warned
            before = sys.gettrace()
            if trace:
                sys.settrace(seen.entered)
            try:
                yield seen
            finally:
                if trace:
                    sys.settrace(before)


class _Seen:
    """What a call gives notice of while it runs."""

    def __init__(self, file: str) -> None:
        self.lines: set[int] = set()
        self.warnings: list[list[Any]] = []
        self._file = file
        self._events = 0

    def warned(self, message: Any, category: type, *_: Any, **__: Any) -> None:
        """Stands for `warnings.showwarning`; the line is the learner's, also where it comes from deeper."""
        if len(self.warnings) >= MOST_WARNINGS:
            return
        caller: types.FrameType | None = sys._getframe()
        while caller is not None and caller.f_code.co_filename != self._file:
            caller = caller.f_back
        entry = [category.__name__, _words(message), caller.f_lineno if caller else None]
        if entry not in self.warnings:
            self.warnings.append(entry)

    def entered(self, caller: types.FrameType, _event: str, _argument: Any) -> Any:
        """Trace function of `sys.settrace`: looks at the learner's file only."""
        return self.stepped if caller.f_code.co_filename == self._file else None

    def stepped(self, caller: types.FrameType, event: str, _argument: Any) -> Any:
        """Local trace function; gives up after so many events, because a traced loop is slow."""
        if event == "line":
            self.lines.add(caller.f_lineno)
            self._events += 1
            if self._events > MOST_TRACED:
                sys.settrace(None)
                return None
        return self.stepped


def _raised(error: BaseException, line: int | None, message: Any) -> dict[str, Any]:
    return {"kind": "raised", "exception": type(error).__name__, "message": _text(message), "line": line}


def _words(error: Any) -> str:
    try:
        return _text(error)
    except Exception:  # noqa: BLE001 - __str__ of the learner's may raise anything
        return ""


def _text(value: Any) -> str:
    return str(value)[:LONGEST_MESSAGE].encode("utf-8", "replace").decode()


def _encoded(values: list[Any]) -> list[Any] | None:
    try:
        return [encode(value) for value in values]
    except Exception:  # noqa: BLE001 - an argument may hold anything by now
        return None


def _shares(value: Any, given: list[Any]) -> bool:
    """Whether a value, or an array in it, shares memory with an argument."""
    mine, theirs = (
        list(_mutable_parts(value, 3)),
        [part for item in given for part in _mutable_parts(item, 3)],
    )
    arrays = [part for part in theirs if isinstance(part, np.ndarray)]
    return any(
        any(part is other for other in theirs)
        or (isinstance(part, np.ndarray) and any(np.may_share_memory(part, other) for other in arrays))
        for part in mine[:100]
    )


def _mutable_parts(value: Any, depth: int) -> Iterator[Any]:
    if type(value) in (np.ndarray, list, dict):
        yield value
    if depth and type(value) in (list, tuple):
        for item in value[:100]:
            yield from _mutable_parts(item, depth - 1)
    elif depth and type(value) is dict:
        for item in list(value.values())[:100]:
            yield from _mutable_parts(item, depth - 1)
