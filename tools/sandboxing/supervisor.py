"""Watches a sandboxed program from outside: the only thing whose limits hold for all that it starts.

A thread of its own starts the program, so that the kernel's "die with the parent", which means the thread,
lasts as long as the program does. Nothing that comes from inside is waited for, believed, or kept beyond
its limit.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tools.sandbox import Limits, RunResult, Status
from tools.sandboxing.output_cleaning import clean
from tools.sandboxing.process_tree import descendants, resident_memory
from tools.sandboxing.wires import Pipe, Wires

START_SECONDS = 30.0  # for the sandbox to be set up; the program's own time begins after
SAMPLE_SECONDS = 0.05  # between two looks at the memory
YOUNG_SECONDS = 0.2  # while it is, it is looked at more often, so that short runs are measured too
YOUNG_SAMPLE_SECONDS = 0.01
LAST_WORDS_SECONDS = 0.3  # for output that is still in the pipes when the program has ended
DEATH_SECONDS = 5.0  # for a killed process to be gone
CHUNK = 65536
MIB = 1024 * 1024


class NotStarted(Exception):
    """The sandbox could not be set up; the program did not run. The argument says why."""


def kill_alone(pid: int) -> None:
    """Kill a process that the rest dies with."""
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Launch:
    """What is started.

    Attributes:
        argv: the command; its environment is empty.
        descriptors: handed down, beside those of the wires.
        user: the uid and gid that it runs as; None for those of the tutor.
        kill: ends it with all that it started, given its process id.
        look: whether it must end for a reason of the sandbox's own, such as what it holds on the disk; asked
            with its process id whenever its memory is weighed.
        unseen: memory that none of its processes shows, in bytes, given its process id once it runs.
    """

    argv: tuple[str, ...]
    descriptors: tuple[int, ...] = ()
    user: int | None = None
    kill: Callable[[int], None] = kill_alone
    look: Callable[[int], Status | None] = lambda _: None
    unseen: Callable[[int], int] = lambda _: 0


@dataclass
class _Stream:
    """What has come of stdout or stderr."""

    descriptor: int
    limit: int
    data: bytearray = field(default_factory=bytearray)

    @property
    def full(self) -> bool:
        return len(self.data) > self.limit

    def read(self) -> bool:
        """Take what is there; False at the end."""
        chunk = os.read(self.descriptor, CHUNK)
        if not self.full:
            self.data += chunk
        return bool(chunk)

    @property
    def text(self) -> str:
        return clean(bytes(self.data[: self.limit]))


class Supervised:
    """A program that runs, watched until it has ended.

    Args:
        name: of the sandbox.
        launch: the command.
        wires: to the program; those inside are closed here once it has them.
        limits: what it may use.
        stdin: what it reads.
        finish: called when it is gone, to clear up after it.
    """

    def __init__(
        self,
        name: str,
        launch: Launch,
        wires: Wires,
        limits: Limits,
        stdin: bytes = b"",
        finish: Callable[[], None] = lambda: None,
    ) -> None:
        self._stop = Pipe.open()
        self._stopping = threading.Lock()
        self._watch = _Watch(name, launch, wires, limits, stdin, self._stop.reading)
        self._finish = finish
        self._result: RunResult | None = None
        self._problem: BaseException | None = None
        self._ended = threading.Event()
        self._settled = threading.Event()
        self._watch.on_ready = self._settled.set
        self._thread = threading.Thread(target=self._live, name=f"supervisor of {name}", daemon=True)
        self._thread.start()

    def started(self) -> None:
        """Wait until the program runs.

        Raises:
            NotStarted: the sandbox could not be set up.
        """
        self._wait(self._settled)
        if self._problem:
            raise self._problem

    def result(self) -> RunResult:
        """Wait until it has ended, and say how; an interruption ends it.

        Raises:
            NotStarted: the sandbox could not be set up.
        """
        self._wait(self._ended)
        if self._result is None:
            raise self._problem or NotStarted("its supervisor ended early")
        return self._result

    def wait(self, seconds: float) -> None:
        """Let it end by itself, for so long."""
        self._ended.wait(seconds)

    def stop(self) -> None:
        """End it now, with everything it started."""
        with self._stopping:
            self._stop.close_writing()

    def _wait(self, event: threading.Event) -> None:
        try:
            event.wait()
        except BaseException:
            self.stop()
            self._ended.wait()
            raise

    def _live(self) -> None:
        try:
            self._result = self._watch.run()
        except BaseException as problem:  # noqa: BLE001 (handed to whoever waits, in another thread)
            self._problem = problem
        finally:
            self._watch.wires.note_end()
            with self._stopping:
                self._stop.close()
            self._finish()
            self._ended.set()
            self._settled.set()


class _Watch:
    """The thread's work: one loop over everything that can happen."""

    def __init__(
        self, name: str, launch: Launch, wires: Wires, limits: Limits, stdin: bytes, stop: int
    ) -> None:
        self.on_ready: Callable[[], None] = lambda: None
        self._name, self._launch, self.wires, self._limits = name, launch, wires, limits
        self._stdin = memoryview(stdin)
        self._stop = stop
        self._selector = selectors.DefaultSelector()
        self._verdict: Status | None = None
        self._stopped = self._ready = False
        self._killed_at = self._exited_at = 0.0
        self._exit = -1
        self._peak = 0

    def run(self) -> RunResult:
        """Start it, watch it, see it off."""
        with self._selector:
            self._start()
            try:
                self._listen()
                self._loop()
            finally:
                self._end()
                self._reap()
        return self._report()

    def _start(self) -> None:
        user = self._launch.user
        self._process = subprocess.Popen(  # noqa: S603
            self._launch.argv,
            stdin=subprocess.PIPE if self._stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(*self._launch.descriptors, *self.wires.inside),
            env={},
            cwd="/",
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            start_new_session=True,  # an interrupt from the keyboard is for the tutor to handle
        )
        self.wires.close_inside()
        self._began = self._next_sample = time.monotonic()
        self._deadline = self._began + START_SECONDS
        self._prefer_for_oom()

    def _prefer_for_oom(self) -> None:
        """Should memory run out all the same, the kernel takes this and not the tutor."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{self._process.pid}/oom_score_adj").write_text("1000", encoding="ascii")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        limit = 1024 * self._limits.output_kb
        pipes = (self._process.stdout, self._process.stderr)
        self._streams = [_Stream(pipe.fileno(), limit) for pipe in pipes]
        self._open_streams = len(self._streams)
        self._exit = os.pidfd_open(self._process.pid)
        for stream in self._streams:
            self._on(stream.descriptor, partial(self._take, stream))
        self._on(self._exit, self._note_exit)
        self._on(self._stop, self._obey)
        self._on(self.wires.ready.reading, self._note_ready)
        if self._process.stdin:
            os.set_blocking(self._process.stdin.fileno(), False)
            self._on(self._process.stdin.fileno(), self._feed, selectors.EVENT_WRITE)

    def _on(self, descriptor: int, action: Callable[[], None], event: int = selectors.EVENT_READ) -> None:
        self._selector.register(descriptor, event, action)

    def _loop(self) -> None:
        while not self._is_over():
            for key, _ in self._selector.select(self._patience()):
                key.data()
            self._judge()

    def _is_over(self) -> bool:
        now = time.monotonic()
        if self._exited_at:
            return not self._open_streams or now >= self._exited_at + LAST_WORDS_SECONDS
        return bool(self._killed_at) and now >= self._killed_at + DEATH_SECONDS

    def _patience(self) -> float:
        if self._exited_at:
            until = self._exited_at + LAST_WORDS_SECONDS
        elif self._killed_at:
            until = self._killed_at + DEATH_SECONDS
        else:
            until = min(self._deadline, self._next_sample)
        return max(0.0, until - time.monotonic())

    def _judge(self) -> None:
        """Whether a limit is reached."""
        now = time.monotonic()
        if self._exited_at or self._killed_at:
            return
        if now >= self._deadline:
            self._end("timeout")
        elif any(stream.full for stream in self._streams):
            self._end("output")
        elif now >= self._next_sample:
            self._weigh()
            young = now < self._began + YOUNG_SECONDS
            self._next_sample = time.monotonic() + (YOUNG_SAMPLE_SECONDS if young else SAMPLE_SECONDS)

    def _weigh(self) -> None:
        limit = self._limits.memory_mb * MIB
        unseen = self._launch.unseen(self._process.pid) if self._ready else 0
        now, most = resident_memory(self._process.pid, limit - unseen)
        self._peak = max(self._peak, now + unseen, most)
        if now + unseen > limit:
            self._end("memory")
        elif verdict := self._launch.look(self._process.pid):
            self._end(verdict)

    def _end(self, verdict: Status | None = None) -> None:
        """Kill it; the first reason stands. What it started goes with it."""
        if self._exited_at or self._killed_at:
            return
        self._verdict, self._killed_at = verdict, time.monotonic()
        early = [] if self._ready else descendants(self._process.pid)[1:]
        self._launch.kill(self._process.pid)
        for pid in early:  # it may not have arranged yet for these to die with it
            kill_alone(pid)

    def _take(self, stream: _Stream) -> None:
        if not stream.read():
            self._selector.unregister(stream.descriptor)
            self._open_streams -= 1

    def _feed(self) -> None:
        assert self._process.stdin is not None
        try:
            self._stdin = self._stdin[os.write(self._process.stdin.fileno(), self._stdin[:CHUNK]) :]
        except BlockingIOError:
            return
        except OSError:  # it does not read any more
            self._stdin = self._stdin[:0]
        if not self._stdin:
            self._selector.unregister(self._process.stdin.fileno())
            self._process.stdin.close()

    def _note_ready(self) -> None:
        ready = self.wires.ready
        self._ready = os.read(ready.reading, 1) == b"+"
        self._selector.unregister(ready.reading)
        ready.close_reading()
        if self._ready:
            self._began = time.monotonic()
            self._deadline = self._began + self._limits.seconds
            self.on_ready()

    def _note_exit(self) -> None:
        self._exited_at = time.monotonic()
        self._selector.unregister(self._exit)
        os.close(self._exit)
        self._exit = -1

    def _obey(self) -> None:
        self._selector.unregister(self._stop)
        self._stopped = not self._exited_at
        self._end()

    def _reap(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DEATH_SECONDS)
        self._seconds = max(0.0, (self._exited_at or time.monotonic()) - self._began)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        if self._exit >= 0:
            os.close(self._exit)

    def _report(self) -> RunResult:
        stdout, stderr = self._streams
        if not self._ready:
            raise NotStarted(stderr.text.strip() or "it did not start in time")
        status, code = self._outcome()
        return RunResult(
            status=status,
            exit_code=code,
            stdout=stdout.text,
            stderr=stderr.text,
            truncated=stdout.full or stderr.full,
            seconds=self._seconds,
            peak_mb=self._peak / MIB,
            sandbox=self._name,
        )

    def _outcome(self) -> tuple[Status, int | None]:
        if self._verdict or self._stopped:
            return self._verdict or "ok", None
        if any(stream.full for stream in self._streams):  # it ended before the flood was seen
            return "output", None
        code = _with_signals(self._process.returncode)
        if code == -signal.SIGXCPU:
            return "timeout", None
        return ("ok" if code == 0 else "error"), code


def _with_signals(code: int) -> int:
    """An exit code with shells' 128 + N for a signal turned into -N."""
    return 128 - code if code - 128 in set(signal.Signals) else code
