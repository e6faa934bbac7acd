"""The record's automatic copies, and what becomes of a record that is damaged.

`backups/learner-<day>.zip` is a backup that has the record alone: `tutor import` brings the record back and
touches nothing else. One is made a day at most, of a record that is sound, so damage replaces no good one.
"""

import filecmp
import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from knowledge_base.errors import WorkFailed
from tutor.backup import DRAFTS, RECORD, is_whole, write_backup

FOLDER = "backups"
NEWEST, WEEKS = 7, 8  # how many copies are kept, and for how many weeks one of each
_NAME = re.compile(r"learner-(\d{4}-\d\d-\d\d)\.zip")
_BUSY_SECONDS = 10.0
EMPTY = "it is empty"


@dataclass(frozen=True)
class Copy:
    """A copy of the record as it was on a day."""

    path: Path
    day: date

    @property
    def command(self) -> str:
        """What brings it back."""
        return f"tutor import {shlex.quote(str(self.path))}"


def keep_copy(home: Path, at: datetime, *, anew: bool = False) -> Copy | None:
    """Copy the record unless there is a copy of today's; None where none was made, as on a full disk.

    Args:
        home: the tutor's folder.
        at: the present moment.
        anew: whether today's copy is replaced.

    Raises:
        WorkFailed: the record is damaged; what there is was kept aside, and no copy was touched.
    """
    from filelock import FileLock, Timeout

    record, copy = home / RECORD, Copy(home / FOLDER / f"learner-{at.date().isoformat()}.zip", at.date())
    if not record.exists() or (copy.path.exists() and not anew):
        return None
    try:
        copy.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(copy.path.parent / ".lock", timeout=0):
            if problem := problem_of(record):
                raise damage(record, problem, at)
            return _kept(home, copy, at)
    except (OSError, sqlite3.Error, Timeout):
        return None


def _kept(home: Path, copy: Copy, at: datetime) -> Copy | None:
    for draft in copy.path.parent.glob(f"{DRAFTS}*"):  # of a process that was killed while it made a copy
        shutil.rmtree(draft, ignore_errors=True)
    try:
        write_backup(home, (RECORD,), copy.path, at, partial=True)
    except WorkFailed:
        return None
    _prune(home, at.date())
    return copy


def copies(home: Path) -> tuple[Copy, ...]:
    """Every automatic copy, the newest first."""
    found = [Copy(path, day) for path in (home / FOLDER).glob("learner-*.zip") if (day := _day_of(path))]
    return tuple(sorted(found, key=lambda copy: copy.day, reverse=True))


def _day_of(path: Path) -> date | None:
    """The day that the name of a copy has; None where it is no name of ours."""
    named = _NAME.fullmatch(path.name)
    with suppress(ValueError):
        return date.fromisoformat(named[1]) if named else None
    return None


def newest_good(home: Path) -> Copy | None:
    """The newest copy that is whole; None where there is none."""
    return next((copy for copy in copies(home) if is_whole(copy.path)), None)


def problem_of(record: Path) -> str:
    """What is wrong with a record's file; empty where it is sound or not there.

    Raises:
        sqlite3.OperationalError: it cannot be looked at now.
    """
    if not record.exists():
        return ""
    if was_emptied(record):
        return EMPTY
    try:
        with closing(sqlite3.connect(record, timeout=_BUSY_SECONDS)) as connection:
            found = connection.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else str(found).replace("\n", " ")


def was_emptied(record: Path) -> bool:
    """Whether a file that SQLite takes for a new one once held a record.

    A first start that was killed leaves a file without a byte too, but no copies and no write-ahead log.
    """
    if not record.exists() or record.stat().st_size > 1:
        return False
    return bool(copies(record.parent)) or (_log(record).exists() and _log(record).stat().st_size > 0)


def damage(record: Path, problem: object, at: datetime) -> WorkFailed:
    """Keep a damaged record aside, and say how to go on."""
    good = newest_good(record.parent)
    values: dict[str, Any] = {"path": record, "problem": problem}
    hint = "Bring the record of {day} back with: {command}"
    if good is None:
        hint = "Bring back a backup of yours with `tutor import FILE`, or move the file away to begin anew."
    else:
        values |= {"day": good.day.isoformat(), "command": good.command}
    try:
        values["aside"] = _kept_aside(record, at.date())
    except OSError:
        return WorkFailed("{path} is damaged: {problem}.", hint=hint, **values)
    if str(problem) == EMPTY:
        return WorkFailed("{path} is empty, though it held the record.", hint=hint, **values)
    return WorkFailed("{path} is damaged: {problem}. It was kept as {aside}.", hint=hint, **values)


def _kept_aside(record: Path, day: date) -> Path:
    """A copy of a damaged file, with its write-ahead log; the one that is there where it holds the same."""
    for earlier in record.parent.glob(f"{record.name}.damaged-*"):
        if _same(record, earlier) and _same(_log(record), _log(earlier)):
            return earlier
    first = record.with_name(f"{record.name}.damaged-{day.isoformat()}")
    names = (first.with_name(f"{first.name}{extra}") for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    aside = next(path for path in names if not path.exists())
    shutil.copyfile(record, aside)
    if _log(record).exists():
        shutil.copyfile(_log(record), _log(aside))
    return aside


def _log(database: Path) -> Path:
    """SQLite's write-ahead log beside a database."""
    return database.with_name(f"{database.name}-wal")


def _same(one: Path, other: Path) -> bool:
    if not (one.exists() and other.exists()):
        return one.exists() == other.exists()
    return filecmp.cmp(one, other, shallow=False)


def _prune(home: Path, today: date) -> None:
    past = [copy for copy in copies(home) if copy.day <= today]  # a clock that was wrong made the others
    kept = {*past[:NEWEST], *_newest_of_weeks(past, today)}
    for copy in past:
        if copy not in kept:
            copy.path.unlink(missing_ok=True)


def _newest_of_weeks(newest_first: Sequence[Copy], today: date) -> Iterator[Copy]:
    for back in range(WEEKS):
        week = (today - timedelta(weeks=back)).isocalendar()[:2]
        yield from [copy for copy in newest_first if copy.day.isocalendar()[:2] == week][:1]
