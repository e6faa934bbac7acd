"""What happened is kept whole, survives anything, and can be rebuilt from the events."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from knowledge_base.errors import WorkFailed
from tutor.learner.migrations import migrations
from tutor.learner.record import Record

START = datetime(2026, 11, 28, 10, tzinfo=UTC)


def opened(path: Path) -> Record:
    """A record whose clock moves by a minute at each look."""
    minutes = iter(range(10_000))
    return Record(path, lambda: START + timedelta(minutes=next(minutes)))


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


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["attempt", "help"]), st.sampled_from("xyz"), st.text(max_size=5)),
        max_size=12,
    )
)
def test_the_tables_can_be_rebuilt_from_the_events(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[str, str, str]]
) -> None:
    record = opened(tmp_path_factory.mktemp("record") / "learner.db")
    for kind, exercise, text in turns:
        if kind == "attempt":
            record.add_attempt(exercise, text, text, "failed", (text,))
        else:
            record.add_help(exercise, 1 + len(text) % 5, text)
    before = record.attempts(), record.helps()
    record.rebuild()
    assert (record.attempts(), record.helps()) == before
    record.close()


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
