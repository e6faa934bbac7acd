"""SQLite's errors, said in one clear sentence."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge_base.errors import TutorError, WorkFailed

Damaged = Callable[[Exception], TutorError]
_SIGNS = ("Could not decode", "no such table", "no such column", "unsupported file format")  # of damage


@contextmanager
def explained(path: Path, damaged: Damaged | None = None) -> Iterator[None]:
    """Turn SQLite's errors on `path` into one clear sentence with what to do.

    Args:
        path: of the database.
        damaged: what is said, and done, where the file is damaged.

    Raises:
        WorkFailed: locked, full, damaged, unreadable or not to be made.
    """
    from filelock import Timeout

    try:
        yield
    except Timeout as error:
        raise _busy(path) from error
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    except sqlite3.OperationalError as error:
        if damaged is not None and any(sign in str(error) for sign in _SIGNS):
            raise damaged(error) from error
        raise _operational(error, path) from error
    except UnicodeDecodeError as error:  # what SQLite says quotes a damaged name
        raise (_damaged(path, error) if damaged is None else damaged(error)) from error
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError) as error:
        raise _unusable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise (_damaged(path, error) if damaged is None else damaged(error)) from error


def _damaged(path: Path, problem: Exception) -> WorkFailed:
    return WorkFailed(
        "{path} is damaged: {problem}.",
        hint="Move it away and add your sources again, or bring back a backup with `tutor import FILE`.",
        path=path,
        problem=problem,
    )


def _operational(error: sqlite3.OperationalError, path: Path) -> WorkFailed:
    said = str(error)
    if "locked" in said or "busy" in said:
        return _busy(path)
    if "full" in said:
        return WorkFailed(
            "The disk is full; {path} is as it was.", hint="Free some space and try again.", path=path
        )
    return _unusable(path, said)


def _unusable(path: Path, problem: str) -> WorkFailed:
    return WorkFailed(
        "{path} cannot be used: {problem}.",
        hint="Check that the folder exists and that you may write in it.",
        path=path,
        problem=problem,
    )


def _busy(path: Path) -> WorkFailed:
    return WorkFailed(
        "{path} is in use by another process.", hint="Wait until it has finished and try again.", path=path
    )
