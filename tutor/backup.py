"""The one-file backup: a zip with the settings, the library, the conversations and the learner's record.

What can be made again (vectors, models, logs) is left out. `tutor.restore` reads it back.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.errors import BadInput, Missing, Refused, WorkFailed
from knowledge_base.sqlite_errors import explained

FORMAT = 1
MANIFEST = "manifest.json"
RECORD = "learner.db"
DATABASES = ("library.db", "threads.db", RECORD)
TEXTS = ("config.toml", "glossary.yaml")
DRAFTS = ".export-"  # how folders begin in which a backup is being made
_SQLITE_BUSY_SECONDS = 10.0


@dataclass(frozen=True)
class Member:
    """A file of the backup, with its size and checksum."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Backup:
    """A backup that was written: `made` is ISO 8601, `has_key` whether it holds an API key."""

    file: str
    made: str
    bytes: int
    members: tuple[Member, ...]
    has_key: bool


class MemberEntry(BaseModel):
    """A member as the manifest has it."""

    model_config = ConfigDict(extra="forbid")

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """`manifest.json` of a backup; a `partial` one has some files and leaves the others as they are."""

    model_config = ConfigDict(extra="forbid")

    program: str
    format: int
    made: str
    members: dict[str, MemberEntry]
    partial: bool = False


def export_home(home: Path, target: Path, *, at: datetime, force: bool = False) -> Backup:
    """Write the backup of a tutor's folder; a kill or a full disk leaves no half file.

    Args:
        home: the tutor's folder.
        target: the file to write.
        at: the moment, for the manifest.
        force: whether a file that is there may be replaced.

    Raises:
        Refused: the file is there and `force` was not given.
        Missing: there is nothing to back up yet.
        WorkFailed: the disk is full, or a database cannot be read.
    """
    if target.exists() and not force:
        raise Refused(
            "{path} is there already; it was not touched.",
            hint="Choose another name, or replace it with --force.",
            path=target,
        )
    if target.is_dir():
        raise BadInput("{path} is a folder.", hint="Name the file to write.", path=target)
    if not holds_anything(home):
        raise Missing("There is nothing to back up in {home} yet.", hint="Begin with: tutor setup", home=home)
    members = write_backup(home, (*TEXTS, *DATABASES), target, at)
    made = at.isoformat(timespec="seconds")
    return Backup(str(target), made, target.stat().st_size, members, _has_key(home))


def write_backup(
    home: Path, names: Sequence[str], target: Path, at: datetime, *, partial: bool = False
) -> tuple[Member, ...]:
    """Write those of a tutor's files that are there into a backup, whole or not at all.

    Args:
        home: the tutor's folder.
        names: of its files.
        target: the file to write, or to replace.
        at: the moment, for the manifest.
        partial: whether an import leaves every other file as it is.

    Raises:
        WorkFailed: the disk is full, or a database cannot be read.
    """
    with writing_to(target), tempfile.TemporaryDirectory(prefix=DRAFTS, dir=_folder_of(target)) as folder:
        copies = _copies(home, names, Path(folder))
        members = tuple(_member(path) for path in copies)
        draft = Path(folder) / "backup.zip"
        _write_zip(draft, copies, members, at, partial)
        draft.chmod(0o600)  # it holds what is the learner's
        draft.replace(target)
    return members


def is_whole(path: Path) -> bool:
    """Whether a backup can be read and holds what its manifest says."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            return all(_digest(archive, name) == entry.sha256 for name, entry in manifest.members.items())
    except (OSError, ValueError, LookupError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def holds_anything(home: Path) -> bool:
    """Whether a tutor's folder has anything that a backup would keep."""
    return any((home / name).exists() for name in (*TEXTS, *DATABASES))


def _folder_of(target: Path) -> Path:
    folder = target.absolute().parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copies(home: Path, names: Sequence[str], folder: Path) -> list[Path]:
    found = [name for name in names if (home / name).is_file()]
    for name in found:
        if name in DATABASES:
            with explained(home / name):
                copy_database(home / name, folder / name)
        else:
            shutil.copyfile(home / name, folder / name)
    return [folder / name for name in found]


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy, also while others write, by SQLite's online backup; `target` is replaced whole."""
    with (
        closing(sqlite3.connect(source, timeout=_SQLITE_BUSY_SECONDS)) as reading,
        closing(sqlite3.connect(target, timeout=_SQLITE_BUSY_SECONDS)) as writing,
    ):
        reading.backup(writing)


def _member(path: Path) -> Member:
    with path.open("rb") as file:
        return Member(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _write_zip(
    path: Path, copies: list[Path], members: tuple[Member, ...], at: datetime, partial: bool
) -> None:
    manifest = Manifest(
        program="tutor",
        format=FORMAT,
        made=at.isoformat(timespec="seconds"),
        members={m.name: MemberEntry(sha256=m.sha256, bytes=m.bytes) for m in members},
        partial=partial,
    )
    with path.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=1, exclude_defaults=True))
            for copy in copies:
                archive.write(copy, copy.name)
        file.flush()
        os.fsync(file.fileno())


def _has_key(home: Path) -> bool:
    path = home / "config.toml"
    try:
        model = tomllib.loads(path.read_text(encoding="utf-8")).get("model", {}) if path.exists() else {}
    except ValueError:
        return True  # it cannot be read, so it may
    return bool(isinstance(model, dict) and model.get("api_key"))


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Say in one sentence that a disk is full or a folder is not writable.

    Raises:
        WorkFailed: instead of OSError.
    """
    try:
        yield
    except OSError as error:
        raise WorkFailed(
            "{path} could not be written: {problem}.",
            hint="Check the free space and that you may write there; nothing was changed.",
            path=path,
            problem=error.strerror or error,
        ) from error
