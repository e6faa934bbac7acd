"""Brings a backup back (`tutor import FILE`).

The backup is unpacked and checked beside the present state first; from the moment the marker is written the
import goes on to its end, in this process or, after a kill, at the next start (`finish_import`). So there is
always either the old state or the new one.
"""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from knowledge_base.errors import BadInput, Missing, TutorError, WorkFailed
from knowledge_base.sqlite_errors import explained
from tutor.backup import (
    DATABASES,
    FORMAT,
    MANIFEST,
    RECORD,
    TEXTS,
    Manifest,
    Member,
    MemberEntry,
    copy_database,
    write_backup,
    writing_to,
)
from tutor.files import write_whole
from tutor.home import import_marker
from tutor.settings import load_settings

_STAGED = ".import-"
_SPARE = 50_000_000  # bytes to leave free on the disk
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Imported:
    """An import that was done: which files it brought, and where what they replaced was put aside."""

    file: str
    made: str
    members: tuple[Member, ...]
    put_aside: str
    partial: bool = False


def import_backup(home: Path, source: Path, *, at: datetime) -> Imported:
    """Put a backup in the place of the present state, which is put aside in `before-import-<time>.zip`.

    Of a partial backup, such as the automatic copies of the record, only the files that it has are touched.

    Raises:
        Missing: the file is not there.
        BadInput: it is no backup, damaged, or of a later version; nothing was changed.
        WorkFailed: the tutor is open elsewhere, or the disk is full.
    """
    if not source.is_file():
        raise Missing("There is no file {path}.", hint="Check its name.", path=source)
    home.mkdir(parents=True, exist_ok=True)
    with writing_to(home), _alone(home):
        finish_import(home)
        _drop_leftovers(home)
        staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=home))
        try:
            manifest, members = _unpack(source, staged)
            _check_contents(staged, members, source)
            names = sorted(manifest.members) if manifest.partial else [*TEXTS, *DATABASES]
            aside = _put_aside(home, names, at, manifest.partial)
            write_whole(import_marker(home), json.dumps({"staged": staged.name, "names": names}))
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        finish_import(home)
    return Imported(str(source), manifest.made, members, aside, manifest.partial)


def finish_import(home: Path) -> bool:
    """Carry an import that was killed to its end if there was one. May itself be killed and repeated."""
    marker = import_marker(home)
    if not marker.exists():
        return False
    decided = json.loads(marker.read_text(encoding="utf-8"))
    staged, names = home / decided["staged"], decided.get("names", [*TEXTS, *DATABASES])
    for name in names:
        settle = _settle_database if name in DATABASES else _settle_text
        settle(home / name, staged / name)
    if "library.db" in names:
        shutil.rmtree(home / "vectors", ignore_errors=True)
    marker.unlink()
    shutil.rmtree(staged, ignore_errors=True)
    return True


def _settle_text(present: Path, new: Path) -> None:
    if new.exists():
        write_whole(present, new.read_bytes())
    else:
        present.unlink(missing_ok=True)


def _settle_database(present: Path, new: Path) -> None:
    if not new.exists():
        _remove_database(present)
        return
    with explained(present):
        try:
            copy_database(new, present)  # one transaction: a reader sees the old one or the new one
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # the present one is damaged: perhaps why the backup is brought back
            _remove_database(present)
            copy_database(new, present)


def _remove_database(path: Path) -> None:
    for part in _parts(path):
        part.unlink(missing_ok=True)


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]


def _drop_leftovers(home: Path) -> None:
    """What an import that was killed before its marker left behind."""
    for folder in home.glob(f"{_STAGED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _put_aside(home: Path, names: list[str], at: datetime, partial: bool) -> str:
    if not any((home / name).exists() for name in names):
        return ""
    stamp = at.strftime("%Y%m%d-%H%M%S")
    free = (f"before-import-{stamp}{extra}" for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    aside = home / next(name for name in free if not list(home.glob(f"{name}*")))
    target = aside.with_name(f"{aside.name}.zip")
    try:
        write_backup(home, names, target, at, partial=partial)
    except WorkFailed:  # the present state is damaged; it is kept as it is
        return _copied_as_it_is(home, names, aside)
    return str(target)


def _copied_as_it_is(home: Path, names: list[str], folder: Path) -> str:
    folder.mkdir()
    for path in [part for name in names for part in _parts(home / name)]:
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    return str(folder)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the vectors, as an open tutor would."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{home / 'vectors'}.lock", timeout=0):
            yield
    except Timeout as error:
        raise WorkFailed(
            "The tutor is open in another window.", hint="Close it there and try again."
        ) from error


def _unpack(source: Path, folder: Path) -> tuple[Manifest, tuple[Member, ...]]:
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read_manifest(archive, source)
            _check_names(archive, manifest, source)
            needed = sum(entry.bytes for entry in manifest.members.values())
            _check_room(folder, needed)
            for name, entry in manifest.members.items():
                _unpack_member(archive, name, entry, folder, source)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _not_a_backup(source) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a damaged directory of the archive leads before its beginning
            raise
        raise _not_a_backup(source) from error
    return manifest, tuple(Member(name, e.bytes, e.sha256) for name, e in manifest.members.items())


def _read_manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    if MANIFEST not in archive.namelist() or archive.getinfo(MANIFEST).file_size > _CHUNK:
        raise _not_a_backup(source)
    try:
        values = json.loads(archive.read(MANIFEST))
        if isinstance(values, dict) and isinstance(values.get("format"), int) and values["format"] > FORMAT:
            raise _too_new(source)
        return Manifest.model_validate(values)
    except (ValidationError, ValueError) as error:
        raise _not_a_backup(source) from error


def _check_names(archive: zipfile.ZipFile, manifest: Manifest, source: Path) -> None:
    """Only files that a backup has, each once: nothing can be written anywhere else."""
    names = sorted(archive.namelist())
    known = {*TEXTS, *DATABASES}
    if names != sorted([MANIFEST, *manifest.members]) or not known >= manifest.members.keys():
        raise _not_a_backup(source)
    if not manifest.members or manifest.program != "tutor":
        raise _not_a_backup(source)


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if 3 * needed + _SPARE > free:  # staged, in place, and the present state put aside
        raise WorkFailed(
            "There is not enough room on the disk: {needed} MB are needed, {free} MB are free.",
            hint="Free some space and try again.",
            needed=(3 * needed + _SPARE) // 1_000_000,
            free=free // 1_000_000,
        )


def _unpack_member(
    archive: zipfile.ZipFile, name: str, entry: MemberEntry, folder: Path, source: Path
) -> None:
    digest, done = hashlib.sha256(), 0
    with archive.open(name) as packed, (folder / name).open("wb") as file:
        while chunk := packed.read(_CHUNK):
            done += len(chunk)
            if done > entry.bytes:
                break
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if done != entry.bytes or digest.hexdigest() != entry.sha256:
        raise BadInput(
            "{path} is damaged: {name} is not as it was backed up.",
            hint="Use another copy of the backup; nothing was changed.",
            path=source,
            name=name,
        )


def _check_contents(staged: Path, members: tuple[Member, ...], source: Path) -> None:
    try:
        load_settings(staged)
        for member in members:
            if member.name in DATABASES:
                _check_database(staged / member.name)
    except (TutorError, sqlite3.Error) as error:
        raise BadInput(
            "{path} cannot be imported: {problem}",
            hint="Use another copy of the backup; nothing was changed.",
            path=source,
            problem=str(error).replace(f"{staged}{os.sep}", ""),
        ) from error
    if (staged / RECORD).exists() and _is_of_a_later_version(staged / RECORD):
        raise _too_new(source)


def _is_of_a_later_version(record: Path) -> bool:
    from sqlite_utils import Database

    from tutor.learner.migrations import is_of_a_later_version

    with closing(sqlite3.connect(record)) as connection:
        return is_of_a_later_version(Database(connection))


def _check_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if (found := connection.execute("pragma quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"{path.name}: {found}")


def _too_new(source: Path) -> BadInput:
    return BadInput(
        "{path} was made by a later version of the tutor.", hint="Update the tutor first.", path=source
    )


def _not_a_backup(source: Path) -> BadInput:
    return BadInput(
        "{path} is not a backup of the tutor.",
        hint="A backup is what `tutor export FILE` writes; nothing was changed.",
        path=source,
    )
