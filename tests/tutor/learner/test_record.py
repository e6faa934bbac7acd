"""What happened is kept whole, survives anything, and can be rebuilt from the events."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from knowledge_base.errors import BadInput, WorkFailed
from tests.tutor.learner.any_entries import ANY, TURNS
from tutor.learner.entries import ENTRIES, Done, Entry, Observation, Plan
from tutor.learner.mastery import Belief, step
from tutor.learner.migrations import migrations
from tutor.learner.model_mark import model_mark
from tutor.learner.record import Record

START = datetime(2026, 11, 28, 10, tzinfo=UTC)


def opened(path: Path) -> Record:
    """A record whose clock moves by a minute at each look."""
    minutes = iter(range(10_000))
    return Record(path, lambda: START + timedelta(minutes=next(minutes)))


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: connection.execute(f"select * from {name} order by 1").fetchall() for name in names}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """An empty one."""
    made = opened(tmp_path / "learner.db")
    yield made
    made.close()


def test_an_attempt_is_there_in_the_next_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "learner.db")
    first.add_attempt("softmax", "def softmax(x): ...", "p1", "failed", ("rows",), "no-max", 7)
    first.close()
    again = opened(tmp_path / "learner.db")
    (attempt,) = again.attempts("softmax")
    again.close()
    assert (attempt.outcome, attempt.failing, attempt.mistake, attempt.seed) == (
        "failed", ("rows",), "no-max", 7,
    )  # fmt: skip
    assert attempt.at == START.isoformat()


def test_an_attempt_knows_the_help_that_came_before_it(record: Record) -> None:
    record.add_attempt("softmax", "a", "a", "failed")
    record.add_help("softmax", 1, "a")
    record.add_help("bayes", 4, "z")
    record.add_attempt("softmax", "b", "b", "passed")
    assert [attempt.rung for attempt in record.attempts("softmax")] == [0, 1]


def test_exercises_do_not_mix(record: Record) -> None:
    record.add_attempt("softmax", "a", "a", "failed")
    record.add_attempt("bayes", "b", "b", "passed")
    assert [attempt.exercise for attempt in record.attempts()] == ["softmax", "bayes"]
    assert [attempt.source for attempt in record.attempts("bayes")] == ["b"]


def test_a_failed_write_leaves_nothing_behind(record: Record) -> None:
    record.add_attempt("softmax", "a", "a", "failed")
    with pytest.raises(TypeError):
        record.add_attempt("softmax", object(), "b", "failed")  # type: ignore[arg-type]
    assert len(record.attempts()) == 1
    record.add_attempt("softmax", "c", "c", "failed")
    assert [attempt.source for attempt in record.attempts()] == ["a", "c"]


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    one, two = opened(tmp_path / "learner.db"), opened(tmp_path / "learner.db")
    one.add_attempt("softmax", "a", "a", "failed")
    two.add_attempt("softmax", "b", "b", "failed")
    assert len(one.attempts()) == len(two.attempts()) == 2
    one.close()
    two.close()


def test_a_damaged_record_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "learner.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(WorkFailed, match="damaged"):
        opened(path)


def test_a_locked_record_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.learner.record.BUSY_SECONDS", 0.05)
    record = opened(tmp_path / "learner.db")
    other = sqlite3.connect(tmp_path / "learner.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(WorkFailed, match="in use"):
        record.add_attempt("softmax", "a", "a", "failed")
    other.close()
    record.close()


def test_a_record_from_before_projects_is_brought_up_to_date(tmp_path: Path) -> None:
    old = Database(tmp_path / "learner.db")
    migrations.apply(old, stop_before="m002_projects")
    old.execute("insert into events (at, kind, data) values ('2026-11-28', 'other', '{}')")
    old.conn.commit()
    old.conn.close()
    record = opened(tmp_path / "learner.db")
    record.add_attempt("softmax", "a", "a", "failed")
    record.add_project_run("explorer", "here", "f", ("one",), ("two",), "timeout")
    record.add_project_run("other", "there", "g", (), ())
    record.rebuild()
    assert [run.project for run in record.project_runs()] == ["explorer", "other"]
    (run,) = record.project_runs("explorer")
    assert (run.held, run.failing, run.ended) == (("one",), ("two",), "timeout")
    assert len(record.attempts()) == 1
    record.close()


@settings(max_examples=40, deadline=None)
@given(turns=TURNS)
def test_all_tables_can_be_rebuilt_from_the_events(
    tmp_path_factory: pytest.TempPathFactory, turns: list[list[Entry]]
) -> None:
    path = tmp_path_factory.mktemp("record") / "learner.db"
    record = opened(path)
    for entries in turns:
        record.add(*entries)
    before = tables(path)
    record.rebuild()
    record.close()
    assert tables(path) == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=ANY)
def test_an_entry_comes_back_as_it_was(record: Record, entry: Entry) -> None:
    before = record.entries(type(entry))
    record.add(entry)
    assert record.latest(type(entry)) == entry
    assert len(record.entries(type(entry))) == record.count(type(entry)) == len(before) + 1
    assert entry in record.since(type(entry), entry.at)


@pytest.mark.parametrize("kind", ENTRIES, ids=lambda kind: kind.KIND)
def test_every_kind_of_entry_has_its_table(record: Record, kind: type[Entry]) -> None:
    assert record.count(kind) == 0
    assert record.entries(kind) == ()
    assert record.latest(kind) is None


@settings(max_examples=25, deadline=None)
@given(before=st.lists(ANY, max_size=3), after=st.lists(ANY, max_size=3))
def test_a_write_that_fails_half_way_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory, before: list[Entry], after: list[Entry]
) -> None:
    path = tmp_path_factory.mktemp("record") / "learner.db"
    record = opened(path)
    record.add(Done(record.now(), "lesson", "vectors", 30, "2026-11-28"))
    untouched = tables(path)
    wrong = Done(record.now(), "lesson", "vectors", float("nan"), "2026-11-28")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not JSON compliant"):
        record.add(*before, wrong, *after)
    assert tables(path) == untouched
    record.add(Done(record.now(), "lesson", "softmax", 30, "2026-11-28"))
    assert [done.ref for done in record.entries(Done)] == ["vectors", "softmax"]
    record.close()


def test_text_that_is_no_unicode_is_refused_in_one_sentence(record: Record) -> None:
    with pytest.raises(BadInput, match="not Unicode"):
        record.add(Done(record.now(), "lesson", "vec\ud800tors", 30, "2026-11-28"))
    assert record.entries(Done) == ()


def test_of_the_plans_before_only_what_they_changed_is_kept(record: Record) -> None:
    for number in range(3):
        record.add(Plan(record.now(), "asked", ({"d": str(number)},), {}, ({"moved": number},)))
    assert [plan.sessions for plan in record.entries(Plan)] == [(), (), ({"d": "2"},)]
    assert [plan.moved for plan in record.entries(Plan)] == [({"moved": number},) for number in range(3)]


def test_a_list_of_attempts_comes_without_programs(record: Record) -> None:
    record.add_attempt("softmax", "x = 1", "p", "failed", ("rows",), "no-max", 7, {"call": "softmax(1)"})
    record.add_attempt("bayes", "y = 2", "q", "passed")
    brief, whole = record.brief_attempts(), record.attempts()
    assert [attempt.source for attempt in brief] == ["", ""]
    assert [attempt.counterexample for attempt in brief] == [None, None]
    assert [replace(attempt, source="", counterexample=None) for attempt in whole] == list(brief)
    assert whole[0].counterexample == {"call": "softmax(1)"}
    assert [attempt.exercise for attempt in record.brief_attempts("bayes")] == ["bayes"]


def test_a_program_is_kept_once(tmp_path: Path) -> None:
    program = "".join(f"line_{number} = {number * 7919}\n" for number in range(20_000))
    record = opened(tmp_path / "learner.db")
    record.add_attempt("softmax", program, "p", "failed")
    record.close()
    assert (tmp_path / "learner.db").stat().st_size < len(program)


def test_mastery_is_estimated_anew_where_another_model_left_it(tmp_path: Path) -> None:
    record = opened(tmp_path / "learner.db")
    record.add_attempt("softmax", "x", "p", "passed", skills=["softmax", "vectors"])
    before = record.beliefs()
    record.close()
    with closing(sqlite3.connect(tmp_path / "learner.db")) as connection:
        connection.execute("""update mastery set belief = '{"level": "expert"}'""")
        connection.execute("pragma user_version = 1")
        connection.commit()
    record = opened(tmp_path / "learner.db")
    assert record.beliefs() == before
    assert not record.written
    record.close()


def test_the_mark_of_a_model_changes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = model_mark()
    assert model_mark.__wrapped__() == mark

    def kinder(belief: Belief | None, seen: Observation) -> Belief:
        return replace(step(belief, seen), independent=9)

    monkeypatch.setattr("tutor.learner.model_mark.step", kinder)
    assert model_mark.__wrapped__() != mark
