"""The learner's record: an append-only table of events, and tables that can be rebuilt from it.

Every change is one transaction: the events and what follows from them, or nothing.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from knowledge_base.errors import TutorError, WorkFailed
from knowledge_base.sqlite_errors import explained
from tools.hints import RUNGS
from tutor.learner.entries import (
    ENTRIES,
    Attempt,
    AttemptOutcome,
    CheckIn,
    Entry,
    Help,
    Observation,
    Plan,
    Profile,
    ProjectRun,
    Review,
    UnitKnown,
    Weights,
)
from tutor.learner.mastery import Belief, step
from tutor.learner.migrations import is_of_a_later_version, migrations
from tutor.learner.model_mark import model_mark
from tutor.learner.rows import (
    IN_EVENT,
    OF_KIND,
    Kind,
    entries_of_rows,
    entry_of_event,
    event_data,
    readable,
    row_of,
)
from tutor.learner.work import evidence_of, was_copied

BUSY_SECONDS = 10.0
_DERIVED = ("mastery", "memories")  # tables that no kind of event has for itself


@dataclass(frozen=True)
class Memory:
    """How well an item is remembered, as its latest review left it; see `Review`."""

    item: str
    skill: str
    at: str
    state: int
    step: int | None
    stability: float
    difficulty: float
    due: str
    repetitions: int
    lapses: int


class Record:
    """Reads and writes learner.db; safe to use from several threads and processes.

    Args:
        path: of the file; it and its folder are made where they are missing.
        clock: the present moment.

    Attributes:
        written: whether anything was kept since it was opened.
        checked_in: whether a check-in was among it.

    Raises:
        WorkFailed: the file is locked, damaged, of a newer version, or cannot be made. A damaged one is
            copied aside, and never written to again.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.RLock()
        self._damage: TutorError | None = None
        self.written = self.checked_in = False
        with explained(path, self._damaged):
            path.parent.mkdir(parents=True, exist_ok=True)
            _refuse_emptied(path)
            self._db = _opened(path)
        try:
            self._estimate_anew()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def now(self) -> str:
        """The present moment, as entries have it."""
        return self._clock().isoformat()

    # -- what happens ------------------------------------------------------------------------------

    def add(self, *entries: Entry) -> None:
        """Keep what happened, all of it or nothing."""
        with self._transaction():
            for entry in entries:
                self._append(entry)
        self.checked_in |= any(isinstance(entry, CheckIn) for entry in entries)

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
        skills: Sequence[str] = (),
    ) -> Attempt:
        """Keep an attempt, with the help that had been seen before it and what it shows of its skills."""
        with self._transaction():
            earlier, helps = self.brief_attempts(exercise), self.helps(exercise)
            rung = max((help_.rung for help_ in helps), default=0)
            attempt = Attempt(
                self.now(), exercise, source, program, outcome, failing, mistake, rung, seed, counterexample
            )
            self._append(attempt)
            if (shown := evidence_of(attempt, earlier, helps)) is not None:
                for skill in skills:
                    self._append(Observation(attempt.at, skill, "attempt", f"exercise:{exercise}", *shown))
        return attempt

    def add_help(self, exercise: str, rung: int, program: str) -> Help:
        """Keep that a rung was shown."""
        given = Help(self.now(), exercise, rung, program)
        self.add(given)
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
        run = ProjectRun(self.now(), project, folder, program, held, failing, ended)
        self.add(run)
        return run

    # -- what is known -----------------------------------------------------------------------------

    def entries(self, of: type[Kind], **wanted: str | int) -> tuple[Kind, ...]:
        """Entries of a kind in the order of time; those whose columns have the wanted values."""
        where = " and ".join(f"{column} = :{column}" for column in wanted)
        return tuple(self._read(of, f"where {where}" if where else "", wanted))

    def latest(self, of: type[Kind], **wanted: str | int) -> Kind | None:
        """The latest entry of a kind; None where there is none."""
        where = " and ".join(f"{column} = :{column}" for column in wanted)
        found = self._read(of, f"where {where}" if where else "", wanted, "desc limit 1")
        return found[0] if found else None

    def since(self, of: type[Kind], at: str) -> tuple[Kind, ...]:
        """Entries of a kind from a moment on, in the order of time; moments are compared as text."""
        return tuple(self._read(of, "where at >= :moment", {"moment": at}))

    def latest_before(self, of: type[Kind], than: type[Entry]) -> Kind | None:
        """The latest entry of a kind among those before the latest of another; None where there is none."""
        before = f"where event < (select max(event) from {than.TABLE})"  # noqa: S608 - names are our own
        found = self._read(of, before, {}, "desc limit 1")
        return found[0] if found else None

    def is_newer(self, of: type[Entry], than: type[Entry], **wanted: str | int) -> bool:
        """Whether the latest entry of a kind, of those with the wanted values, came after that of another."""
        where = " and ".join(["1", *(f"{column} = :{column}" for column in wanted)])
        query = f"select coalesce((select max(event) from {of.TABLE} where {where}), 0)"  # noqa: S608 - our own
        query += f" > coalesce((select max(event) from {than.TABLE}), 0)"  # noqa: S608 - names are our own
        with self._guarded():
            return bool(self._db.execute(query, wanted).fetchone()[0])

    def count(self, of: type[Entry]) -> int:
        """How many entries of a kind there are."""
        with self._guarded():
            return int(self._db.table(of.TABLE).count)

    def attempts(self, exercise: str = "") -> tuple[Attempt, ...]:
        """Attempts in the order of time, of one exercise or of all."""
        return self.entries(Attempt, **({"exercise": exercise} if exercise else {}))

    def brief_attempts(self, exercise: str = "") -> tuple[Attempt, ...]:
        """As `attempts`, without their programs and counterexamples, which are left empty: for lists."""
        where = "where exercise = :exercise" if exercise else ""
        query = f"select * from attempts {where} order by event"  # noqa: S608 - our own words
        with self._guarded():
            return tuple(entries_of_rows(Attempt, self._rows(query, {"exercise": exercise})))

    def first_passes(self) -> dict[str, str]:
        """When each exercise was first passed, other than within a week of its solution being shown."""
        query = "select distinct exercise, at from attempts where outcome = 'passed' order by event desc"
        passes = [(row["exercise"], row["at"]) for row in self._rows(query)]
        shown: dict[str, list[str]] = {}
        for help_ in self.helps():
            if help_.rung == len(RUNGS):
                shown.setdefault(help_.exercise, []).append(help_.at)
        return {name: at for name, at in passes if not was_copied(at, shown.get(name, []))}

    def passed_exercises(self) -> frozenset[str]:
        """Exercises that were passed and not within a week of their solution being shown."""
        return frozenset(self.first_passes())

    def helps(self, exercise: str = "") -> tuple[Help, ...]:
        """Help in the order of time, for one exercise or for all."""
        return self.entries(Help, **({"exercise": exercise} if exercise else {}))

    def project_runs(self, project: str = "") -> tuple[ProjectRun, ...]:
        """Checks of projects in the order of time, of one project or of all."""
        return self.entries(ProjectRun, **({"project": project} if project else {}))

    def units_known(self) -> dict[str, str]:
        """Units that count as known, by the latest word on each, with its ISO time."""
        latest = {entry.unit: entry for entry in self.entries(UnitKnown)}
        return {unit: entry.at for unit, entry in latest.items() if entry.known}

    def beliefs(self) -> dict[str, Belief]:
        """What is believed of each skill of which something was seen."""
        with self._guarded():
            return {row["skill"]: _belief(row["belief"]) for row in self._rows("select * from mastery")}

    def memories(self) -> tuple[Memory, ...]:
        """Every item that was reviewed, the first due first."""
        return self._memories("select * from memories order by due, item")

    def memory(self, item: str) -> Memory | None:
        """How well an item is remembered; None where it was never reviewed."""
        found = self._memories("select * from memories where item = :item", {"item": item})
        return found[0] if found else None

    def _memories(self, query: str, values: Mapping[str, object] | None = None) -> tuple[Memory, ...]:
        with self._guarded():
            rows = self._rows(query, values)
            with readable("memories"):
                return tuple(Memory(**row) for row in rows)

    def rebuild(self) -> None:
        """Make every table anew from the events."""
        with self._transaction():
            for table in (*(entry.TABLE for entry in ENTRIES), *_DERIVED):
                self._db.execute(f"delete from {table}")  # noqa: S608 - names are our own
            for event in list(self._db.query("select * from events order by id")):
                if (kind := OF_KIND.get(event["kind"])) is not None:
                    self._apply(event["id"], entry_of_event(kind, event["data"]))

    # -- inside ------------------------------------------------------------------------------------

    def _append(self, entry: Entry) -> None:
        written = self._db.execute(
            "insert into events (at, kind, data) values (?, ?, ?)",
            (entry.at, entry.KIND, event_data(entry)),
        )
        assert written.lastrowid is not None
        self._apply(written.lastrowid, entry)

    def _apply(self, event: int, entry: Entry) -> None:
        """What follows from an event; the same when it happens and when the record is rebuilt."""
        if isinstance(entry, Plan):  # of the plans before, only what they changed
            self._db.execute("update plans set sessions = '[]' where event = (select max(event) from plans)")
        self._insert(entry.TABLE, {"event": event, **row_of(entry)})
        if isinstance(entry, Observation):
            self._observe(entry)
        if isinstance(entry, Review):
            kept = {field.name for field in fields(Memory)}
            row = {name: value for name, value in vars(entry).items() if name in kept}
            self._insert("memories", row)
        if isinstance(entry, Review) and entry.how == "import":  # it may lie before reviews of ours
            self._remember_anew(self.entries(Review, item=entry.item))
        if isinstance(entry, Weights):
            self._remember_anew(self.entries(Review))

    def _remember_anew(self, reviews: Sequence[Review]) -> None:
        """Memories as the weights in force make them from all reviews of their items."""
        from tutor.reviews.scheduling import Schedule

        weights, profile = self.latest(Weights), self.latest(Profile)
        schedule = Schedule(weights.parameters if weights else (), profile.timezone if profile else "")
        answers: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for review in reviews:
            answers.setdefault((review.item, review.skill), []).append((review.at, review.grade))
        for (item, skill), given in answers.items():
            trace = schedule.replayed(sorted(given, key=lambda answer: datetime.fromisoformat(answer[0])))
            self._insert("memories", {"item": item, "skill": skill, **asdict(trace)})

    def _observe(self, seen: Observation) -> None:
        found = self._db.execute("select belief from mastery where skill = ?", [seen.skill]).fetchone()
        belief = step(_belief(found[0]) if found else None, seen)
        self._insert("mastery", {"skill": seen.skill, "belief": json.dumps(vars(belief))})

    def _estimate_anew(self) -> None:
        """Estimate mastery anew where another version of its model did, and what it left means nothing."""
        if self._rows("pragma user_version")[0]["user_version"] == model_mark():
            return
        with self._transaction():
            self._db.execute("delete from mastery")
            for seen in self.entries(Observation):
                self._observe(seen)
            self._db.execute(f"pragma user_version = {model_mark()}")
        self.written = False

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._db.execute(
            f"insert or replace into {table} ({names}) values ({marks})",  # noqa: S608 - names are our own
            list(row.values()),
        )

    def _read(self, of: type[Kind], where: str, values: Mapping[str, object], order: str = "") -> list[Kind]:
        what = "(select data from events where id = event) as data" if of in IN_EVENT else "*"
        query = f"select {what} from {of.TABLE} {where} order by event {order}"  # noqa: S608 - our own names
        with self._guarded():
            rows = self._rows(query, values)
            if of in IN_EVENT:
                return [entry_of_event(of, row["data"]) for row in rows]
            return entries_of_rows(of, rows)

    def _rows(self, query: str, values: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        with self._guarded():
            return list(self._db.query(query, dict(values) if values else None))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """One thread at a time, no use of a damaged file, and errors in words."""
        with self._lock, explained(self.path, self._damaged):
            if self._damage is not None:
                raise self._damage
            yield

    def _damaged(self, error: Exception) -> TutorError:
        from tutor.learner.copies import damage

        self._damage = damage(self.path, error, self._clock())
        return self._damage

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._guarded():
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
                self.written = True
            except BaseException:
                if self._db.conn.in_transaction:  # a full disk has ended it already
                    self._db.execute("rollback")
                raise


def _refuse_emptied(path: Path) -> None:
    """SQLite would take it for a new one, and drop its write-ahead log."""
    if path.exists() and path.stat().st_size <= 1:
        from tutor.learner.copies import EMPTY, was_emptied

        if was_emptied(path):
            raise sqlite3.DatabaseError(EMPTY)


def _opened(path: Path) -> Database:
    """A connection to a file whose tables are those of this version."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        db = Database(connection)
        with readable("_sqlite_migrations"):
            _refuse_newer(db, path)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")  # what was said to be kept outlives a power cut
        if migrations.pending(db):
            connection.execute("begin immediate")  # of two processes that begin at once, one waits
            _brought_up_to_date(db)
            connection.execute("commit")
    except BaseException:
        connection.close()
        raise
    return db


def _brought_up_to_date(db: Database) -> None:
    migrations.apply(db)


def _refuse_newer(db: Database, path: Path) -> None:
    if is_of_a_later_version(db):
        raise WorkFailed(
            "{path} was written by a newer version of the tutor.",
            hint="Update the tutor, or bring back a backup made by this version with: tutor import FILE",
            path=path,
        )


def _belief(text: str) -> Belief:
    with readable("mastery"):
        values: dict[str, Any] = json.loads(text)
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return Belief(**(values | lists))
