"""The processes that descend from one, and how much memory they hold, as /proc tells it (Linux)."""

import contextlib
from pathlib import Path

PROC = Path("/proc")
THREADS_NAME_CHILDREN = (PROC / "thread-self" / "children").exists()  # not in every kernel


def descendants(pid: int) -> list[int]:
    """A process with everything that it started, the oldest first; those that are gone are left out."""
    if not THREADS_NAME_CHILDREN:
        return [pid, *_descendants_by_parent(pid)]
    found: dict[int, None] = {}
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found[parent] = None
            waiting += _children(parent)
    return list(found)


def resident_memory(pid: int, more_than: int) -> tuple[int, int]:
    """Memory in use by a process with its descendants, in bytes: now, and the most that one ever held.

    Pages that forks share are counted once where it matters, which is when the plain sum is over `more_than`:
    the exact figure takes the kernel longer.
    """
    pids = descendants(pid)
    tables = [_table(PROC / str(one) / "status") for one in pids]
    now = sum(table.get("VmRSS", 0) for table in tables)
    most = max((table.get("VmHWM", 0) for table in tables), default=0)
    if now > more_than:
        now = sum(_shared_fairly(one, table.get("VmRSS", 0)) for one, table in zip(pids, tables, strict=True))
    return now, most


def _children(pid: int) -> list[int]:
    """Of every thread: a process belongs to the thread that started it."""
    return [
        int(child) for task in _listed(PROC / str(pid) / "task") for child in _read(task / "children").split()
    ]


def _descendants_by_parent(pid: int) -> list[int]:
    """By a look at every process of the machine, which takes longer."""
    import psutil

    with contextlib.suppress(psutil.Error):
        return [process.pid for process in psutil.Process(pid).children(recursive=True)]
    return []


def _shared_fairly(pid: int, resident: int) -> int:
    rollup = _table(PROC / str(pid) / "smaps_rollup")
    return rollup.get("Pss", resident)


def _table(path: Path) -> dict[str, int]:
    """The sizes in a file of /proc, in bytes."""
    rows = (line.split() for line in _read(path).splitlines())
    return {row[0].rstrip(":"): 1024 * int(row[1]) for row in rows if len(row) == 3 and row[2] == "kB"}


def _read(path: Path) -> str:
    with contextlib.suppress(OSError):  # it ended meanwhile
        return path.read_text(encoding="utf-8", errors="replace")
    return ""


def _listed(path: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return list(path.iterdir())
    return []
