"""A session over a plain subprocess, without any isolation: for testing the protocol on code of our own."""

import fcntl
import os
import select
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tools.sandbox import Limits, Program, RunResult, SelfTest, SessionEnded


class PlainSession:
    """See `tools.sandbox.Session`."""

    def __init__(self, program: Program) -> None:
        self._folder = tempfile.TemporaryDirectory()
        for name, content in program.files.items():
            path = Path(self._folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        inside_read, self._write = map(_lifted, os.pipe())
        self._read, inside_write = map(_lifted, os.pipe())
        place = f'exec 3<&{inside_read} 4>&{inside_write} {inside_read}<&- {inside_write}>&-; exec "$@"'
        words = [str(program.python), program.entry, *program.arguments]
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the session
        self._process = subprocess.Popen(
            ["bash", "-c", place, "bash", *words],
            cwd=self._folder.name,
            pass_fds=(inside_read, inside_write),
            stdout=self._output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        os.close(inside_read)
        os.close(inside_write)
        self._result: RunResult | None = None

    def write(self, data: bytes, seconds: float) -> None:
        try:
            while data:
                data = data[os.write(self._write, data) :]
        except OSError as error:
            raise SessionEnded from error

    def read(self, count: int, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        got = b""
        while len(got) < count:
            if not select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            chunk = os.read(self._read, count - len(got))
            if not chunk:
                raise SessionEnded
            got += chunk
        return got

    def stop(self) -> None:
        """End it with everything it started: the worker's children are groups of their own."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        self._process.kill()

    def close(self) -> RunResult:
        if self._result is None:
            self.stop()
            self._process.wait()
            os.close(self._write)
            os.close(self._read)
            self._output.seek(0)
            printed = self._output.read().decode(errors="replace")
            self._output.close()
            self._folder.cleanup()
            self._result = RunResult("ok", None, printed, "", False, 0.0, 0.0, "plain")
        return self._result


def _lifted(descriptor: int) -> int:
    high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return high


class PlainSandbox:
    """See `tools.sandbox.Sandbox`."""

    name = "plain"

    def run(self, program: Program, limits: Limits | None = None, stdin: bytes = b"") -> RunResult:
        raise NotImplementedError

    def open(self, program: Program, limits: Limits | None = None) -> PlainSession:
        return PlainSession(program)

    def self_test(self) -> SelfTest:
        return SelfTest(self.name, problem="it isolates nothing")
