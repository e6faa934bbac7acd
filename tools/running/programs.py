"""What a learner hands in, a file, a notebook or a folder, as the program that is run.

Everything is read and checked before anything runs. What stands in the way is said as a teacher would.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge_base.errors import BadInput
from tools.findings import Finding
from tools.running.environments import Environment, Recipe, recipes
from tools.running.notebooks import RUNNER, Skipped, cell_file, cell_of, read_cells
from tools.sandbox import Program
from tools.source.syntax import NotPython, outside_modules, syntax_problem

MOST_BYTES = 5_000_000
MOST_FILES = 500
LARGEST_NOTEBOOK = 50_000_000  # its outputs are left out
_MOST_ENTRIES = 20_000  # of a folder, with what is skipped
_ENTRIES = ("main.py", "__main__.py")
_SKIPPED_FOLDERS = {"__pycache__", "node_modules"}
Kind = Literal["file", "notebook", "folder"]


@dataclass(frozen=True)
class Source:
    """What was handed in, ready to run.

    Attributes:
        path: where it came from.
        kind: what it is.
        files: content by relative POSIX path, as the program gets them.
        entry: the one that starts.
        beside: names of modules that lie beside a single file and do not come with it.
        skipped: lines of a notebook that only Jupyter understands.
    """

    path: Path
    kind: Kind
    files: Mapping[str, bytes]
    entry: str
    beside: frozenset[str] = frozenset()
    skipped: tuple[Skipped, ...] = ()

    @property
    def recipe(self) -> Recipe:
        """The smallest environment that has what the program imports, as far as any has it."""
        offered = {module for recipe in recipes().values() for module in recipe.imports}
        wanted = outside_modules(self.files) & offered
        return next(recipe for recipe in recipes().values() if wanted <= set(recipe.imports))

    def problem(self) -> NotPython | None:
        """Why Python does not understand the file that starts, or a cell; None where it does."""
        cells = [name for name in self.files if self.kind == "notebook" and cell_of(name)]
        for name in cells or [self.entry]:
            if found := syntax_problem(name, self.files[name], top_level_await=bool(cells)):
                return found
        return None

    def notes(self) -> list[Finding]:
        """What was left out of a notebook."""
        return [
            Finding("notebook", "notebook.skipped", cell_file(each.cell), each.line, each.text)
            for each in self.skipped
        ]

    def program(self, environment: Environment, arguments: tuple[str, ...] = ()) -> Program:
        """What the sandbox runs."""
        return Program(self.files, self.entry, environment.python, arguments, environment.profile)


def read_source(path: Path) -> Source:
    """Read what the learner names.

    Raises:
        BadInput: it is not there, cannot be read, is no Python, is empty, or is too large.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if path.exists():
            return _notebook(path) if path.suffix.lower() == ".ipynb" else _file(path)
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {problem}.",
            hint="Check that you may read it.",
            path=path,
            problem=error.strerror or error,
        ) from error
    except ValueError:  # a null byte in the name: there is no such file
        pass
    raise BadInput(
        "There is no file {path}.", hint="Check its name and the folder that you are in.", path=path
    )


def source_of_code(code: str, name: str = "main.py") -> Source:
    """Code that was pasted, as a program of one file.

    Raises:
        BadInput: there is none, or too much of it.
    """
    content = code.encode("utf-8", "replace")
    if len(content) > MOST_BYTES:
        raise _too_large(Path(name))
    return _single(Path(name), content, frozenset())


def _file(path: Path) -> Source:
    return _single(path, _read(path, MOST_BYTES), _modules_beside(path))


def _single(path: Path, content: bytes, beside: frozenset[str]) -> Source:
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise BadInput(
            "{path} is empty: there is nothing to run yet.",
            hint="Write your program in it and save the file; perhaps the editor has not saved it.",
            path=path,
        )
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_python(path)
    name = path.name if path.name.isprintable() and not path.name.startswith("-") else "program.py"
    return Source(path, "file", {name: content}, name, beside)


def _notebook(path: Path) -> Source:
    cells = read_cells(_read(path, LARGEST_NOTEBOOK), path.name)
    files = cells.files()
    if sum(map(len, files.values())) > MOST_BYTES:
        raise _too_large(path)
    return Source(path, "notebook", files, RUNNER, _modules_beside(path), cells.skipped)


def _folder(path: Path) -> Source:
    files = folder_files(path)
    return Source(path, "folder", files, _entry(path, files))


def folder_files(path: Path) -> dict[str, bytes]:
    """The files of a folder by relative POSIX path, without hidden ones, environments and caches.

    Raises:
        BadInput: there is too much of it, a link leads out of it, or something in it is no file.
    """
    found = list(_tree(path))
    if len(found) > MOST_FILES:
        raise _too_many(path)
    largest = max(found, key=_size, default=path)
    files: dict[str, bytes] = {}
    room = MOST_BYTES
    for file in found:
        if _size(file) > room:
            raise _too_large(path, largest)
        content = _read(file, room)
        room -= len(content)
        files[file.relative_to(path).as_posix()] = content
    return files


def _entry(path: Path, files: Mapping[str, bytes]) -> str:
    top = sorted(name for name in files if "/" not in name and name.endswith(".py"))
    chosen = next((name for name in _ENTRIES if name in top), top[0] if len(top) == 1 else "")
    if not top:
        raise BadInput(
            "{path} has no Python file at its top.",
            hint="Name the file that starts your program main.py.",
            path=path,
        )
    if not chosen:
        raise BadInput(
            "{path} has several programs and none is called main.py: {names}.",
            hint="Name the one that starts main.py, or run it alone.",
            path=path,
            names=", ".join(top[:6]),
        )
    if not files[chosen].strip():
        raise BadInput(
            "{path} is empty: there is nothing to run yet.",
            hint="Write your program in it and save the file; perhaps the editor has not saved it.",
            path=path / chosen,
        )
    return chosen


def _tree(root: Path) -> Iterator[Path]:
    """The files of a folder, in order, without hidden ones, environments and caches.

    Raises:
        BadInput: a link leads out, something is no file, or there is far too much of it.
    """
    seen = 0
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            seen += 1
            if seen > _MOST_ENTRIES:
                raise _too_many(root)
            if entry.name.startswith("."):
                continue
            found = Path(entry.path)
            if entry.is_symlink():
                _check_link(found, root)
            if entry.is_dir(follow_symlinks=False):
                if not _is_skipped(found):
                    waiting.append(found)
            else:
                yield found


def _is_skipped(folder: Path) -> bool:
    return folder.name in _SKIPPED_FOLDERS or (folder / "pyvenv.cfg").exists()


def _check_link(link: Path, root: Path) -> None:
    target = Path(os.path.realpath(link))  # Path.resolve raises for a link to itself
    if target.is_file() and target.is_relative_to(os.path.realpath(root)):
        return
    raise BadInput(
        "{path} is a link that leads out of the folder, or to a folder; links like that are not followed.",
        hint="Put a copy of what it leads to in its place, or take the link away.",
        path=link,
    )


def _size(path: Path) -> int:
    return path.stat().st_size


def _read(path: Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes; never waits, as a pipe would make it."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise BadInput("{path} is neither a file nor a folder.", hint="Give a .py file.", path=path)
        content = file.read(most + 1)
    if len(content) > most:
        raise _too_large(path)
    return content


def _too_many(path: Path) -> BadInput:
    return BadInput(
        "{path} has more than {most} files.",
        hint="Run a folder that holds your program only, or one file of it.",
        path=path,
        most=MOST_FILES,
    )


def _too_large(path: Path, largest: Path | None = None) -> BadInput:
    hint = "Leave data and results out, or make a small sample of them."
    most = MOST_BYTES // 1_000_000
    if largest is None:
        template = "{path} is larger than {most} MB, which is the most that is run."
        return BadInput(template, hint=hint, path=path, most=most)
    return BadInput(
        "{path} is larger than {most} MB, which is the most that is run; the largest part is {largest}.",
        hint=hint,
        path=path,
        most=most,
        largest=largest,
    )


def _not_python(path: Path) -> BadInput:
    return BadInput(
        "{path} is not a Python program: it is a file of another kind.",
        hint="Give a .py file, a notebook (.ipynb) or a folder with a main.py.",
        path=path,
    )


def _modules_beside(path: Path) -> frozenset[str]:
    """Modules in the same folder, of which a file that is run alone knows nothing."""
    try:
        with os.scandir(path.absolute().parent) as entries:
            names = [entry.name for _, entry in zip(range(_MOST_ENTRIES), entries, strict=False)]
    except OSError:
        return frozenset()
    return frozenset(name.removesuffix(".py") for name in names if name.endswith(".py"))
