"""Export and import of everything the learner has."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.errors import BadInput, Missing, Refused, WorkFailed
from tutor import restore
from tutor.backup import export_home
from tutor.home import import_is_pending
from tutor.restore import finish_import, import_backup

AT = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def write(home: Path, word: str, *, config: str = 'language = "en"\n') -> None:
    """A home that holds `word` in its databases."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text(config)
    for name in ("library.db", "threads.db"):
        with closing(sqlite3.connect(home / name)) as connection:
            connection.execute("pragma journal_mode=wal")
            connection.execute("create table if not exists said (word text)")
            connection.execute("insert into said values (?)", [word])
            connection.commit()


def words(home: Path, name: str = "library.db") -> list[str]:
    """What a database of a home holds."""
    with closing(sqlite3.connect(home / name)) as connection:
        return [row[0] for row in connection.execute("select word from said")]


def state(home: Path) -> dict[str, Any]:
    """Everything that a backup keeps, as a reader sees it."""
    config = home / "config.toml"
    return {
        "config": config.read_text() if config.exists() else None,
        **{
            name: words(home, name)
            for name in ("library.db", "threads.db", "learner.db")
            if (home / name).exists()
        },
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    write(folder, "old")
    return folder


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of another home, which holds `new`."""
    other = tmp_path / "other"
    write(other, "new", config="# mine\nlanguage = 'es'\n")
    target = tmp_path / "backup.zip"
    export_home(other, target, at=AT)
    return target


def test_a_backup_comes_back_as_it_was(home: Path, backup: Path) -> None:
    imported = import_backup(home, backup, at=AT)
    assert state(home) == {
        "config": "# mine\nlanguage = 'es'\n",
        "library.db": ["new"],
        "threads.db": ["new"],
    }
    assert {member.name for member in imported.members} == {"config.toml", "library.db", "threads.db"}
    assert imported.made == "2026-11-28T10:00:00+00:00"


def test_what_was_there_before_can_be_brought_back(home: Path, backup: Path) -> None:
    before = state(home)
    aside = import_backup(home, backup, at=AT).put_aside
    assert Path(aside).name == "before-import-20261128-100000.zip"
    second = import_backup(home, Path(aside), at=AT)
    assert state(home) == before
    assert second.put_aside != aside


def test_an_import_into_a_new_home(tmp_path: Path, backup: Path) -> None:
    assert import_backup(tmp_path / "fresh", backup, at=AT).put_aside == ""
    assert words(tmp_path / "fresh") == ["new"]


def test_a_database_that_the_backup_lacks_is_gone_afterwards(home: Path, backup: Path) -> None:
    shutil.copyfile(home / "library.db", home / "learner.db")
    import_backup(home, backup, at=AT)
    assert not (home / "learner.db").exists()


def test_the_vectors_are_made_anew_after_an_import(home: Path, backup: Path) -> None:
    (home / "vectors").mkdir()
    (home / "vectors" / "index").write_text("of the old library")
    import_backup(home, backup, at=AT)
    assert not (home / "vectors").exists()


def test_the_zip_holds_copies_with_checksums_and_nothing_that_can_be_made_again(
    home: Path, tmp_path: Path
) -> None:
    for folder in ("vectors", "models", "logs"):
        (home / folder).mkdir()
        (home / folder / "file").write_text("x")
    (home / "glossary.yaml").write_text("- {es: [a], en: [b]}\n")
    backup = export_home(home, tmp_path / "b.zip", at=AT)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert set(archive.namelist()) == {
            "manifest.json", "config.toml", "glossary.yaml", "library.db", "threads.db",
        }  # fmt: skip
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["made"] == AT.isoformat()
    assert {m.name: m.sha256 for m in backup.members} == {
        name: entry["sha256"] for name, entry in manifest["members"].items()
    }
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0


def test_a_backup_while_somebody_writes_is_consistent(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "library.db", isolation_level=None)) as writer:
        writer.execute("insert into said values ('kept')")  # in the write-ahead log only
        writer.execute("begin")
        writer.execute("insert into said values ('not yet')")
        export_home(home, tmp_path / "b.zip", at=AT)
        writer.execute("rollback")
    import_backup(tmp_path / "fresh", tmp_path / "b.zip", at=AT)
    assert words(tmp_path / "fresh") == ["old", "kept"]


def test_an_existing_file_is_replaced_only_on_demand(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.zip"
    target.write_text("precious")
    with pytest.raises(Refused):
        export_home(home, target, at=AT)
    assert target.read_text() == "precious"
    export_home(home, target, at=AT, force=True)
    assert zipfile.is_zipfile(target)
    with pytest.raises(BadInput):
        export_home(home, tmp_path, at=AT, force=True)


def test_there_is_nothing_to_back_up_in_an_empty_home(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        export_home(tmp_path / "empty", tmp_path / "b.zip", at=AT)
    assert not (tmp_path / "b.zip").exists()


def test_a_full_disk_leaves_no_half_backup(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tutor.backup.os.fsync", full)
    folder = tmp_path / "target"
    with pytest.raises(WorkFailed, match="No space left"):
        export_home(home, folder / "b.zip", at=AT)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("config", "has_key"),
    [('[model]\napi_key = "secret"\n', True), ('[model]\nname = "none"\n', False), ("not toml", True)],
)
def test_a_key_in_the_backup_is_noticed(home: Path, tmp_path: Path, config: str, has_key: bool) -> None:
    (home / "config.toml").write_text(config)
    assert export_home(home, tmp_path / "b.zip", at=AT).has_key is has_key


# -- what is no backup -----------------------------------------------------------------------------


def repacked(source: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write a zip again with other members."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def manifest_with(members: dict[str, bytes], /, **changes: Any) -> None:
    """Change the manifest."""
    manifest = json.loads(members["manifest.json"])
    manifest.update(changes)
    members["manifest.json"] = json.dumps(manifest).encode()


def smuggle(members: dict[str, bytes]) -> None:
    """A member that would be written outside the home, with a manifest that knows it."""
    entry = json.loads(members["manifest.json"])["members"]["config.toml"]
    members["../evil.toml"] = members["config.toml"]
    manifest_with(members, members={"../evil.toml": entry})


CHANGES: dict[str, Callable[[dict[str, bytes]], None]] = {
    "no manifest": lambda members: members.pop("manifest.json") and None,
    "manifest that is no JSON": lambda members: members.update({"manifest.json": b"{"}),
    "manifest that is a list": lambda members: members.update({"manifest.json": b"[]"}),
    "manifest with more in it": lambda members: manifest_with(members, extra=1),
    "another program": lambda members: manifest_with(members, program="other"),
    "no members": lambda members: manifest_with(members, members={}),
    "a later version": lambda members: manifest_with(members, format=2),
    "a member that is missing": lambda members: members.pop("library.db") and None,
    "a member more": lambda members: members.update({"models/x.gguf": b"x"}),
    "a path that leaves the folder": smuggle,
    "a changed member": lambda members: members.update({"config.toml": b"language = 'en'\n"}),
    "a longer member": lambda members: members.update({"library.db": members["library.db"] * 2}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_no_backup_changes_nothing(
    home: Path, backup: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    repacked(backup, change)
    before = state(home)
    with pytest.raises(BadInput):
        import_backup(home, backup, at=AT)
    assert state(home) == before
    assert not (home.parent / "evil.toml").exists()
    assert not list(home.glob(".import-*"))
    assert not list(home.glob("before-import-*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("config.toml", b"[modle]\n"), ("config.toml", b"= ="), ("library.db", b"no database " * 100)],
    ids=["unknown setting", "no TOML", "no database"],
)
def test_a_backup_whose_contents_are_wrong_is_refused(
    home: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    from hashlib import sha256

    target = tmp_path / "b.zip"
    export_home(home, target, at=AT)

    def change(members: dict[str, bytes]) -> None:
        entries = json.loads(members["manifest.json"])["members"]
        entries[name] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
        members[name] = content
        manifest_with(members, members=entries)

    repacked(target, change)
    before = state(home)
    with pytest.raises(BadInput) as caught:
        import_backup(home, target, at=AT)
    assert ".import-" not in caught.value.message
    assert state(home) == before


def test_a_file_that_is_not_there_or_no_zip(home: Path, tmp_path: Path) -> None:
    with pytest.raises(Missing):
        import_backup(home, tmp_path / "nowhere.zip", at=AT)
    (tmp_path / "text.zip").write_text("not a zip")
    with pytest.raises(BadInput):
        import_backup(home, tmp_path / "text.zip", at=AT)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_damaged_backup_is_refused_or_comes_back_whole(
    home: Path, backup: Path, tmp_path: Path, position: float, flip: int
) -> None:
    data = bytearray(backup.read_bytes())
    data[int(position * len(data))] ^= flip
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(data)
    before = state(home)
    try:
        import_backup(home, damaged, at=AT)
    except BadInput:
        assert state(home) == before
    else:
        assert words(home) == words(home, "threads.db") == ["new"]
        import_backup(home, next(home.glob("before-import-*.zip")), at=AT)
        for path in home.glob("before-import-*.zip"):
            path.unlink()


def test_no_room_on_the_disk(home: Path, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home)._replace(free=1000)
    monkeypatch.setattr("tutor.restore.shutil.disk_usage", lambda path: usage)
    with pytest.raises(WorkFailed, match="not enough room"):
        import_backup(home, backup, at=AT)
    assert words(home) == ["old"]


def test_an_open_tutor_is_not_overwritten(home: Path, backup: Path) -> None:
    with FileLock(home / "vectors.lock"), pytest.raises(WorkFailed, match="another window"):
        import_backup(home, backup, at=AT)
    assert words(home) == ["old"]


# -- killed half way -------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


STEPS = ["_unpack", "_check_contents", "_put_aside", "_settle_text", "_settle_database", "finish_import"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("times", [1, 2])
def test_an_import_that_is_killed_leaves_the_old_state_or_the_new_one(
    home: Path, backup: Path, step: str, times: int
) -> None:
    old, calls = state(home), []
    real = getattr(restore, step)

    def killed(*arguments: Any) -> Any:
        calls.append(step)
        if len(calls) >= times:
            raise Killed
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restore, step, killed)
        with suppress(Killed):
            import_backup(home, backup, at=AT)
    pending = import_is_pending(home)
    assert finish_import(home) is pending
    if pending:
        assert words(home) == words(home, "threads.db") == ["new"]
    elif len(calls) >= times:
        assert state(home) == old
    assert not import_is_pending(home)
    import_backup(home, backup, at=AT)
    assert not list(home.glob(".import-*"))


def test_a_damaged_library_does_not_stand_in_the_way_of_its_backup(home: Path, backup: Path) -> None:
    (home / "library.db").write_bytes(b"garbage " * 1000)
    aside = import_backup(home, backup, at=AT).put_aside
    assert words(home) == ["new"]
    assert (Path(aside) / "library.db").read_bytes().startswith(b"garbage")


def test_a_reader_that_is_open_meanwhile_sees_the_new_state(home: Path, backup: Path) -> None:
    with closing(sqlite3.connect(home / "library.db")) as reader:
        assert reader.execute("select word from said").fetchall() == [("old",)]
        import_backup(home, backup, at=AT)
        assert reader.execute("select word from said").fetchall() == [("new",)]
