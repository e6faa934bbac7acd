"""The copy of a program's files that a sandbox shows."""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from knowledge_base.errors import BadInput, TutorError, WorkFailed
from tools.sandbox import Program
from tools.sandboxing.landlock_disk import remove

MOST_BYTES = 16 * 1024 * 1024
MOST_FILES = 1000
MOST_NAME = 1000
SCRATCH = "tutor-run-"  # then the process id of the tutor
GRACE_SECONDS = 3600


def check_program(program: Program) -> None:
    """Whether its files can be laid out.

    Raises:
        BadInput: a path is not a plain relative one, the entry is not among them, or it is too much.
    """
    for name in program.files:
        _check_name(name)
    if not all(_encodable(argument) for argument in program.arguments):
        raise BadInput(
            "The program cannot be given arguments that hold a null character.",
            hint="Write the arguments as plain text.",
        )
    if program.entry not in program.files:
        raise BadInput(
            "The program has no file {name}.",
            hint="Name one of its files as the one to run.",
            name=program.entry,
        )
    total = sum(len(content) for content in program.files.values())
    if total > MOST_BYTES or len(program.files) > MOST_FILES:
        raise BadInput(
            "The program is too large for the sandbox: {files} files, {size} MB.",
            hint="Run a smaller part of it: at most {most} MB in {most_files} files.",
            files=len(program.files),
            size=round(total / 1024 / 1024),
            most=MOST_BYTES // 1024 // 1024,
            most_files=MOST_FILES,
        )


def scratch_folder() -> Path:
    """A new private folder; those that killed processes left behind are removed."""
    sweep(Path(tempfile.gettempdir()))
    try:
        return Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-"))
    except OSError as problem:
        raise _no_room(problem) from problem


@lru_cache(maxsize=1)
def sweep(folder: Path) -> None:
    """Remove what is left there, once for each process.

    There is an hour's grace, for processes that are not seen because they are in another container.
    """
    now = time.time()
    for left in folder.glob(f"{SCRATCH}*"):
        process = left.name.removeprefix(SCRATCH).partition("-")[0]
        with contextlib.suppress(OSError):
            gone = process.isdigit() and not Path("/proc", process).exists()
            if gone and left.stat().st_mtime < now - GRACE_SECONDS:
                remove(left)  # not rmtree, which fails where a program nested folders deeply


def copy_files(files: Mapping[str, bytes], folder: Path, owner: int | None = None) -> None:
    """Write files into an empty folder.

    Args:
        files: content by relative POSIX path.
        folder: must exist.
        owner: the uid and gid that they and the folder get; None leaves the tutor's.

    Raises:
        BadInput: two of them cannot be beside each other, or a name is too long.
        WorkFailed: the disk is full.
    """
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as problem:
        raise _cannot_copy(name, problem) from problem
    if owner is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, owner)


def _cannot_copy(name: str, problem: OSError) -> TutorError:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
        return _no_room(problem)
    return _bad_name(name)


def _no_room(problem: OSError) -> WorkFailed:
    return WorkFailed(
        "There is no room for a copy of the program: {problem}.",
        hint="Free some space in the folder for temporary files, or set TMPDIR to another one.",
        problem=problem.strerror,
    )


def _bad_name(name: str) -> BadInput:
    return BadInput(
        "The sandbox does not take a file called {name!r}.",
        hint="Give it a plain relative name, such as main.py.",
        name=name[:80],
    )


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    relative = path.parts and not path.is_absolute() and ".." not in path.parts
    if not relative or not _encodable(name) or len(name) > MOST_NAME:
        raise _bad_name(name)


def _encodable(word: str) -> bool:
    """Whether the operating system takes it."""
    with contextlib.suppress(UnicodeEncodeError):
        return b"\0" not in os.fsencode(word)
    return False
