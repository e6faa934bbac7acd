"""How much of the disk a program holds, and taking it back.

A scratch folder has no size of its own as a tmpfs has, so what lies in it is counted while the program
runs: files with a name, and deleted ones that a process still has open or mapped.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 512  # bytes; the unit of st_blocks
DEEPEST = 100  # folders within folders; to look deeper takes the longer, the longer the paths


@dataclass(frozen=True)
class Usage:
    """What is held: bytes of disk, and files and folders."""

    bytes: int
    entries: int


class TooMuch(Exception):
    """There is more than was to be counted, or something that cannot be counted."""


def usage(scratch: Path, processes: Iterable[int], most_entries: int) -> Usage:
    """Bytes and entries below `scratch`, with the deleted files that `processes` keep.

    Args:
        scratch: a folder; what its links lead to is not counted.
        processes: ids of those that may hold deleted files.
        most_entries: where counting stops.

    Raises:
        TooMuch: there are more entries, or a folder that cannot be listed.
    """
    size = entries = 0
    for entry in _entries(scratch):
        entries += 1
        if entries > most_entries:
            raise TooMuch
        size += _size(entry)
    device = scratch.stat().st_dev
    held = dict(pair for process in processes for pair in _deleted(process, device))
    return Usage(size + sum(held.values()), entries + len(held))


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * BLOCK
    except FileNotFoundError:  # gone meanwhile
        return 0
    except OSError as error:
        raise TooMuch from error


def _entries(top: Path) -> Iterator["os.DirEntry[str]"]:
    folders = [(os.fspath(top), 0)]
    while folders:
        folder, depth = folders.pop()
        if depth > DEEPEST:
            raise TooMuch
        for entry in _listed(folder):
            yield entry
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, depth + 1))


def _listed(folder: str) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as listing:
            yield from listing
    except (FileNotFoundError, NotADirectoryError):  # gone meanwhile
        return
    except OSError as error:  # closed to us
        raise TooMuch from error


def _deleted(process: int, device: int) -> Iterator[tuple[int, int]]:
    """Inode and bytes of each deleted file of this device that the process has open or mapped."""
    for descriptor in _listing(f"/proc/{process}/fd"):
        with contextlib.suppress(OSError):
            found = os.stat(descriptor)  # noqa: PTH116 (a link of procfs, which leads to the file itself)
            if stat.S_ISREG(found.st_mode) and found.st_dev == device and not found.st_nlink:
                yield found.st_ino, found.st_blocks * BLOCK
    yield from _deleted_maps(process, device)


def _listing(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in os.listdir(folder)]  # noqa: PTH208 (many, and often)
    except OSError:  # ended meanwhile
        return []


def _deleted_maps(process: int, device: int) -> Iterator[tuple[int, int]]:
    sizes: dict[int, int] = {}
    try:
        lines = Path(f"/proc/{process}/maps").read_text(errors="replace").splitlines()
    except OSError:
        return
    number = f"{os.major(device):02x}:{os.minor(device):02x}"
    for line in lines:
        span, _, _, where, inode, *name = line.split(maxsplit=5)
        if where == number and name and name[0].endswith(" (deleted)"):
            start, _, end = span.partition("-")
            sizes[int(inode)] = sizes.get(int(inode), 0) + int(end, 16) - int(start, 16)
    yield from sizes.items()


def remove(top: Path) -> None:
    """Remove a folder with all that a program left in it, however deep and whatever its modes.

    `shutil.rmtree` recurses, and a program can nest folders deeper than Python or a path may go: this one
    walks down and up again, holding one folder open at a time. Nothing may be running in it any more.
    """
    here = _enter(os.fspath(top), None)
    names: list[str] = []
    waiting = [_clear(here)]
    while waiting:
        if waiting[-1]:
            names.append(waiting[-1].pop())
            here = _move(here, names[-1])
            waiting.append(_clear(here))
            continue
        waiting.pop()
        if names:
            here = _move(here, "..")
            os.rmdir(names.pop(), dir_fd=here)
    os.close(here)
    top.rmdir()


def _move(here: int, name: str) -> int:
    there = _enter(name, here)
    os.close(here)
    return there


def _enter(name: str, here: int | None) -> int:
    """Open a folder, after making it ours to open; never one that a link leads to."""
    found = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
    try:
        itself = Path(f"/proc/self/fd/{found}")
        itself.chmod(0o700)
        return os.open(itself, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.close(found)


def _clear(folder: int) -> list[str]:
    """Remove all but the folders in it, which are returned."""
    with os.scandir(folder) as listing:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in listing]
    for name, is_folder in entries:
        if not is_folder:
            os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in entries if is_folder]
