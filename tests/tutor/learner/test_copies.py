"""The record's automatic copies: when they are made, which are kept, and how one comes back."""

import asyncio
import json
import sqlite3
import zipfile
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from knowledge_base.errors import BadInput, WorkFailed
from tests.fakes import FakeEmbedder
from tests.tui.command_line import CommandLine
from tutor import restore
from tutor.app import open_tutor
from tutor.backup import RECORD, export_home
from tutor.diagnosis import Check, Patient
from tutor.doctor import settings_or_defaults
from tutor.doctor_parts import check_copies, check_record
from tutor.home import import_is_pending
from tutor.learner.copies import Copy, copies, keep_copy, newest_good
from tutor.learner.entries import CheckIn, Done, Entry
from tutor.learner.record import Record
from tutor.restore import finish_import, import_backup

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def study(home: Path, ref: str = "softmax") -> None:
    """Keep something."""
    with closing(Record(home / RECORD, lambda: AT)) as record:
        record.add(Done(record.now(), "lesson", ref, 30, "2026-11-28"))


def studied(home: Path) -> list[str]:
    """What the record holds."""
    with closing(Record(home / RECORD, lambda: AT)) as record:
        return [done.ref for done in record.entries(Done)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a record, a library and settings."""
    study(tmp_path)
    (tmp_path / "config.toml").write_text('language = "en"\n')
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        connection.execute("create table said (word text)")
    return tmp_path


def test_one_copy_a_day_is_made(home: Path) -> None:
    first = keep_copy(home, AT)
    assert first == Copy(home / "backups" / "learner-2026-11-28.zip", date(2026, 11, 28))
    assert first is not None
    assert first.path.stat().st_mode & 0o077 == 0
    assert keep_copy(home, AT + timedelta(hours=9)) is None
    assert keep_copy(home, AT + DAY) is not None
    assert [copy.day.day for copy in copies(home)] == [29, 28]


def test_todays_copy_can_be_made_anew(home: Path) -> None:
    keep_copy(home, AT)
    study(home, "vectors")
    copy = keep_copy(home, AT, anew=True)
    assert copy is not None
    (home / RECORD).unlink()
    import_backup(home, copy.path, at=AT)
    assert studied(home) == ["softmax", "vectors"]


def test_a_copy_brings_back_the_record_and_touches_nothing_else(home: Path) -> None:
    copy = keep_copy(home, AT)
    assert copy is not None
    study(home, "later")
    (home / "config.toml").write_text('language = "es"\n')
    (home / "vectors").mkdir()
    imported = import_backup(home, copy.path, at=AT)
    assert imported.partial
    assert studied(home) == ["softmax"]
    assert (home / "config.toml").read_text() == 'language = "es"\n'
    assert (home / "vectors").is_dir()
    assert (home / "library.db").exists()
    import_backup(home, Path(imported.put_aside), at=AT)
    assert studied(home) == ["softmax", "later"]
    assert (home / "config.toml").read_text() == 'language = "es"\n'


def test_a_copy_into_a_new_home(home: Path, tmp_path: Path) -> None:
    copy = keep_copy(home, AT)
    assert copy is not None
    assert import_backup(tmp_path / "fresh", copy.path, at=AT).put_aside == ""
    assert studied(tmp_path / "fresh") == ["softmax"]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["_check_contents", "_put_aside", "_settle_database", "write_whole"])
def test_a_copy_whose_import_is_killed_leaves_the_old_record_or_the_new_one(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    copy = keep_copy(home, AT)
    assert copy is not None
    study(home, "later")

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(restore, step, killed)
        with suppress(Killed):
            import_backup(home, copy.path, at=AT)
    pending = import_is_pending(home)
    assert finish_import(home) is pending
    assert studied(home) == (["softmax"] if pending else ["softmax", "later"])
    assert (home / "library.db").exists()
    assert (home / "config.toml").exists()


def test_a_backup_of_everything_still_replaces_everything(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    study(other, "theirs")
    export_home(other, tmp_path / "all.zip", at=AT)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "partial" not in json.loads(archive.read("manifest.json"))  # earlier versions take it too
    assert not import_backup(home, tmp_path / "all.zip", at=AT).partial
    assert studied(home) == ["theirs"]
    assert not (home / "config.toml").exists()


def test_a_copy_of_a_newer_version_is_not_imported(home: Path) -> None:
    with closing(sqlite3.connect(home / RECORD)) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('learner', 'm999', '')"
        )
        connection.commit()
    copy = keep_copy(home, AT)
    assert copy is not None
    (home / RECORD).unlink()
    study(home, "mine")
    with pytest.raises(BadInput, match="later version"):
        import_backup(home, copy.path, at=AT)
    assert studied(home) == ["mine"]


def test_half_a_copy_changes_nothing(home: Path) -> None:
    copy = keep_copy(home, AT)
    assert copy is not None
    copy.path.write_bytes(copy.path.read_bytes()[: copy.path.stat().st_size // 2])
    study(home, "later")
    with pytest.raises(BadInput):
        import_backup(home, copy.path, at=AT)
    assert studied(home) == ["softmax", "later"]
    assert newest_good(home) is None


def test_the_newest_seven_are_kept_and_one_of_each_of_eight_weeks(home: Path) -> None:
    for day in range(100):
        keep_copy(home, AT + day * DAY)
    today = AT.date() + 99 * DAY
    kept = [copy.day for copy in copies(home)]
    assert kept[:7] == [today - back * DAY for back in range(7)]
    assert all(day.weekday() == 6 for day in kept[7:])  # the last of its week
    assert len({day.isocalendar()[:2] for day in kept}) == 8
    assert len(kept) == 7 + 7  # today is a Sunday, and the newest seven are a week


def test_copies_of_a_day_that_is_not_yet_and_files_of_others_are_left_alone(home: Path) -> None:
    keep_copy(home, AT + 3000 * DAY)
    names = ["learner-2026-13-99.zip", "learner-old.zip", "mine.zip"]
    for name in names:
        (home / "backups" / name).write_text("mine")
    for day in range(12):
        keep_copy(home, AT + day * DAY)
    assert len(copies(home)) == 1 + 8
    assert copies(home)[0].day.year == 2035
    assert all((home / "backups" / name).exists() for name in names)


def test_no_copy_is_made_of_a_damaged_record_and_none_is_lost(home: Path) -> None:
    good = keep_copy(home, AT)
    assert good is not None
    data = bytearray((home / RECORD).read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    (home / RECORD).write_bytes(data)
    with pytest.raises(WorkFailed, match="damaged") as caught:
        keep_copy(home, AT + DAY)
    assert good.command in caught.value.hint
    assert copies(home) == (good,)


def test_without_a_record_there_is_nothing_to_copy(tmp_path: Path) -> None:
    assert keep_copy(tmp_path, AT) is None
    assert not (tmp_path / "backups").exists()


def test_a_full_disk_costs_the_copy_only(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tutor.backup.os.fsync", full)
    assert keep_copy(home, AT) is None
    assert copies(home) == ()
    assert studied(home) == ["softmax"]


def test_two_processes_make_one_copy(home: Path) -> None:
    (home / "backups").mkdir()
    with FileLock(home / "backups" / ".lock"):
        assert keep_copy(home, AT) is None
    assert keep_copy(home, AT) is not None


def test_what_a_killed_copy_left_is_removed_by_the_next(home: Path) -> None:
    (home / "backups" / ".export-abc").mkdir(parents=True)
    (home / "backups" / ".export-abc" / "learner.db").write_text("half")
    keep_copy(home, AT)
    assert not (home / "backups" / ".export-abc").exists()


# -- as the learner meets it -----------------------------------------------------------------------


def test_a_process_that_kept_something_leaves_a_copy_and_one_that_read_does_not(tutor_home: Path) -> None:
    async def use(writing: bool) -> None:
        tutor = open_tutor(tutor_home)
        if writing:
            tutor.record.add(Done(tutor.record.now(), "lesson", "softmax", 30, "2026-11-28"))
        assert tutor.record.entries(Done) == () or writing
        await tutor.aclose()

    asyncio.run(use(False))
    assert copies(tutor_home) == ()
    asyncio.run(use(True))
    assert len(copies(tutor_home)) == 1


def test_a_check_in_has_the_copy_of_its_day_made_anew(tutor_home: Path) -> None:
    def use(entry: Entry) -> None:
        tutor = open_tutor(tutor_home)
        tutor.record.add(entry)
        asyncio.run(tutor.aclose())

    at = AT.isoformat()
    use(Done(at, "lesson", "softmax", 30, "2026-11-28"))
    use(Done(at, "lesson", "vectors", 30, "2026-11-28"))
    use(CheckIn(at, 1, "checkin", {}, (), "", "I go on", True))
    (tutor_home / RECORD).unlink()
    import_backup(tutor_home, copies(tutor_home)[0].path, at=AT)
    assert studied(tutor_home) == ["softmax", "vectors"]


def test_the_command_that_is_named_brings_the_record_back(
    tutor_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tutor = CommandLine(capsys)
    study(tutor_home)
    copy = keep_copy(tutor_home, AT)
    assert copy is not None
    (tutor_home / RECORD).write_bytes(b"garbage " * 1000)
    refused = tutor("practice", "list", "--language", "es")
    assert refused.code == 1
    assert "está dañado" in refused.err
    assert copy.command in refused.err
    ran = tutor(*copy.command.split()[1:], "--language", "es")
    assert ran.code == 0
    assert "Lo demás no se tocó" in ran.out
    assert studied(tutor_home) == ["softmax"]
    assert tutor("practice", "list", "--language", "es").code == 0


def doctor(home: Path) -> dict[str, Check]:
    """What the doctor says of the record and its copies."""
    patient = Patient(
        home=home,
        settings=settings_or_defaults(home),
        language="en",
        course_folder=home,
        make_embedder=FakeEmbedder,
        environment={},
    )
    return {"record": check_record(patient), "copies": check_copies(patient)}


def test_the_doctor_tells_of_copies(tmp_path: Path) -> None:
    assert doctor(tmp_path)["copies"].status == "ok"
    assert not (tmp_path / RECORD).exists()
    study(tmp_path)
    assert "first automatic copy" in doctor(tmp_path)["copies"].detail
    keep_copy(tmp_path, AT)
    found = doctor(tmp_path)["copies"]
    assert found.status == "ok"
    assert "latest automatic copy is of 2026-11-28" in found.detail
    with closing(Record(tmp_path / RECORD, lambda: AT + 10 * DAY)) as record:
        record.add(Done(record.now(), "lesson", "softmax", 30, "2026-12-08"))
    found = doctor(tmp_path)["copies"]
    assert (found.status, "tutor export FILE" in found.fix) == ("warn", True)


def test_the_doctor_finds_damage_that_nobody_has_met_yet(home: Path) -> None:
    with closing(Record(home / RECORD, lambda: AT)) as record:
        record.add(
            *(Done(record.now(), "lesson", f"skill-{number}" * 5, 30, "2026-11-28") for number in range(300))
        )
    copy = keep_copy(home, AT)
    assert copy is not None
    data = bytearray((home / RECORD).read_bytes())
    data[-8192:-4096] = b"\xff" * 4096
    (home / RECORD).write_bytes(data)
    found = doctor(home)
    assert found["record"].status == "fail"
    assert "damaged" in found["record"].detail
    assert copy.command in found["record"].fix
    assert found["copies"].status == "ok"
    copy.path.unlink()
    assert "tutor import FILE" in doctor(home)["record"].fix
    (home / RECORD).write_bytes(b"garbage " * 1000)
    assert [check.status for check in doctor(home).values()] == ["fail", "ok"]
