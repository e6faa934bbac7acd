"""Which folders a Python needs to run, and nothing more."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge_base.errors import Missing, Refused

_ASK = "import sys; print(sys.base_prefix, *sys.version_info[:2], sep='\\n')"
_SECONDS = 30


@dataclass(frozen=True)
class Interpreter:
    """A Python with where it lives.

    Attributes:
        executable: as it is started; in a virtual environment a link to the base's.
        folders: what must be there for it, each once and none within another.
        links: further names of files that the executable's links go through, with what they lead to.
    """

    executable: Path
    folders: tuple[Path, ...]
    links: tuple[tuple[Path, Path], ...] = ()


def interpreter(python: Path) -> Interpreter:
    """The interpreter at a path.

    Raises:
        Missing: there is none that starts.
        Refused: its folder holds more than Python, such as a home folder, or it points at code elsewhere
            that must not be shown.
    """
    executable = python.absolute()  # not resolved: a virtual environment is known by its own path
    try:
        return _interpreter(executable, executable.stat().st_mtime_ns)
    except OSError as problem:
        raise _missing(python, str(problem.strerror)) from problem


@lru_cache(maxsize=16)
def _interpreter(executable: Path, _changed: int) -> Interpreter:
    base = _base(executable)
    folders = [Path(os.path.realpath(base)), base]
    environment = executable.parent.parent
    if (environment / "pyvenv.cfg").is_file():
        folders += [Path(os.path.realpath(environment)), environment, *_pointed_at(environment)]
    for folder in folders:
        _check(folder)
    whole = _outermost(folders)
    return Interpreter(executable, whole, tuple(_links(executable, whole)))


def _base(executable: Path) -> Path:
    command = [str(executable), "-I", "-S", "-c", _ASK]
    try:
        asked = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=_SECONDS, check=False, env={}, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _missing(executable, type(problem).__name__) from problem
    if asked.returncode:
        raise _missing(executable, asked.stderr.strip()[-200:])
    return Path(asked.stdout.splitlines()[0])


def _pointed_at(environment: Path) -> list[Path]:
    """Folders outside an environment that its .pth files add, as editable installs do."""
    lines = [
        (site, line.strip())
        for site in environment.glob("lib*/python3*/site-packages")
        for file in sorted(site.glob("*.pth"))
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    targets = [
        Path(os.path.realpath(site / line))
        for site, line in lines
        if line and not line.startswith(("#", "import ", "import\t"))
    ]
    return [target for target in targets if target.is_dir() and not _holds_tutor(target)]


def _holds_tutor(folder: Path) -> bool:
    """A checkout of the tutor has the hidden checks in it; an environment works without."""
    return any(package.is_relative_to(folder) for package in tutor_packages())


@lru_cache(maxsize=1)
def tutor_packages() -> tuple[Path, ...]:
    """Folders of the tutor's own code and content, which no program may see."""
    root = Path(os.path.realpath(__file__)).parents[2]
    names = ("knowledge_base", "tools", "tutor", "finetune", "evals", "tui")
    return tuple(root / name for name in names if (root / name).is_dir())


def _check(folder: Path) -> None:
    """Refuse to show a folder in which more than Python lives."""
    home = Path(os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 (Path.home raises without a name)
    if folder in {home, *home.parents, home / ".local", Path(tempfile.gettempdir())}:
        raise Refused(
            "The Python at {folder} shares its folder with other files, so the sandbox would show them too.",
            hint="Use a Python that has a folder of its own: uv python install 3.11",
            folder=folder,
        )


def _outermost(folders: list[Path]) -> tuple[Path, ...]:
    distinct = sorted(set(folders))
    return tuple(
        folder
        for folder in distinct
        if not any(folder != other and folder.is_relative_to(other) for other in distinct)
    )


def _links(executable: Path, folders: tuple[Path, ...]) -> list[tuple[Path, Path]]:
    """The hops from an executable to the file it stands for that lie outside the folders."""
    final = Path(os.path.realpath(executable))
    hops: list[Path] = []
    hop = executable
    while hop.is_symlink() and len(hops) < 40:
        hop = Path(os.path.normpath(hop.parent / hop.readlink()))
        hops.append(hop)
    outside = [hop for hop in hops if not any(hop.is_relative_to(folder) for folder in folders)]
    return [(hop, final) for hop in outside if not hop.is_relative_to("/usr")]


def _missing(python: Path, problem: str) -> Missing:
    return Missing(
        "The Python at {python} does not start: {problem}.",
        hint="Make the learner's environment anew: tutor run --prepare numpy",
        python=python,
        problem=problem,
    )
