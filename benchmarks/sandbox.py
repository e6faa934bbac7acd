"""What isolation costs: each sandbox beside a plain subprocess, in one run.

    python -m benchmarks.sandbox --python PYTHON

PYTHON has numpy; by default it is the learner's own (`tutor run --prepare numpy` makes it).

- Cold: a program from nothing to its result, as `Sandbox.run` and `subprocess.run` do it.
- Session: from nothing to its first answer.
- Warm: one program with numpy loaded that forks for each request, as the grader's worker does; a request is
  sent and answered over pipes.

The kinds alternate; the median of each counts, and the ratio is that of the medians.
"""

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.tables import table
from tools.running.environments import Environments
from tools.sandbox import Limits, Program, Sandbox
from tools.sandboxing.isolation import makers
from tutor.home import home_folder

LIMITS = Limits(seconds=600, memory_mb=2048)
PLAIN = "plain"
COLD = {"python -c pass": "pass", "import numpy": "import numpy"}
SESSION = "session, first answer"
WARM = "warm, numpy loaded, fork for each request"
SERVE = """
import os, sys
import numpy as np
requests, replies = map(int, sys.argv[1:])
os.write(replies, b"+")
while os.read(requests, 1):
    child = os.fork()
    if child == 0:
        x = np.random.default_rng(0).normal(size=(64, 64))
        os.write(replies, b"+" if np.isfinite(np.exp(x) @ x.T).all() else b"-")
        os._exit(0)
    os.waitpid(child, 0)
"""
Request = Callable[[], None]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", type=Path, default=None)
    parser.add_argument("--repeats", type=int, default=40)
    asked = parser.parse_args()
    python = asked.python or Environments(home_folder() / "environments").ensure("numpy").python
    sandboxes = [sandbox for make in makers() if (sandbox := make()).self_test().ok]
    rows = [*cold_rows(python, sandboxes, asked.repeats), warm_row(python, sandboxes, 5 * asked.repeats)]
    print(f"{platform.platform()}, {os.cpu_count()} CPUs, Python {platform.python_version()}\n")
    print(table(["median of each, ms (ratio)", PLAIN, *(sandbox.name for sandbox in sandboxes)], rows))


def cold_rows(python: Path, sandboxes: list[Sandbox], repeats: int) -> Iterator[list[str]]:
    """One row a program, and one for a session."""
    for name, source in COLD.items():
        kinds = [plain_run(python, source), *(run(sandbox, python, source) for sandbox in sandboxes)]
        yield row(name, alternate(kinds, repeats))
    yield row(
        SESSION, alternate([plain_answer(python), *(answer(one, python) for one in sandboxes)], repeats)
    )


def warm_row(python: Path, sandboxes: list[Sandbox], repeats: int) -> list[str]:
    """A request to each of the programs that stay."""
    with contextlib.ExitStack() as stack:
        kinds = [stack.enter_context(plain_worker(python))]
        kinds += [stack.enter_context(worker(sandbox, python)) for sandbox in sandboxes]
        return row(WARM, alternate(kinds, repeats))


def alternate(kinds: list[Request], repeats: int) -> list[float]:
    """The median seconds of each, run in turn."""
    seconds: list[list[float]] = [[] for _ in kinds]
    for _ in range(repeats):
        for kind, times in zip(kinds, seconds, strict=True):
            started = time.perf_counter()
            kind()
            times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in seconds]


def row(name: str, medians: list[float]) -> list[str]:
    """In milliseconds, with the ratio to the first."""
    return [
        name,
        f"{1000 * medians[0]:.1f}",
        *(f"{1000 * one:.1f} ({one / medians[0]:.2f}x)" for one in medians[1:]),
    ]


def program(python: Path, source: str, *arguments: str) -> Program:
    """Of one file."""
    return Program({"main.py": source.encode()}, "main.py", python, arguments)


def plain_run(python: Path, source: str) -> Request:
    """Without a sandbox."""

    def once() -> None:
        subprocess.run([python, "-c", source], capture_output=True, check=True)

    return once


def run(sandbox: Sandbox, python: Path, source: str) -> Request:
    """Inside."""

    def once() -> None:
        assert sandbox.run(program(python, source), LIMITS).status == "ok"

    return once


def plain_answer(python: Path) -> Request:
    """The first byte of a program that stays."""

    def once() -> None:
        with plain_worker(python):
            pass

    return once


def answer(sandbox: Sandbox, python: Path) -> Request:
    """The first byte of a session."""

    def once() -> None:
        with worker(sandbox, python):
            pass

    return once


@contextlib.contextmanager
def plain_worker(python: Path) -> Iterator[Request]:
    """A program that stays, without a sandbox."""
    command = [python, "-c", SERVE, "0", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin
        assert process.stdout
        source, sink = process.stdout, process.stdin
        assert source.read(1) == b"+"

        def request() -> None:
            sink.write(b"?")
            assert source.read(1) == b"+"

        yield request
        process.kill()


@contextlib.contextmanager
def worker(sandbox: Sandbox, python: Path) -> Iterator[Request]:
    """A session."""
    session = sandbox.open(program(python, SERVE, "3", "4"), LIMITS)
    assert session.read(1, 60) == b"+"

    def request() -> None:
        session.write(b"?", 60)
        assert session.read(1, 60) == b"+"

    yield request
    session.close()


if __name__ == "__main__":
    main()
