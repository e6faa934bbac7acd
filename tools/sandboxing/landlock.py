"""The fallback without user namespaces: Landlock, seccomp, rlimits and a keeper (Linux 6.2 or newer).

Weaker in kind than `bubblewrap.py`: the program lives among the machine's own processes and files and
is forbidden to touch them, where bubblewrap leaves it nothing to touch. The kernel's documentation of
Landlock (Documentation/userspace-api/landlock.rst) says what it does not rule over;
`landlock_filter.py` refuses most of that, and what remains is listed in `tests/tools/battery/`:
whether a file of a known name exists, its size and times, and where a link leads.
"""

import contextlib
import ctypes
import json
import os
import platform
import random
import signal
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from knowledge_base.errors import Refused
from tools.sandbox import DEFAULT_LIMITS, Guard, Limits, Program, RunResult, SelfTest, Status
from tools.sandboxing.bubblewrap import ENVIRONMENT, FILTERS, hard_limits
from tools.sandboxing.interpreters import interpreter, tutor_packages
from tools.sandboxing.landlock_disk import TooMuch, remove, usage
from tools.sandboxing.landlock_filter import compiled, policy
from tools.sandboxing.landlock_launcher import LANDLOCK_CREATE_RULESET
from tools.sandboxing.process_tree import descendants
from tools.sandboxing.program_files import check_program, copy_files, scratch_folder
from tools.sandboxing.self_test import SELF_TEST_LIMITS, own_python, try_guards
from tools.sandboxing.sessions import SupervisedSession
from tools.sandboxing.stopping import stoppable
from tools.sandboxing.supervisor import MIB, Launch, NotStarted, Supervised
from tools.sandboxing.wires import Wires

NAME = "landlock"
LAUNCHER = Path(__file__).with_name("landlock_launcher.py")

OLDEST_ABI = 3  # Linux 6.2: before it, opening a file could empty it
SIGNALS_ABI = 6  # Linux 6.12: from it on, Landlock keeps signals inside
SPARE_PROCESSES = 256  # that the user may have started since they were counted
MOST_BYTES, MOST_ENTRIES = 64 * MIB, 2_000  # held on the disk
UIDS = range(61184, 65520)  # where systemd takes its transient users from; one for each run, as root

# Bits of LANDLOCK_ACCESS_FS_* in linux/landlock.h.
EXECUTE, WRITE, READ, LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE = 1 << 4 | 1 << 5  # folders, files
MAKE = 1 << 7 | 1 << 8 | 1 << 10 | 1 << 12  # folders, files, pipes, links; no devices, no sockets
MOVE, TRUNCATE = 1 << 13, 1 << 14
ON_FILES = EXECUTE | WRITE | READ | TRUNCATE
CODE = EXECUTE | READ | LIST
KEPT = READ | LIST | WRITE | TRUNCATE | REMOVE | MAKE | MOVE
FILE_RIGHTS = {
    3: (1 << 15) - 1,
    4: (1 << 15) - 1,
    5: (1 << 16) - 1,
}  # that an ABI knows; later ones as the last
NET_RIGHTS, SCOPES = 0b11, 0b11  # TCP bind and connect; abstract sockets and signals

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime")
FACTS = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
    "/dev/urandom",
    "/dev/random",
)
SINKS = ("/dev/null", "/dev/zero", "/dev/full")
Rule = tuple[str, int]

_FILLER = """
import tempfile, time
held = [tempfile.TemporaryFile() for _ in range(10)]
for file in held:
    file.write(bytes(10_000_000))
    file.flush()
time.sleep(5)
"""
_DAEMON = """
import os, time
if os.fork() == 0:
    if os.fork() == 0:
        os.write(1, str(os.getpid()).encode())
        os.closerange(0, 3)
        time.sleep(60)
    os._exit(0)
os.wait()
time.sleep(0.05)
"""


@dataclass(frozen=True)
class Plan:
    """All that the launcher needs to know; it travels as JSON.

    Attributes:
        command, environment, folder: of the program.
        rules: paths, with the rights that hold for each and what is below it.
        handled: rights that are refused where no rule gives them, and the size of the kernel's struct.
        uid: that it runs as; None for the tutor's own.
        searches: whether it keeps the capability to pass through folders that only root may enter.
        limits: soft and hard, by the name of the rlimit.
        filters: seccomp programs in hexadecimal, in the order in which they are added.
        ready, channel: descriptors, as `tools.sandboxing.wires` has them.
    """

    command: Sequence[str]
    environment: dict[str, str]
    folder: str
    rules: Sequence[Rule]
    handled: dict[str, int]
    uid: int | None
    searches: bool
    limits: dict[str, tuple[int, int]]
    filters: Sequence[str]
    ready: int
    channel: Sequence[int]


@dataclass(frozen=True)
class Scratch:
    """The folder of one run: a copy of the program's files, and a home that it may write in."""

    top: Path

    @property
    def source(self) -> Path:
        """Read-only."""
        return self.top / "src"

    @property
    def home(self) -> Path:
        """Home and temporary folder."""
        return self.top / "home"

    def shown(self, text: str) -> str:
        """With the names that its folders have in every other sandbox, so that output reads alike."""
        return text.replace(str(self.source), "/box/src").replace(str(self.home), "/tmp")  # noqa: S108

    def fill(self, program: Program) -> None:
        """Copy the program's files, and let whoever it runs as read them."""
        self.top.chmod(0o755)
        self.home.mkdir(mode=0o700)
        self.source.mkdir()
        copy_files(program.files, self.source)
        for path in (self.source, *self.source.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


class _Supervised(Supervised):
    def __init__(self, scratch: Scratch, *arguments: Any) -> None:
        self._scratch = scratch
        super().__init__(*arguments)

    def result(self) -> RunResult:
        """See `Supervised`."""
        result = super().result()
        return replace(
            result, stdout=self._scratch.shown(result.stdout), stderr=self._scratch.shown(result.stderr)
        )


class LandlockSandbox:
    """See `tools.sandbox.Sandbox`.

    Args:
        abi: the newest version of Landlock that is used; by default the kernel's.
    """

    def __init__(self, abi: int | None = None) -> None:
        self._abi = kernel_abi() if abi is None else min(abi, kernel_abi())

    @property
    def name(self) -> str:
        """Of the back end."""
        return NAME

    def run(self, program: Program, limits: Limits = DEFAULT_LIMITS, stdin: bytes = b"") -> RunResult:
        """Run a program to its end, or to the first limit it reaches.

        Raises:
            BadInput: its files cannot be laid out.
            Missing: its Python does not start.
            Refused: no sandbox holds on this machine; nothing was run.
        """
        supervised, _ = self._begin(program, limits, stdin)
        try:
            stoppable(supervised.stop)
        finally:
            result = supervised.result()
        return result

    def open(self, program: Program, limits: Limits = DEFAULT_LIMITS) -> SupervisedSession:
        """Start a program that answers on pipes.

        Raises:
            As `run`.
        """
        return SupervisedSession(*self._begin(program, limits, session=True))

    def self_test(self) -> SelfTest:
        """Try from inside, with the very plan that runs use, what must not work."""
        limits = hard_limits(SELF_TEST_LIMITS, "numpy")
        most = {**limits, "NPROC": limits["NPROC"] + _threads_of(os.getuid()) + SPARE_PROCESSES}
        variables = (*ENVIRONMENT, "HOME", "TMPDIR")
        test = try_guards(self, variables, MOST_BYTES, most, status=("NoNewPrivs",), sized=())
        if test.problem:
            return test
        return replace(test, guards=(*test.guards, self._disk_guard(), self._survivors_guard()))

    def _disk_guard(self) -> Guard:
        """Write more than may lie in the scratch folder."""
        result = self._probe(_FILLER)
        return Guard("disk", result.status == "output", result.status)

    def _survivors_guard(self) -> Guard:
        """Leave an orphan behind."""
        result = self._probe(_DAEMON)
        orphan = result.stdout.strip()
        return Guard("survivors", orphan.isdigit() and not Path("/proc", orphan).exists(), result.status)

    def _probe(self, source: str) -> RunResult:
        program = Program({"probe.py": source.encode()}, "probe.py", own_python())
        return self.run(program, SELF_TEST_LIMITS)

    def _begin(
        self, program: Program, limits: Limits, stdin: bytes = b"", *, session: bool = False
    ) -> tuple[Supervised, Wires]:
        check_program(program)
        if self._abi < OLDEST_ABI:
            raise _refused(f"Landlock has version {self._abi} here, and {OLDEST_ABI} is needed")
        wires = Wires.open(session=session)
        try:
            supervised = self._supervised(program, limits, stdin, wires)
            supervised.started()
        except NotStarted as problem:
            wires.close()
            raise _refused(str(problem)) from problem
        except BaseException:
            wires.close()
            raise
        return supervised, wires

    def _supervised(self, program: Program, limits: Limits, stdin: bytes, wires: Wires) -> Supervised:
        scratch = Scratch(scratch_folder())
        with contextlib.ExitStack() as on_error:
            on_error.callback(remove, scratch.top)
            scratch.fill(program)
            plan = self._plan(program, limits, scratch, wires)
            argv = (sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(asdict(plan)))
            look = partial(_look_at_disk, scratch.top)
            launch = Launch(argv, kill=tell_keeper, look=look)
            finish = on_error.pop_all().close
        return _Supervised(scratch, NAME, launch, wires, limits, stdin, finish)

    def _plan(self, program: Program, limits: Limits, scratch: Scratch, wires: Wires) -> Plan:
        uid = _free_uid() if os.geteuid() == 0 else None
        if uid is not None:
            os.chown(scratch.home, uid, uid)
        python = interpreter(program.python)
        ready, *channel = wires.inside
        return Plan(
            command=(str(python.executable), "-s", str(scratch.source / program.entry), *program.arguments),
            environment={**ENVIRONMENT, "HOME": str(scratch.home), "TMPDIR": str(scratch.home)},
            folder=str(scratch.source),
            rules=tuple(_rules(python.folders, scratch)),
            handled=self._handled(),
            uid=uid,
            searches=uid is not None and not all(map(_open_to_all, (*python.folders, scratch.top))),
            limits=_rlimits(hard_limits(limits, program.profile), uid),
            filters=_filters(signals=self._abi >= SIGNALS_ABI),
            ready=ready,
            channel=channel,
        )

    def _handled(self) -> dict[str, int]:
        """Every right that this version of Landlock knows."""
        return {
            "files": FILE_RIGHTS[min(self._abi, max(FILE_RIGHTS))],
            "net": NET_RIGHTS if self._abi >= 4 else 0,
            "scoped": SCOPES if self._abi >= SIGNALS_ABI else 0,
            "size": 24 if self._abi >= SIGNALS_ABI else 16 if self._abi >= 4 else 8,
        }


def kernel_abi() -> int:
    """The version of Landlock that the kernel speaks; 0 without Landlock."""
    version = ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    return max(0, int(version))


def tell_keeper(keeper: int) -> None:
    """Have the keeper leave nobody behind, which it does in one step."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(keeper, signal.SIGTERM)


def _look_at_disk(scratch: Path, keeper: int) -> Status | None:
    try:
        held = usage(scratch, descendants(keeper), MOST_ENTRIES)
    except TooMuch:
        return "output"
    return "output" if held.bytes > MOST_BYTES else None


def _rules(folders: Sequence[Path], scratch: Scratch) -> Iterator[Rule]:
    for folder in (*map(Path, SYSTEM), *folders):
        yield from _code_below(folder)
    yield str(scratch.source), READ | LIST
    yield str(scratch.home), KEPT
    for fact in FACTS:
        yield fact, READ | LIST if Path(fact).is_dir() else READ
    for sink in SINKS:
        yield sink, READ | WRITE | TRUNCATE


def _code_below(folder: Path) -> Iterator[Rule]:
    """May be read and run, but for the tutor's own packages, where hidden checks are."""
    hidden = [package for package in tutor_packages() if package.is_relative_to(folder.resolve())]
    if not hidden:
        yield str(folder), CODE if folder.is_dir() else CODE & ON_FILES
        return
    yield str(folder), LIST
    for child in folder.iterdir():
        if child.resolve() not in hidden:
            yield from _code_below(child)


def _open_to_all(folder: Path) -> bool:
    """Whether every user may enter a folder by its path."""
    return all(above.stat().st_mode & stat.S_IXOTH for above in (folder, *folder.resolve().parents))


def _rlimits(limits: dict[str, int], uid: int | None) -> dict[str, tuple[int, int]]:
    """Soft and hard, those of the other back end but for processes: here the user's others count too."""
    others = _threads_of(os.getuid() if uid is None else uid)
    hard = {**limits, "NPROC": limits["NPROC"] + others}
    return {name: (value - (name == "CPU"), value) for name, value in hard.items()}


def _threads_of(uid: int) -> int:
    """What RLIMIT_NPROC counts already: it is a limit for the user, not for the program."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            if process.stat().st_uid == uid:
                count += int((process / "stat").read_text().rpartition(")")[2].split()[17])
    return count


def _free_uid() -> int:
    """A uid that nobody has, so that one run's limits and signals are not another's."""
    return random.choice(UIDS)  # noqa: S311 — nothing is kept secret by it


def _filters(*, signals: bool) -> tuple[str, ...]:
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine(), platform.machine())
    allowlist = FILTERS / f"{NAME}.{machine}.bpf"
    if not allowlist.is_file():
        raise _refused(f"there is no seccomp filter for {machine}")
    return compiled(policy(signals=signals), machine).hex(), allowlist.read_bytes().hex()


def _refused(problem: str) -> Refused:
    return Refused(
        "The program was not run, because the Landlock sandbox does not start here: {problem}.",
        hint="See `tutor doctor` for what is missing and how to get it.",
        problem=problem,
    )
