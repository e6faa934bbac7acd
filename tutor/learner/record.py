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
from typing import Any, TypeVar, get_args, get_origin

from sqlite_utils import Database

from knowledge_base.errors import WorkFailed
from knowledge_base.sqlite_errors import explained
from tools.hints import RUNGS
from tutor.learner.entries import (
    ENTRIES,
    Attempt,
    AttemptOutcome,
    Entry,
    Help,
    Observation,
    Plan,
    Profile,
    ProjectRun,
    Review,
    Weights,
)
from tutor.learner.mastery import Belief, step
from tutor.learner.migrations import migrations
from tutor.learner.work import evidence_of, was_copied

BUSY_SECONDS = 10.0
_OF_KIND = {entry.KIND: entry for entry in ENTRIES}
_DERIVED = ("mastery", "memories")  # tables that no kind of event has for itself
Kind = TypeVar("Kind", bound=Entry)


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

    Raises:
        WorkFailed: the file is locked, damaged, of a newer version, or cannot be made.
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
                _refuse_newer(self._db, path)
                connection.execute("pragma journal_mode = wal")
                migrations.apply(self._db)
            except BaseException:
                connection.close()
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
            earlier, helps = self.attempts(exercise), self.helps(exercise)
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

    def count(self, of: type[Entry]) -> int:
        """How many entries of a kind there are."""
        with self._lock, explained(self.path):
            return int(self._db.table(of.TABLE).count)

    def attempts(self, exercise: str = "") -> tuple[Attempt, ...]:
        """Attempts in the order of time, of one exercise or of all."""
        return self.entries(Attempt, **({"exercise": exercise} if exercise else {}))

    def passed_exercises(self) -> frozenset[str]:
        """Exercises that were passed and not within a week of their solution being shown."""
        query = "select distinct exercise, at from attempts where outcome = 'passed' order by event"
        with self._lock, explained(self.path):
            passes = [(row["exercise"], row["at"]) for row in self._db.query(query)]
        shown: dict[str, list[str]] = {}
        for help_ in self.helps():
            if help_.rung == len(RUNGS):
                shown.setdefault(help_.exercise, []).append(help_.at)
        return frozenset(name for name, at in passes if not was_copied(at, shown.get(name, [])))

    def helps(self, exercise: str = "") -> tuple[Help, ...]:
        """Help in the order of time, for one exercise or for all."""
        return self.entries(Help, **({"exercise": exercise} if exercise else {}))

    def project_runs(self, project: str = "") -> tuple[ProjectRun, ...]:
        """Checks of projects in the order of time, of one project or of all."""
        return self.entries(ProjectRun, **({"project": project} if project else {}))

    def beliefs(self) -> dict[str, Belief]:
        """What is believed of each skill of which something was seen."""
        with self._lock, explained(self.path):
            rows = list(self._db.query("select * from mastery"))
        return {row["skill"]: _belief(row["belief"]) for row in rows}

    def memories(self) -> tuple[Memory, ...]:
        """Every item that was reviewed, the first due first."""
        with self._lock, explained(self.path):
            rows = list(self._db.query("select * from memories order by due, item"))
        return tuple(Memory(**row) for row in rows)

    def memory(self, item: str) -> Memory | None:
        """How well an item is remembered; None where it was never reviewed."""
        with self._lock, explained(self.path):
            rows = list(self._db.query("select * from memories where item = :item", {"item": item}))
        return Memory(**rows[0]) if rows else None

    def rebuild(self) -> None:
        """Make every table anew from the events."""
        with self._transaction():
            for table in (*(entry.TABLE for entry in ENTRIES), *_DERIVED):
                self._db.execute(f"delete from {table}")  # noqa: S608 - names are our own
            for event in list(self._db.query("select * from events order by id")):
                if (kind := _OF_KIND.get(event["kind"])) is not None:
                    self._apply(event["id"], kind(**_tuples(kind, json.loads(event["data"]))))

    # -- inside ------------------------------------------------------------------------------------

    def _append(self, entry: Entry) -> None:
        written = self._db.execute(
            "insert into events (at, kind, data) values (?, ?, ?)",
            (entry.at, entry.KIND, json.dumps(asdict(entry), ensure_ascii=False)),
        )
        assert written.lastrowid is not None
        self._apply(written.lastrowid, entry)

    def _apply(self, event: int, entry: Entry) -> None:
        """What follows from an event; the same when it happens and when the record is rebuilt."""
        if isinstance(entry, Plan):  # of the plans before, only what they changed
            self._db.execute("update plans set sessions = '[]'")
        self._insert(entry.TABLE, {"event": event, **_row(entry)})
        if isinstance(entry, Observation):
            self._observe(entry)
        if isinstance(entry, Review):
            kept = {field.name for field in fields(Memory)}
            row = {name: value for name, value in asdict(entry).items() if name in kept}
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
        self._insert("mastery", {"skill": seen.skill, "belief": json.dumps(asdict(belief))})

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._db.execute(
            f"insert or replace into {table} ({names}) values ({marks})",  # noqa: S608 - names are our own
            list(row.values()),
        )

    def _read(self, of: type[Kind], where: str, values: Mapping[str, object], order: str = "") -> list[Kind]:
        query = f"select * from {of.TABLE} {where} order by event {order}"  # noqa: S608 - names are our own
        with self._lock, explained(self.path):
            rows = list(self._db.query(query, dict(values) or None))
        return [of(**_plain(of, row)) for row in rows]

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


def _refuse_newer(db: Database, path: Path) -> None:
    known = {step.name for step in migrations.pending(Database(memory=True))}
    newer = [step.name for step in migrations.applied(db) if step.name not in known]
    if newer:
        raise WorkFailed(
            "{path} was written by a newer version of the tutor.",
            hint="Update the tutor, or bring back a backup made by this version with: tutor import FILE",
            path=path,
        )


def _columns_of(of: type[Entry]) -> dict[str, type]:
    """Of each field that is no plain value: `tuple` or `dict`."""
    found: dict[str, type] = {}
    for field in fields(of):
        kinds = {get_origin(kind) for kind in (field.type, *get_args(field.type))} & {tuple, dict}
        if kinds:
            found[field.name] = tuple if tuple in kinds else dict
    return found


_COLUMNS = {entry: _columns_of(entry) for entry in ENTRIES}


def _row(entry: Entry) -> dict[str, Any]:
    """An entry as a row has it."""
    encoded = {name: json.dumps(getattr(entry, name), ensure_ascii=False) for name in _COLUMNS[type(entry)]}
    return asdict(entry) | encoded


def _plain(of: type[Entry], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as its entry takes it."""
    columns, truths = _COLUMNS[of], {field.name for field in fields(of) if field.type is bool}
    plain = {name: value for name, value in row.items() if name != "event"}
    plain |= {name: bool(plain[name]) for name in truths}
    return _tuples(of, plain | {name: json.loads(plain[name]) for name in columns})


def _tuples(of: type[Entry], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values read from JSON, with tuples where the entry has them."""
    lists = {name for name, kind in _COLUMNS[of].items() if kind is tuple and name in values}
    return dict(values) | {name: tuple(values[name]) for name in lists}


def _belief(text: str) -> Belief:
    values = json.loads(text)
    return Belief(**{**values, "proofs": tuple(values["proofs"])})
