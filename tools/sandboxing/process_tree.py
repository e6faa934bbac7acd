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
    tables = [_table(PROC / str(one) / "status") for one in descendants(pid)]
    page_tables = sum(table.get("VmPTE", 0) for table in tables)
    now = sum(table.get("VmRSS", 0) for table in tables) + page_tables
    most = max((table.get("VmHWM", 0) for table in tables), default=0)
    if now > more_than:  # twice, because what one that ends shared falls to the others between two reads
        now = min(_fair_sum(pid), _fair_sum(pid)) + page_tables
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


def _fair_sum(pid: int) -> int:
    """With every page divided among those that share it; where that is not told, all of what is resident."""
    total = 0
    for one in descendants(pid):
        fair = _table(PROC / str(one) / "smaps_rollup").get("Pss")
        total += _table(PROC / str(one) / "status").get("VmRSS", 0) if fair is None else fair
    return total


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
