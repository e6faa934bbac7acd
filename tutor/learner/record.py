"""The learner's record: an append-only table of events, and tables that can be rebuilt from it.

Every change is one transaction: the event and what follows from it, or neither.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from knowledge_base.sqlite_errors import explained
from tutor.learner.migrations import migrations

BUSY_SECONDS = 10.0
# Columns that are no plain values.
_AS_JSON = {"attempts": ("failing", "counterexample"), "project_checks": ("held", "failing"), "helps": ()}
_TABLES = {"attempt": "attempts", "help": "helps", "project": "project_checks"}  # of each kind of event
AttemptOutcome = Literal["passed", "failed", "undecided", "unusable"]


@dataclass(frozen=True)
class Attempt:
    """A program that was checked against an exercise.

    Attributes:
        at: ISO time.
        exercise: its id.
        source: the program.
        program: fingerprint of what it does; the same for two that differ in comments or layout only.
        outcome: `unusable` where the file could not be run at all.
        failing: names of the checks that did not hold.
        mistake: id of the known mistake that it makes; empty where none was recognised.
        rung: the highest rung of help that had been seen for the exercise.
        seed: of the drawn inputs.
        counterexample: the smallest call that failed, as the report has it; None where there is none.
    """

    at: str
    exercise: str
    source: str
    program: str
    outcome: AttemptOutcome
    failing: tuple[str, ...] = ()
    mistake: str = ""
    rung: int = 0
    seed: int = 0
    counterexample: dict[str, Any] | None = None


@dataclass(frozen=True)
class Help:
    """A rung of help that was shown (`tools.hints.RUNGS`).

    Attributes:
        at: ISO time.
        exercise: its id.
        rung: from 1.
        program: fingerprint of the attempt that it was given for; empty where there was none.
    """

    at: str
    exercise: str
    rung: int
    program: str


@dataclass(frozen=True)
class ProjectRun:
    """A folder that was checked against a project.

    Attributes:
        at: ISO time.
        project: its id.
        folder: where the learner's files are.
        program: fingerprint of those files.
        held, failing: names of the checks.
        ended: why the program ended before all was said; empty where it did not.
    """

    at: str
    project: str
    folder: str
    program: str
    held: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    ended: str = ""


class Record:
    """Reads and writes learner.db; safe to use from several threads and processes.

    Args:
        path: of the file; it and its folder are made where they are missing.
        clock: the present moment.

    Raises:
        WorkFailed: the file is locked, damaged or cannot be made.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.RLock()
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
            self._db = Database(connection)
            try:
                connection.execute("pragma journal_mode = wal")
                migrations.apply(self._db)
            except BaseException:
                connection.close()
                raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- what happens ------------------------------------------------------------------------------

    def add_attempt(
        self,
        exercise: str,
        source: str,
        program: str,
        outcome: AttemptOutcome,
        failing: tuple[str, ...] = (),
        mistake: str = "",
        seed: int = 0,
        counterexample: dict[str, Any] | None = None,
    ) -> Attempt:
        """Keep an attempt, with the help that had been seen before it."""
        with self._transaction():
            rung = max((help_.rung for help_ in self.helps(exercise)), default=0)
            attempt = Attempt(
                self._now(), exercise, source, program, outcome, failing, mistake, rung, seed, counterexample
            )
            self._append("attempt", attempt.at, asdict(attempt))
        return attempt

    def add_help(self, exercise: str, rung: int, program: str) -> Help:
        """Keep that a rung was shown."""
        given = Help(self._now(), exercise, rung, program)
        with self._transaction():
            self._append("help", given.at, asdict(given))
        return given

    def add_project_run(
        self,
        project: str,
        folder: str,
        program: str,
        held: tuple[str, ...],
        failing: tuple[str, ...],
        ended: str = "",
    ) -> ProjectRun:
        """Keep what the checks of a project said."""
        run = ProjectRun(self._now(), project, folder, program, held, failing, ended)
        with self._transaction():
            self._append("project", run.at, asdict(run))
        return run

    # -- what is known -----------------------------------------------------------------------------

    def attempts(self, exercise: str = "") -> tuple[Attempt, ...]:
        """Attempts in the order of time, of one exercise or of all."""
        return tuple(Attempt(**row) for row in self._rows("attempts", "exercise", exercise))

    def helps(self, exercise: str = "") -> tuple[Help, ...]:
        """Help in the order of time, for one exercise or for all."""
        return tuple(Help(**row) for row in self._rows("helps", "exercise", exercise))

    def project_runs(self, project: str = "") -> tuple[ProjectRun, ...]:
        """Checks of projects in the order of time, of one project or of all."""
        return tuple(ProjectRun(**row) for row in self._rows("project_checks", "project", project))

    def rebuild(self) -> None:
        """Make every table anew from the events."""
        with self._transaction():
            for table in _TABLES.values():
                self._db.execute(f"delete from {table}")  # noqa: S608 - names are our own
            for event in list(self._db.query("select * from events order by id")):
                self._apply(event["id"], event["kind"], json.loads(event["data"]))

    # -- inside ------------------------------------------------------------------------------------

    def _append(self, kind: str, at: str, data: Mapping[str, Any]) -> None:
        written = self._db.execute(
            "insert into events (at, kind, data) values (?, ?, ?)",
            (at, kind, json.dumps(data, ensure_ascii=False)),
        )
        assert written.lastrowid is not None
        self._apply(written.lastrowid, kind, data)

    def _apply(self, event: int, kind: str, data: Mapping[str, Any]) -> None:
        """What follows from an event; the same when it happens and when the record is rebuilt."""
        if table := _TABLES.get(kind):
            encoded = {name: json.dumps(data[name], ensure_ascii=False) for name in _AS_JSON[table]}
            self._insert(table, {"event": event, **data} | encoded)

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._db.execute(
            f"insert into {table} ({names}) values ({marks})",  # noqa: S608 - names are our own
            list(row.values()),
        )

    def _rows(self, table: str, column: str, wanted: str) -> list[dict[str, Any]]:
        """The rows of a table, as their dataclass takes them; all where nothing is wanted in particular."""
        where = f"where {column} = :wanted" if wanted else ""
        query = f"select * from {table} {where} order by event"  # noqa: S608 - names are our own
        with self._lock, explained(self.path):
            rows = list(self._db.query(query, {"wanted": wanted} if wanted else None))
        return [_plain(row, _AS_JSON[table]) for row in rows]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, explained(self.path):
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def _now(self) -> str:
        return self._clock().isoformat()


def _plain(row: Mapping[str, Any], as_json: tuple[str, ...]) -> dict[str, Any]:
    """A row without its event, with the columns that are JSON read; lists become tuples."""
    plain = {name: value for name, value in row.items() if name != "event"}
    for name in as_json:
        value = json.loads(plain[name])
        plain[name] = tuple(value) if isinstance(value, list) else value
    return plain
