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
    folders = [os.fspath(top)]
    while folders:
        try:
            with os.scandir(folders.pop()) as listing:
                for entry in listing:
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            continue  # gone meanwhile
        except OSError as error:  # closed to us, or deeper than a path may be long
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

    `shutil.rmtree` recurses, and a program can nest folders deeper than Python or a path may go: folders
    found inside are moved up beside the others instead. Nothing may be running in it any more.
    """
    folders = 0
    while pending := _children(top):
        for child in pending:
            if not child.is_dir() or child.is_symlink():
                child.unlink(missing_ok=True)
                continue
            for inner in _children(child):
                if inner.is_dir() and not inner.is_symlink():
                    _own(inner)
                    folders += 1
                    inner.rename(_free_name(top, folders))
                else:
                    inner.unlink(missing_ok=True)
            child.rmdir()
    top.rmdir()


def _children(folder: Path) -> list[Path]:
    _own(folder)
    return list(folder.iterdir())


def _own(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.chmod(0o700)


def _free_name(top: Path, number: int) -> Path:
    """A name that the program did not take: it is longer than what may be left to clash."""
    while (name := top / f"{number}.{os.urandom(8).hex()}").exists():
        continue  # pragma: no cover
    return name
