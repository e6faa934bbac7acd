"""Chroma's index of vectors on disk, kept level with library.db.

Chroma trusts its files: a damaged index makes it crash the process or silently find the wrong passages. So
a seal beside them, the hashes of the index files, is broken before they change and written when they are
level again. Where the seal does not hold (a process that was killed, a damaged disk, another encoder) the
folder is made anew from library.db, which costs no embedding.
"""

import functools
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge_base.store import LibraryStore, Vector

BATCH = 5_000  # Chroma refuses more than 5,461 in one call
SEAL_FILE = "seal.json"
_DATABASE = "chroma.sqlite3"
_KEY_DIGITS = 8


class DamagedIndex(Exception):
    """Chroma answers, but not with what it holds."""


class ChromaIndex:
    """Chroma's HNSW index on disk; for one process and one thread at a time."""

    kind = "chroma"

    def __init__(self, folder: Path, store: LibraryStore) -> None:
        self._folder = folder
        self._store = store
        self._generation = -1
        self._made_by: list[object] = []
        self._collection: Any = None
        self._client: Any = None

    def nearest(self, vector: Vector, count: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first; `vector` (dimension,) is a unit vector."""
        self.sync()
        try:
            return self._query(vector, count)
        except chroma_failures():
            self._start_over()
            self.sync()
            return self._query(vector, count)

    def sync(self) -> None:
        """Bring Chroma level with library.db; when it cannot even be read, start it over."""
        if self._generation == (generation := self._store.generation):
            return
        try:
            self._level()
        except chroma_failures():
            self._start_over()
            self._level()
        self._generation = generation

    def close(self) -> None:
        """Release Chroma's files."""
        client, self._client, self._collection, self._generation = self._client, None, None, -1
        if client is not None:
            client.close()

    def _query(self, vector: Vector, count: int) -> list[tuple[str, float]]:
        wanted = min(count, self._collection.count())
        if wanted == 0:
            return []
        found = self._collection.query(
            query_embeddings=[vector.tolist()], n_results=wanted, include=["distances"]
        )
        pairs = list(zip(found["ids"][0], found["distances"][0], strict=True))
        if len(pairs) < wanted:
            raise DamagedIndex(f"{len(pairs)} passages of {wanted}")
        return [(key.partition(":")[0], 1.0 - float(distance)) for key, distance in pairs]

    def _level(self) -> None:
        made_by = list(self._store.made_by)
        if self._collection is not None and self._made_by != made_by:
            self._start_over()
        if self._collection is None:
            self._open(made_by)
        wanted = {f"{name}:{key[:_KEY_DIGITS]}": name for name, key in self._store.vector_keys().items()}
        present = set(self._collection.get(include=[])["ids"])
        if wanted.keys() != present or not self._seal.exists():
            self._change(wanted, present)

    def _change(self, wanted: dict[str, str], present: set[str]) -> None:
        self._seal.unlink(missing_ok=True)
        for batch in _batches(sorted(present - wanted.keys())):
            self._collection.delete(ids=batch)
        one: Vector | None = None
        for batch in _batches(sorted(wanted.keys() - present)):
            vectors = self._store.vectors([wanted[key] for key in batch])
            ready = [key for key in batch if wanted[key] in vectors]
            if ready:
                self._collection.upsert(ids=ready, embeddings=[vectors[wanted[key]] for key in ready])
                one = vectors[wanted[ready[0]]]
        if one is not None:
            self._query(one, 1)  # Chroma takes up what was added when it is next asked
        self._write_seal()

    # -- files -------------------------------------------------------------------------------------

    def _open(self, made_by: list[object]) -> None:
        if not self._seal_holds(made_by):
            self._start_over()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._made_by = made_by
        self._client = _chromadb().PersistentClient(
            str(self._folder), settings=_settings_class()(anonymized_telemetry=False)
        )
        self._collection = self._client.get_or_create_collection(
            "passages",
            embedding_function=None,  # the default one fetches a model at first use
            configuration={"hnsw": {"space": "cosine"}},
        )

    def _start_over(self) -> None:
        _chromadb()
        from chromadb.api.shared_system_client import SharedSystemClient

        try:
            self.close()
        except chroma_failures():
            pass  # what is broken need not close in order
        SharedSystemClient.clear_system_cache()  # else the broken one is handed out again
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _seal(self) -> Path:
        return self._folder / SEAL_FILE

    def _seal_holds(self, made_by: list[object]) -> bool:
        try:
            seal = json.loads(self._seal.read_bytes())
            return bool(seal == self._fingerprint(made_by) and (self._folder / _DATABASE).stat().st_size)
        except (OSError, ValueError):
            return False

    def _write_seal(self) -> None:
        self._seal.write_text(json.dumps(self._fingerprint(self._made_by)), encoding="utf-8")

    def _fingerprint(self, made_by: list[object]) -> dict[str, object]:
        files = sorted(path for path in self._folder.glob("*/*") if path.is_file())
        hashes = {path.relative_to(self._folder).as_posix(): _hash(path) for path in files}
        return {"made_by": made_by, "files": hashes}


def chroma_failures() -> tuple[type[BaseException], ...]:
    """What Chroma raises when its files are damaged or cannot be written."""
    _chromadb()
    from chromadb.errors import ChromaError

    # A panic of Chroma's Rust core is a BaseException whose class exists only once one was raised.
    panics = [kind for kind in BaseException.__subclasses__() if kind.__name__ == "PanicException"]
    expected = (ChromaError, sqlite3.DatabaseError, DamagedIndex, ValueError, RuntimeError, KeyError, OSError)
    return (*expected, *panics)


@functools.cache
def _chromadb() -> Any:
    """Chroma, imported apart from the environment and from a .env beside us: importing it reads them."""
    from pydantic import BaseModel
    from pydantic_settings import BaseSettings

    usual = BaseSettings.__init__

    def init(self: BaseSettings, **values: Any) -> None:
        of_chroma = type(self).__module__.startswith("chromadb.")
        (BaseModel.__init__ if of_chroma else usual)(self, **values)

    setattr(BaseSettings, "__init__", init)  # noqa: B010 - mypy allows no assignment to it
    try:
        import chromadb
    finally:
        setattr(BaseSettings, "__init__", usual)  # noqa: B010 - as above
    return chromadb


@functools.cache
def _settings_class() -> Any:
    """Chroma's settings with nothing in them but what is given."""
    from chromadb.config import Settings
    from pydantic import BaseModel

    class OwnSettings(Settings):
        def __init__(self, **values: Any) -> None:
            BaseModel.__init__(self, **values)

    return OwnSettings


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(keys), BATCH):
        yield list(keys[first : first + BATCH])
