"""Runs the programs and says, from outside, what came of them."""

import json
import os
import re
import secrets
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tools.battery.ground import Ground, health, remove_segments, shared_segments
from tests.tools.battery.programs import Attempt

DRIVER = Path(__file__).with_name("driver.py")
MIB = 1024 * 1024
# Far above the limits of a run (256 MB of memory, 64 MB of disk), because what is held is only looked at
# every now and then; far below what the programs ask for.
MEMORY, DISK, FREED, ENTRIES, FILE = 800 * MIB, 600 * MIB, 1024 * MIB, 60_000, 1024 * MIB
OUTPUT = 600 * 1024
PATIENCE = 60.0  # seconds beyond its limit after which a run counts as hung
GRACE = 3.0  # seconds for killed processes to be gone
WITHOUT_SANDBOX = (1.5, 0.2)  # the same, where many hang and nobody is killed
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass
class Watched:
    """The most that was seen of a run while it ran."""

    memory: int = 0
    disk: int = 0
    entries: int = 0
    largest: int = 0
    freed: int = 0
    served: bool = False


@dataclass
class Verdict:
    """How an attempt ended.

    Attributes:
        escapes: what it got away with; empty when it was contained.
        result: what the driver said; None when it said nothing.
        seconds: until the driver answered, and until everything was looked at.
    """

    escapes: set[str] = field(default_factory=set)
    result: dict[str, Any] | None = None
    watched: Watched = field(default_factory=Watched)
    seconds: tuple[float, float] = (0.0, 0.0)


class Judge:
    """A driver in a scene, started again whenever it was harmed."""

    def __init__(self, scene: Ground, back_end: str) -> None:
        self._scene, self._back_end = scene, back_end
        self._patience, self._grace = WITHOUT_SANDBOX if back_end == "plain" else (PATIENCE, GRACE)
        self._driver: subprocess.Popen[str] | None = None
        self._start()

    def close(self) -> None:
        """End the driver."""
        if self._driver:
            self._driver.kill()
            self._driver.communicate()

    def try_out(self, attempt: Attempt) -> Verdict:
        """Run one program and look at everything."""
        run, marker = f"run{secrets.token_hex(8)}", f"marker{secrets.token_hex(8)}"
        before, segments = self._scene.snapshot(), shared_segments()
        began = time.monotonic()
        with watching(self._scene, run) as watched:
            result = self._ask(attempt, run, marker)
        answered = time.monotonic() - began
        verdict = Verdict(result=result, watched=watched)
        verdict.escapes |= set(self._said(result, marker))
        verdict.escapes |= set(_overdone(watched))
        verdict.escapes |= set(self._left(run, before, segments))
        verdict.escapes |= set(self._harmed())
        verdict.seconds = answered, time.monotonic() - began
        return verdict

    def _start(self) -> None:
        scene = self._scene
        environment = {
            "HOME": str(scene.home),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(scene.code),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(scene.scratch),
            "TUTOR_SECRET": f"{scene.canary} environment",
        }
        own = Path(scene.code / "driver.py")
        own.write_bytes(DRIVER.read_bytes())
        self._driver = subprocess.Popen(
            [scene.user.python, own, self._back_end],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=scene.base,
            **scene.as_user(),
        )
        if self._answer(PATIENCE) != "ready":
            raise RuntimeError("the driver does not start")
        self._health = health(self._driver.pid)
        assert self._health

    def _ask(self, attempt: Attempt, run: str, marker: str) -> dict[str, Any] | None:
        assert self._driver is not None
        assert self._driver.stdin is not None
        asked: dict[str, Any] = {
            "source": attempt.source,
            "seconds": attempt.seconds(self._back_end),
            "python": str(self._scene.python),
            "arguments": self._scene.told(run, marker[::-1], self._driver.pid),
        }
        with suppress(BrokenPipeError):
            self._driver.stdin.write(json.dumps(asked) + "\n")
            self._driver.stdin.flush()
            answer = self._answer(asked["seconds"] + self._patience)
            return answer if isinstance(answer, dict) else None
        return None

    def _answer(self, seconds: float) -> Any:
        assert self._driver is not None
        assert self._driver.stdout is not None
        ready, _, _ = select.select([self._driver.stdout], [], [], seconds)
        with suppress(json.JSONDecodeError):
            return json.loads(self._driver.stdout.readline()) if ready else None
        return None

    def _said(self, result: dict[str, Any] | None, marker: str) -> Iterator[str]:
        if result is None:
            yield "hung or killed the tutor"
            return
        text = result["stdout"] + result["stderr"]
        if self._scene.canary in text or f"size {self._scene.secret_size}" in text or _accounts(text):
            yield "read a secret"
        if marker in text:
            yield "got there"
        if len(text) > OUTPUT:
            yield "flooded the output"
        if CONTROLS.search(text):
            yield "reached the terminal"

    def _left(self, run: str, before: dict[str, Any], segments: set[int]) -> Iterator[str]:
        scene = self._scene
        if survivors(run, self._grace):
            yield "outlived the run"
        kill_all(run)
        if scene.contacts():
            yield "spoke to somebody"
        traces = [path for folder in ("/dev/shm", "/tmp", "/var/tmp", "/run") for path in _named(folder, run)]
        new_segments = shared_segments() - segments
        left = list(scene.scratch.iterdir())
        if scene.snapshot() != before or traces or new_segments:
            yield "left a trace"
            scene.plant()
        if left and self._back_end != "plain":
            yield "was not cleared away"
        subprocess.run(["rm", "-rf", "--", *traces, *left], check=True)
        remove_segments(new_segments)

    def _harmed(self) -> Iterator[str]:
        assert self._driver is not None
        assert self._scene.bystander is not None
        if health(self._scene.bystander.pid) != self._scene.health:
            yield "harmed a bystander"
            self._scene.station()
        if health(self._driver.pid) != self._health:
            yield "harmed the tutor"
            self.close()
            self._start()


def _accounts(text: str) -> bool:
    return Path("/etc/passwd").read_text().splitlines()[0] in text


def _named(folder: str, run: str) -> list[Path]:
    return [path for path in Path(folder).iterdir() if run in path.name]


def _overdone(watched: Watched) -> Iterator[str]:
    if watched.memory > MEMORY:
        yield "held too much memory"
    if watched.disk > DISK or watched.freed > FREED or watched.entries > ENTRIES or watched.largest > FILE:
        yield "held too much disk"
    if watched.served:
        yield "spoke to somebody"


# Processes of a run are known by their arguments, which forks keep.


def processes(run: str) -> list[int]:
    """Those that live, with the sandbox around them."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError):
                if run in Path(entry.path, "cmdline").read_text(errors="replace"):
                    found.append(int(entry.name))
    return found


def survivors(run: str, seconds: float) -> list[int]:
    """Those that live after so long."""
    until = time.monotonic() + seconds
    while (alive := processes(run)) and time.monotonic() < until:
        time.sleep(0.02)
    return alive


def kill_all(run: str) -> None:
    """Clear up after a program that was not contained."""
    while alive := processes(run):
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class watching:  # noqa: N801 (a context manager that reads as one)
    """Look at a run, again and again, until the block ends."""

    def __init__(self, scene: Ground, run: str) -> None:
        self._scene, self._run = scene, run
        self._watched = Watched()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self._watched

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look_on(self) -> None:
        shared, free = _shared_memory(), _free(self._scene.base)
        while not self._over.wait(0.04):
            pids = processes(self._run)
            self._note(
                memory=max(_memory(pids), _shared_memory() - shared), freed=free - _free(self._scene.base)
            )
            self._note_disk(pids)
            self._watched.served |= _connects(self._scene.ports["free"])

    def _note(self, **seen: int) -> None:
        for name, value in seen.items():
            setattr(self._watched, name, max(value, getattr(self._watched, name)))

    def _note_disk(self, pids: list[int]) -> None:
        size = entries = largest = 0
        for entry in _below(self._scene.scratch):
            entries += 1
            with suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                size, largest = size + 512 * found.st_blocks, max(largest, found.st_size)
            if entries > ENTRIES:
                break
        self._note(disk=size + _inside(pids), entries=entries, largest=largest)


def _below(top: Path) -> Iterator["os.DirEntry[str]"]:
    """However deep; what is too deep for a path is left out."""
    folders = [str(top)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as listing:
            for entry in listing:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)


def _shared_memory() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Shmem:"))


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bfree * found.f_frsize


def _memory(pids: list[int]) -> int:
    """Proportional: what forks share is counted once."""
    total = 0
    for pid in pids:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def _inside(pids: list[int]) -> int:
    """What lies on file systems that only the program sees, all of them in memory."""
    devices = {}
    for pid in pids[-1:]:
        for folder in ("tmp", "box", "dev/shm"):
            with suppress(OSError):
                path = Path(f"/proc/{pid}/root", folder)
                found, device = os.statvfs(path), path.stat().st_dev
                if device != Path("/", folder).stat().st_dev:
                    devices[device] = (found.f_blocks - found.f_bfree) * found.f_frsize
    return sum(devices.values())


def _connects(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(0.2)
        return client.connect_ex(("127.0.0.1", port)) == 0
