"""A record that is damaged, emptied, cut short, of another version, or where nothing can be written."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from sqlite_utils import Database

from knowledge_base.errors import TutorError, WorkFailed
from tutor.backup import RECORD
from tutor.learner.copies import keep_copy
from tutor.learner.entries import Attempt, Done, Observation
from tutor.learner.migrations import migrations
from tutor.learner.record import Record
from tutor.restore import import_backup

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


def opened(path: Path) -> Record:
    """A record whose clock moves by a minute at each look."""
    minutes = iter(range(100_000))
    return Record(path, lambda: AT + timedelta(minutes=next(minutes)))


def looked_through(path: Path) -> None:
    """Read everything, add something, and make all tables anew."""
    with closing(opened(path)) as record:
        record.attempts()
        record.brief_attempts()
        record.entries(Observation)
        record.beliefs()
        record.memories()
        record.add_attempt("softmax", "x", "p", "passed", skills=["softmax"])
        record.rebuild()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose record has some pages."""
    dice = random.Random(3)
    with closing(opened(tmp_path / RECORD)) as record:
        for number in range(60):
            program = "".join(f"x_{dice.getrandbits(30)} = {dice.random()}\n" for _ in range(30))
            record.add_attempt(f"e{number}", program, "p", "failed", skills=[f"skill-{number}"])
    return tmp_path


def test_a_damaged_record_is_kept_aside_and_the_copy_that_brings_it_back_is_named(home: Path) -> None:
    copy = keep_copy(home, AT)
    assert copy is not None
    garbage = b"this is no database at all" * 100
    (home / RECORD).write_bytes(garbage)
    with pytest.raises(WorkFailed, match=r"damaged.*kept as .*learner\.db\.damaged-2026-11-28") as caught:
        opened(home / RECORD)
    assert caught.value.hint == f"Bring the record of 2026-11-28 back with: tutor import {copy.path}"
    assert (home / "learner.db.damaged-2026-11-28").read_bytes() == garbage
    import_backup(home, copy.path, at=AT)
    with closing(opened(home / RECORD)) as record:
        assert len(record.attempts()) == 60


def test_without_a_copy_the_way_on_is_said_too(home: Path) -> None:
    (home / RECORD).write_bytes(b"garbage " * 500)
    with pytest.raises(WorkFailed) as caught:
        opened(home / RECORD)
    assert "move the file away to begin anew" in caught.value.hint


def test_the_newest_copy_that_is_whole_is_named(home: Path) -> None:
    earlier, later = keep_copy(home, AT), keep_copy(home, AT + timedelta(days=1))
    assert earlier is not None
    assert later is not None
    later.path.write_bytes(later.path.read_bytes()[:-200])
    (home / RECORD).write_bytes(b"garbage " * 500)
    with pytest.raises(WorkFailed) as caught:
        opened(home / RECORD)
    assert str(earlier.path) in caught.value.hint


def test_a_damaged_file_is_kept_once_and_never_over_another(home: Path) -> None:
    for content in (b"one " * 500, b"one " * 500, b"two " * 500):
        (home / RECORD).write_bytes(content)
        with pytest.raises(WorkFailed):
            opened(home / RECORD)
    kept = {path.name: path.read_bytes()[:3] for path in home.glob("learner.db.damaged-*")}
    assert kept == {"learner.db.damaged-2026-11-28": b"one", "learner.db.damaged-2026-11-28-2": b"two"}


def test_damage_that_is_met_while_reading_ends_all_use(home: Path) -> None:
    data = bytearray((home / RECORD).read_bytes())
    with closing(sqlite3.connect(home / RECORD)) as connection:
        page = connection.execute("select rootpage from sqlite_master where name = 'attempts'").fetchone()[0]
        size = connection.execute("pragma page_size").fetchone()[0]
    data[(page - 1) * size : page * size] = b"\xff" * size
    (home / RECORD).write_bytes(data)
    with closing(opened(home / RECORD)) as record:
        assert record.beliefs()  # what is whole can still be read
        with pytest.raises(WorkFailed, match="damaged"):
            record.brief_attempts()
        with pytest.raises(WorkFailed, match="damaged"):
            record.add(Done(record.now(), "lesson", "softmax", 30, "2026-11-28"))
    assert (home / "learner.db.damaged-2026-11-28").read_bytes() == bytes(data)


def test_an_entry_that_cannot_be_understood_is_damage(home: Path) -> None:
    with closing(sqlite3.connect(home / RECORD)) as connection:
        connection.execute("update events set data = zeroblob(900) where kind = 'attempt'")
        connection.commit()
    with closing(opened(home / RECORD)) as record:
        assert len(record.brief_attempts()) == 60
        with pytest.raises(WorkFailed, match="an entry of attempts cannot be read"):
            record.attempts()


def test_a_file_that_is_cut_short_anywhere_is_refused(home: Path) -> None:
    whole, dice = (home / RECORD).read_bytes(), random.Random(8)
    lengths = [15, 16, 99, 100, 511, 512, 4095, 4096, *(dice.randrange(len(whole)) for _ in range(20))]
    for number, length in enumerate(lengths):
        folder = home / str(number)
        folder.mkdir()
        (folder / RECORD).write_bytes(whole[:length])
        with pytest.raises(WorkFailed):
            looked_through(folder / RECORD)
        assert (folder / RECORD).read_bytes() == whole[:length]


@pytest.mark.slow
def test_bytes_that_turned_over_end_in_one_sentence_or_do_no_harm(home: Path) -> None:
    whole, dice = (home / RECORD).read_bytes(), random.Random(11)
    header, said = list(range(100)), []
    for number, place in enumerate([*header, *(dice.randrange(len(whole)) for _ in range(200))]):
        data = bytearray(whole)
        for offset in range(dice.choice([1, 1, 40])):
            data[min(place + offset, len(data) - 1)] ^= dice.randint(1, 255)
        folder = home / str(number)
        folder.mkdir()
        (folder / RECORD).write_bytes(data)
        try:
            looked_through(folder / RECORD)
        except TutorError as error:
            said.append(error)
        shutil.rmtree(folder)
    assert len(said) > 50
    assert [error for error in said if "\n" in error.message or not error.hint] == []


@pytest.mark.parametrize("left", [b"", b"S"])
def test_an_emptied_file_is_not_taken_for_a_new_one(home: Path, left: bytes) -> None:
    keep_copy(home, AT)
    (home / RECORD).write_bytes(left)
    with pytest.raises(WorkFailed, match="is empty, though"):
        opened(home / RECORD)
    assert (home / RECORD).read_bytes() == left


def test_an_emptied_file_does_not_take_its_log_along(tmp_path: Path) -> None:
    with closing(opened(tmp_path / RECORD)) as record:
        record.add(Done(record.now(), "lesson", "softmax", 30, "2026-11-28"))
        log = (tmp_path / "learner.db-wal").read_bytes()
        other = tmp_path / "other"
        other.mkdir()
        (other / RECORD).write_bytes(b"")
        (other / "learner.db-wal").write_bytes(log)
    with pytest.raises(WorkFailed, match="is empty"):
        opened(other / RECORD)
    assert (other / "learner.db-wal").read_bytes() == log
    assert (other / "learner.db.damaged-2026-11-28-wal").read_bytes() == log


def test_an_empty_file_of_a_first_start_that_was_killed_is_a_new_record(tmp_path: Path) -> None:
    (tmp_path / RECORD).touch()
    with closing(opened(tmp_path / RECORD)) as record:
        assert record.attempts() == ()


def test_the_log_of_a_killed_process_is_read(tmp_path: Path) -> None:
    with closing(opened(tmp_path / RECORD)) as record:
        record.add_attempt("softmax", "a", "a", "failed")
        other = tmp_path / "other"
        other.mkdir()
        for name in (RECORD, "learner.db-wal"):
            shutil.copyfile(tmp_path / name, other / name)
    with closing(opened(other / RECORD)) as record:
        assert [attempt.source for attempt in record.attempts()] == ["a"]


def test_a_torn_end_of_the_log_costs_nothing_that_was_there_before(tmp_path: Path) -> None:
    with closing(opened(tmp_path / RECORD)) as record:
        record.add_attempt("softmax", "a", "a", "failed")
        size = (tmp_path / "learner.db-wal").stat().st_size
        record.add_attempt("softmax", "b", "b", "failed")
        other = tmp_path / "other"
        other.mkdir()
        shutil.copyfile(tmp_path / RECORD, other / RECORD)
        log = (tmp_path / "learner.db-wal").read_bytes()
    (other / "learner.db-wal").write_bytes(log[: (size + len(log)) // 2])
    with closing(opened(other / RECORD)) as record:
        assert [attempt.source for attempt in record.attempts()] == ["a"]


# -- versions --------------------------------------------------------------------------------------


def test_a_record_of_a_newer_version_is_refused_and_left_alone(home: Path) -> None:
    with closing(sqlite3.connect(home / RECORD)) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('learner', 'm999', '')"
        )
        connection.commit()
    before = (home / RECORD).read_bytes()
    with pytest.raises(WorkFailed, match="newer version"):
        opened(home / RECORD)
    assert (home / RECORD).read_bytes() == before
    assert not list(home.glob("*damaged*"))


@pytest.mark.parametrize("stop", [step.name for step in migrations.pending(Database(memory=True))][1:])
def test_an_older_record_is_brought_up_to_date_with_what_it_has(tmp_path: Path, stop: str) -> None:
    old = Database(tmp_path / RECORD)
    migrations.apply(old, stop_before=stop)
    attempt = Attempt(AT.isoformat(), "softmax", "x = 1", "p", "failed", ("r",), "no-max", 1, 7, {"a": [1]})
    data = json.dumps(asdict(attempt))
    old.execute("insert into events (id, at, kind, data) values (1, ?, 'attempt', ?)", [attempt.at, data])
    row = asdict(attempt) | {"event": 1, "failing": '["r"]', "counterexample": '{"a": [1]}'}
    old.execute(f"insert into attempts ({', '.join(row)}) values ({', '.join('?' * 11)})", list(row.values()))
    old.conn.commit()
    old.conn.close()
    with closing(opened(tmp_path / RECORD)) as record:
        assert record.attempts() == (attempt,)
        assert record.brief_attempts() == (replace(attempt, source="", counterexample=None),)
        record.rebuild()
        assert record.attempts() == (attempt,)
        record.add(Done(record.now(), "lesson", "softmax", 30, "2026-11-28"))


def test_an_upgrade_that_is_cut_off_is_done_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Database(tmp_path / RECORD)
    migrations.apply(old, stop_before="m002_projects")
    old.conn.close()
    before = (tmp_path / RECORD).stat().st_size

    def cut_off(db: Database) -> None:
        migrations.apply(db)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tutor.learner.record._brought_up_to_date", cut_off)
        with pytest.raises(KeyboardInterrupt):
            opened(tmp_path / RECORD)
    with closing(sqlite3.connect(tmp_path / RECORD)) as connection:
        assert connection.execute("select count(*) from _sqlite_migrations").fetchone() == (1,)
    assert before
    with closing(opened(tmp_path / RECORD)) as record:
        assert record.project_runs() == ()


# -- where nothing can be written ------------------------------------------------------------------


def test_a_full_disk_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    with closing(opened(tmp_path / RECORD)) as record:
        record.add_attempt("softmax", "a", "a", "failed")
        pages = record._db.execute("pragma page_count").fetchone()[0]
        record._db.execute(f"pragma max_page_count = {pages}")
        program = "".join(f"{number * 7919}\n" for number in range(5000))
        with pytest.raises(WorkFailed, match="disk is full"):
            record.add_attempt("softmax", program, "b", "failed")
        assert [attempt.source for attempt in record.attempts()] == ["a"]
        record._db.execute("pragma max_page_count = 100000")
        record.add_attempt("softmax", program, "b", "failed")
        assert [attempt.program for attempt in record.attempts()] == ["a", "b"]


CHILD = """
import os, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from knowledge_base.errors import WorkFailed
from tutor.learner.entries import Done
from tutor.learner.record import Record
def now():
    return datetime.now(UTC)
"""


def child(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """What a process of its own says."""
    command = [sys.executable, "-c", CHILD + dedent(code), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_file_that_may_not_grow_is_told_in_one_sentence_and_nothing_is_lost(home: Path) -> None:
    said = child(
        """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        record = Record(Path(sys.argv[1]), now)
        kept = 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            while True:
                record.add(*[Done(record.now(), "lesson", "softmax", kept, "2026-11-28")] * 50)
                kept += 1
        except WorkFailed as error:
            print(kept, error.message)
        """,
        home / RECORD,
    )
    kept, _, message = said.stdout.partition(" ")
    assert said.stderr == ""
    assert "cannot be used" in message or "full" in message
    with closing(opened(home / RECORD)) as record:
        assert record.count(Done) == 50 * int(kept) > 0
        assert len(record.attempts()) == 60


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_where_nobody_may_write_is_told_in_one_sentence(there: bool) -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to others altogether
    if there:
        with closing(opened(folder / RECORD)) as record:
            record.add_attempt("softmax", "a", "a", "failed")
    folder.chmod(0o555)
    said = child(
        """
        import filelock, sqlite_utils.migrations, tutor.learner.copies
        if os.geteuid() == 0:
            os.setuid(65534)  # root may write anywhere
        try:
            record = Record(Path(sys.argv[1]), now)
            record.add(Done(record.now(), "lesson", "softmax", 30, "2026-11-28"))
        except WorkFailed as error:
            print(error.message)
        """,
        folder / RECORD,
    )
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert said.stderr == ""
    assert "cannot be used" in said.stdout


def test_a_file_stands_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkFailed, match="cannot be used"):
        opened(tmp_path / "file" / RECORD)
