"""From nothing to the first painted frame and to `tutor --help`, and the memory of the app without a model.

    python -m benchmarks.cold_start

Every start is a fresh process; the kinds of start take turns, and the tables give medians. The first frame
is the moment at which a terminal of 80x24 receives the first text of the app, on POSIX only. Its processor
time, which other work on the machine does not stretch, is read at that moment.
"""

import argparse
import asyncio
import fcntl
import json
import os
import pty
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.tables import table
from scripts.cold_start import STARTS, measured

APP = "from tui.cli import main; main([])"
ROWS, COLUMNS = 24, 80
LETTERS = 20  # of text, beyond control sequences, make a frame
PATIENCE_SECONDS = 60.0
BASE = "python -c pass"
FRAME = "tutor, first painted frame"
KINDS: dict[str, Sequence[str]] = {
    **{name: STARTS[name] for name in (BASE, "tutor --help")},
    "import textual.app": ["-c", "import textual.app"],
    "import tui.app": STARTS["import tui.app"],
    FRAME: (),
}

_CONTROL = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles and such
    rb"|\x1bP.*?\x1b\\"  # device control strings
    rb"|\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor, modes
    rb"|\x1b[@-_]",
    re.DOTALL,
)


def first_frame() -> tuple[float, float]:
    """Wall and processor milliseconds from starting `tutor` to the first text on its terminal.

    Raises:
        RuntimeError: the app ended, or painted nothing for a minute.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", APP],
        stdin=follower,
        stdout=follower,
        stderr=follower,  # where Textual paints
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(follower)
    timer = threading.Timer(PATIENCE_SECONDS, process.kill)
    timer.start()
    try:
        _read_text(leader)
        wall = time.perf_counter() - started
        times = psutil.Process(process.pid).cpu_times()
        return 1000 * wall, 1000 * (times.user + times.system)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        os.close(leader)


def _read_text(leader: int) -> None:
    seen = b""
    while len(re.findall(rb"[A-Za-z]", _CONTROL.sub(b"", seen))) < LETTERS:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # how Linux says that the other end is closed
            piece = b""
        if not piece:
            raise RuntimeError("the app ended before it painted anything")
        seen += piece


def starts(runs: int) -> dict[str, list[tuple[float, float]]]:
    """Wall and processor milliseconds of each kind of start, after one that fills the caches."""
    kinds: dict[str, Callable[[], tuple[float, float]]] = {
        name: first_frame if name == FRAME else _process(arguments) for name, arguments in KINDS.items()
    }
    for start in kinds.values():
        start()
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for _ in range(runs):
        for name, start in kinds.items():
            samples[name].append(start())
    return samples


def _process(arguments: Sequence[str]) -> Callable[[], tuple[float, float]]:
    return lambda: measured(arguments)


@dataclass(frozen=True)
class Memory:
    """Megabytes: resident, and with shared pages divided among their users (Linux; 0 elsewhere)."""

    rss: float
    pss: float


def memory_now() -> Memory:
    """Of this process."""
    info = psutil.Process().memory_full_info()
    return Memory(info.rss / 1e6, getattr(info, "pss", 0) / 1e6)


async def memory_of_app(question: str) -> dict[str, Memory]:
    """Of the app in this process: at the first frame, once it is warm, and after a question."""
    from tui.app import TutorApp
    from tutor.app import Tutor, open_tutor

    opened: list[Tutor] = []
    ready = threading.Event()

    def open_and_keep() -> Tutor:
        tutor = open_tutor()
        warm = tutor.warm

        def warm_and_tell(say: Callable[[str], None] = lambda _key: None) -> None:
            warm(say)
            ready.set()

        tutor.warm = warm_and_tell  # type: ignore[method-assign]
        opened.append(tutor)
        return tutor

    app = TutorApp(open_and_keep)
    async with app.run_test(size=(COLUMNS, ROWS)):
        found = {"first frame": memory_now()}
        if not await asyncio.to_thread(ready.wait, 10 * PATIENCE_SECONDS):
            raise RuntimeError("the app did not become ready")
        found["ready"] = memory_now()
        async for _event in opened[0].turn(question, opened[0].threads.new()):
            pass
        found["after a question"] = memory_now()
    return found


def memory_in_fresh_process(question: str) -> dict[str, Memory]:
    """As `memory_of_app`, in a process of its own."""
    code = (
        "import asyncio, json; from dataclasses import asdict;"
        "from benchmarks.cold_start import memory_of_app;"
        f"found = asyncio.run(memory_of_app({question!r}));"
        "print(json.dumps({name: asdict(memory) for name, memory in found.items()}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    rows = json.loads(done.stdout.splitlines()[-1])
    return {name: Memory(**values) for name, values in rows.items()}


def start_table(samples: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Medians, in milliseconds and as multiples of `python -c pass`."""
    medians = {
        name: [statistics.median(times) for times in zip(*pairs, strict=True)]
        for name, pairs in samples.items()
    }
    base = medians[BASE]
    rows = [
        (
            name,
            f"{wall:.0f} ms",
            f"{wall / base[0]:.1f}",
            f"{min(pair[0] for pair in samples[name]):.0f} ms",
            f"{processor:.0f} ms",
            f"{processor / base[1]:.1f}",
        )
        for name, (wall, processor) in medians.items()
    ]
    return table(("", "wall", "x", "fastest", "processor", "x"), rows)


def memory_table(found: Mapping[str, Memory]) -> str:
    """Megabytes at each moment."""
    rows = [(name, f"{memory.rss:.0f} MB", f"{memory.pss:.0f} MB") for name, memory in found.items()]
    return table(("the app, no model", "RSS", "PSS"), rows)


def main() -> None:
    """Measure in a folder of our own, with no model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--question", default="What is a dot product?")
    parser.add_argument("--json", type=Path, help="file for the values")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(TUTOR_HOME=home, TUTOR_MODEL__NAME="none")
        samples = starts(arguments.runs)
        print(start_table(samples), flush=True)
        found = memory_in_fresh_process(arguments.question)
        print(f"\n{memory_table(found)}")
    if arguments.json:
        values = {"starts": samples, "memory": {name: vars(memory) for name, memory in found.items()}}
        arguments.json.write_text(json.dumps(values, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
