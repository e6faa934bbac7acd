"""`logs/schedule.log`: a line for each thing that the schedule did; two files of half a megabyte at most."""

from datetime import datetime
from pathlib import Path

MOST_BYTES = 500_000  # of one file; the one before it is kept
MOST_LETTERS = 1_000  # of one line


def log_path(home: Path) -> Path:
    """Where it is."""
    return home / "logs" / "schedule.log"


def write_line(home: Path, at: datetime, what: str) -> None:
    """Add a line.

    Raises:
        OSError: the disk is full or the folder is not writable.
    """
    path = log_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{at.isoformat(timespec='seconds')} {' '.join(what.split())}"[:MOST_LETTERS] + "\n"
    data = line.encode(errors="replace")
    if path.exists() and path.stat().st_size + len(data) > MOST_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    with path.open("ab") as file:
        file.write(data)
