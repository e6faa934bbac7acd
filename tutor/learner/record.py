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
_AS_JSON = ("failing", "counterexample")  # columns of attempts that are no plain values
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

    # -- what is known -----------------------------------------------------------------------------

    def attempts(self, exercise: str = "") -> tuple[Attempt, ...]:
        """Attempts in the order of time, of one exercise or of all."""
        return tuple(
            Attempt(**_without_event(row) | _decoded(row)) for row in self._rows("attempts", exercise)
        )

    def helps(self, exercise: str = "") -> tuple[Help, ...]:
        """Help in the order of time, for one exercise or for all."""
        return tuple(Help(**_without_event(row)) for row in self._rows("helps", exercise))

    def rebuild(self) -> None:
        """Make every table anew from the events."""
        with self._transaction():
            self._db.execute("delete from attempts")
            self._db.execute("delete from helps")
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
        row = {"event": event, **data}
        if kind == "attempt":
            encoded = {name: json.dumps(data[name], ensure_ascii=False) for name in _AS_JSON}
            self._insert("attempts", row | encoded)
        elif kind == "help":
            self._insert("helps", row)

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._db.execute(
            f"insert into {table} ({names}) values ({marks})",  # noqa: S608 - names are our own
            list(row.values()),
        )

    def _rows(self, table: str, exercise: str) -> list[dict[str, Any]]:
        where = "where exercise = :exercise" if exercise else ""
        query = f"select * from {table} {where} order by event"  # noqa: S608 - names are our own
        with self._lock, explained(self.path):
            return list(self._db.query(query, {"exercise": exercise} if exercise else None))

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


def _decoded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"failing": tuple(json.loads(row["failing"])), "counterexample": json.loads(row["counterexample"])}


def _without_event(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "event"}
