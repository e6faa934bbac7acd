"""The truth of the library: documents, passages, full text and vectors in one SQLite file.

Every document goes in with its passages and vectors in one transaction, so a process that dies leaves
whole documents or nothing. Chroma is derived from here (`vectors.py`).
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from knowledge_base.documents import Document, Language, Locator, Mark, Passage
from knowledge_base.errors import Missing
from knowledge_base.library_migrations import migrations
from knowledge_base.sqlite_errors import explained
from knowledge_base.words import stems

Vector = NDArray[np.float32]

BUSY_SECONDS = 10.0
_IDS_PER_QUERY = 450  # SQLite's default limit is 999 variables in older builds


@dataclass(frozen=True)
class DocumentRow:
    """A document as `library list` shows it."""

    id: str
    uri: str
    title: str
    media_type: str
    language: Language
    source: str
    passages: int


@dataclass(frozen=True)
class Match:
    """A passage that full-text search found; a larger `bm25` is better."""

    id: str
    language: Language
    bm25: float


def document_id(uri: str) -> str:
    """The short name of a document: the first 12 hexadecimal digits of the hash of its uri."""
    return hashlib.sha256(uri.encode()).hexdigest()[:12]


class LibraryStore:
    """Reads and writes library.db; safe to use from several threads and processes.

    Args:
        path: of the file; it and its folder are made where they are missing.
        busy_seconds: how long to wait for another process that is writing.

    Raises:
        WorkFailed: the file is locked, damaged or cannot be made.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    @property
    def db(self) -> Database:
        """This thread's connection."""
        if not hasattr(self._local, "db"):
            connection = sqlite3.connect(self.path, timeout=self._busy_seconds, check_same_thread=False)
            self._connections.append(connection)
            connection.execute("PRAGMA synchronous=NORMAL")
            self._local.db = Database(connection)
        # threading.local has no declared attributes, so mypy sees Any
        return self._local.db  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close the connections of every thread."""
        while self._connections:
            self._connections.pop().close()
        self._local = threading.local()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction that takes the write lock at once and bumps the generation at its end.

        Raises:
            WorkFailed: another process holds the lock for long, or the disk is full; nothing was changed.
        """
        db = self.db
        with explained(self.path):
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield db
                generation = self._meta("generation", "0")
                self._set_meta("generation", str(int(generation) + 1))
                db.conn.execute("COMMIT")
            except BaseException:
                if db.conn.in_transaction:
                    db.conn.execute("ROLLBACK")
                raise

    # -- documents ---------------------------------------------------------------------------------

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Mapping[str, Vector],
        source: str,
        encoder: tuple[str, int] | None = None,
    ) -> None:
        """Put a document in the place of its older self, with the vectors that are new (by content hash).

        Args:
            document: the document.
            passages: all of its passages, in order.
            vectors: those of its passages' vectors that are new, by content hash.
            source: the file, folder or URL that was named.
            encoder: name and dimension of what made the vectors; not compared when not given.

        Raises:
            Missing: the library has been rebuilt with another encoder meanwhile.
        """
        row = asdict(document) | {
            "id": document_id(document.uri),
            "marks": json.dumps([[m.offset, m.kind, m.label, m.level] for m in document.marks]),
            "content_hash": document.content_hash,
            "source": source,
        }
        with self.writing() as db:
            self._require_encoder(encoder)
            replaced = self._delete_passages(row["id"])
            db.table("documents").upsert(row, pk="id")
            db.table("passages").insert_all(_passage_row(passage, row["id"]) for passage in passages)
            db.table("vectors").insert_all(
                ({"content_hash": key, "vector": vector.tobytes()} for key, vector in vectors.items()),
                replace=True,
            )
            self._drop_orphan_vectors(replaced)

    def remove(self, uris: Sequence[str]) -> None:
        """Remove documents with everything that belongs to them."""
        with self.writing() as db:
            for uri in uris:
                hashes = self._delete_passages(document_id(uri))
                db.table("documents").delete_where("uri = ?", [uri])
                self._drop_orphan_vectors(hashes)

    def documents(self) -> list[DocumentRow]:
        """All documents by uri, with the number of their passages."""
        sql = """select d.id, d.uri, d.title, d.media_type, d.language, d.source, count(p.key) as passages
            from documents d left join passages p on p.document_id = d.id group by d.id order by d.uri"""
        return [DocumentRow(**row) for row in self._query(sql)]

    def content_hash(self, uri: str) -> str | None:
        """Hash of the stored document, or None where there is none."""
        rows = self._query("select content_hash from documents where uri = ?", [uri])
        return str(rows[0]["content_hash"]) if rows else None

    def document(self, uri: str) -> Document:
        """A stored document, whole.

        Raises:
            Missing: the library does not hold it.
        """
        rows = self._query("select * from documents where uri = ?", [uri])
        if not rows:
            raise Missing("The library holds no document {uri}.", hint="See `tutor library list`.", uri=uri)
        row = rows[0]
        marks = tuple(Mark(*mark) for mark in json.loads(row["marks"]))
        return Document(row["uri"], row["title"], row["text"], row["media_type"], marks, row["language"])

    # -- passages ----------------------------------------------------------------------------------

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id; ids that are gone are left out."""
        found: dict[str, Passage] = {}
        for batch in _batches(ids):
            marks = ",".join("?" * len(batch))
            sql = f"""select p.*, d.uri from passages p join documents d on d.id = p.document_id
                where p.id in ({marks})"""  # noqa: S608 - only question marks are filled in
            found |= {row["id"]: _passage(row) for row in self._query(sql, batch)}
        return found

    def passages_of(self, uri: str) -> list[Passage]:
        """All passages of a document, in order."""
        sql = """select p.*, d.uri from passages p join documents d on d.id = p.document_id
            where d.uri = ? order by p.ordinal"""
        return [_passage(row) for row in self._query(sql, [uri])]

    def beside(self, passage: Passage) -> list[Passage]:
        """The passages just before and just after one, in the same document."""
        sql = """select p.*, d.uri from passages p join documents d on d.id = p.document_id
            where d.uri = ? and p.ordinal in (?, ?) order by p.ordinal"""
        rows = self._query(sql, [passage.uri, passage.ordinal - 1, passage.ordinal + 1])
        return [_passage(row) for row in rows]

    def titles(self, uris: Sequence[str]) -> dict[str, str]:
        """Title of each document, by uri."""
        found: dict[str, str] = {}
        for batch in _batches(uris):
            marks = ",".join("?" * len(batch))
            sql = f"select uri, title from documents where uri in ({marks})"  # noqa: S608 - as above
            found |= {row["uri"]: row["title"] for row in self._query(sql, batch)}
        return found

    def match(self, query: str, limit: int, *, heading_weight: float = 2.0) -> list[Match]:
        """Passages that match an FTS5 query of stems, best first."""
        sql = """select p.id, p.language, -bm25(passages_fts, ?, 1.0) as bm25 from passages_fts
            join passages p on p.key = passages_fts.rowid
            where passages_fts match ? order by bm25 desc, p.key limit ?"""
        return [Match(**row) for row in self._query(sql, [heading_weight, query, limit])]

    def matching(self, query: str, ids: Sequence[str]) -> set[str]:
        """Which of the passages `ids` match an FTS5 query."""
        marks = ",".join("?" * len(ids))
        sql = f"""select p.id from passages_fts join passages p on p.key = passages_fts.rowid
            where passages_fts match ? and p.id in ({marks})"""  # noqa: S608 - as above
        return {row["id"] for row in self._query(sql, [query, *ids])}

    def frequency(self, query: str) -> int:
        """How many passages match an FTS5 query."""
        sql = "select count(*) as n from passages_fts where passages_fts match ?"
        return int(self._query(sql, [query])[0]["n"])

    def counts_by_language(self) -> dict[Language, int]:
        """How many passages there are in each language."""
        counts: dict[Language, int] = {"es": 0, "en": 0}
        for row in self._query("select language, count(*) as n from passages group by language"):
            counts[row["language"]] = row["n"]
        return counts

    def count(self) -> int:
        """How many passages there are."""
        return int(self._query("select count(*) as n from passages")[0]["n"])

    # -- vectors -----------------------------------------------------------------------------------

    def known_vectors(self, content_hashes: Sequence[str]) -> set[str]:
        """Which content hashes have a vector already."""
        known: set[str] = set()
        for batch in _batches(content_hashes):
            marks = ",".join("?" * len(batch))
            sql = f"select content_hash from vectors where content_hash in ({marks})"  # noqa: S608
            known |= {row["content_hash"] for row in self._query(sql, batch)}
        return known

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Vectors of passages, by passage id."""
        found: dict[str, Vector] = {}
        for batch in _batches(ids):
            marks = ",".join("?" * len(batch))
            sql = f"""select p.id, v.vector from passages p join vectors v
                on v.content_hash = p.content_hash where p.id in ({marks})"""  # noqa: S608
            found |= {row["id"]: _vector(row["vector"]) for row in self._query(sql, batch)}
        return found

    def all_vectors(self) -> tuple[list[str], Vector]:
        """Every passage id with its vector: ids and an array (n, dimension)."""
        sql = """select p.id, v.vector from passages p join vectors v
            on v.content_hash = p.content_hash order by p.key"""
        rows = self._query(sql)
        if not rows:
            return [], np.zeros((0, 0), dtype=np.float32)
        return [row["id"] for row in rows], np.stack([_vector(row["vector"]) for row in rows])

    def vector_keys(self) -> dict[str, str]:
        """Passage id → content hash, for all passages that have a vector."""
        sql = """select p.id, p.content_hash from passages p join vectors v
            on v.content_hash = p.content_hash"""
        return {row["id"]: row["content_hash"] for row in self._query(sql)}

    def replace_vectors(self, vectors: Mapping[str, Vector], encoder: tuple[str, int] | None = None) -> None:
        """Put new vectors (by content hash) in the place of old ones.

        Raises:
            Missing: `encoder` is given, and the library has been rebuilt with another meanwhile.
        """
        with self.writing() as db:
            self._require_encoder(encoder)
            rows = ({"content_hash": key, "vector": vector.tobytes()} for key, vector in vectors.items())
            db.table("vectors").insert_all(rows, replace=True)

    def start_over_vectors(self, encoder: str, dimension: int) -> None:
        """Drop every vector: `encoder` will make them anew."""
        with self.writing() as db:
            db.table("vectors").delete_where()
            self._set_encoder(encoder, dimension)
            self._set_meta("rebuilds", str(int(self._meta("rebuilds", "0")) + 1))

    def passages_without_vector(self) -> list[Passage]:
        """What an interrupted rebuild has left to do, in the order of writing."""
        sql = """select p.*, d.uri from passages p join documents d on d.id = p.document_id
            left join vectors v on v.content_hash = p.content_hash
            where v.content_hash is null order by p.key"""
        return [_passage(row) for row in self._query(sql)]

    # -- facts about the library -------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """Grows with every change; what is derived from the store compares it."""
        with explained(self.path):
            return int(self._meta("generation", "0"))

    @property
    def encoder(self) -> tuple[str, int] | None:
        """Name and dimension of the encoder that made the vectors; None in an empty library."""
        with explained(self.path):
            name = self._meta("encoder", "")
            return (name, int(self._meta("dimension", "0"))) if name else None

    @encoder.setter
    def encoder(self, value: tuple[str, int]) -> None:
        with self.writing():
            self._set_encoder(*value)

    @property
    def made_by(self) -> tuple[str, int, int]:
        """Encoder, dimension, and how often all vectors were made anew; other vectors, other values."""
        with explained(self.path):
            name, dimension = self.encoder or ("", 0)
            return name, dimension, int(self._meta("rebuilds", "0"))

    def require_encoder(self, name: str, dimension: int) -> None:
        """Check that the vectors were made by this encoder; an empty library takes any.

        Raises:
            Missing: they were made by another; comparing with them would find nonsense.
        """
        with explained(self.path):
            self._require_encoder((name, dimension))

    # -- inside ------------------------------------------------------------------------------------

    def _open(self) -> None:
        with explained(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._migration_lock():
                self.db.enable_wal()
                migrations.apply(self.db)

    @contextmanager
    def _migration_lock(self) -> Iterator[None]:
        from filelock import FileLock

        with FileLock(f"{self.path}.lock", timeout=self._busy_seconds):
            yield

    def _query(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        with explained(self.path):
            return list(self.db.query(sql, list(parameters)))

    def _set_encoder(self, name: str, dimension: int) -> None:
        self._set_meta("encoder", name)
        self._set_meta("dimension", str(dimension))

    def _meta(self, name: str, default: str) -> str:
        rows = list(self.db.query("select value from meta where name = ?", [name]))
        return str(rows[0]["value"]) if rows else default

    def _set_meta(self, name: str, value: str) -> None:
        self.db.table("meta").upsert({"name": name, "value": value}, pk="name")

    def _require_encoder(self, encoder: tuple[str, int] | None) -> None:
        made_by = self.encoder
        if encoder is None or made_by in (None, encoder):
            return
        raise Missing(
            "The library was made with {old} ({old_size}), but the encoder is now {new} ({new_size}).",
            hint="Run `tutor library rebuild`.",
            old=made_by[0],
            old_size=made_by[1],
            new=encoder[0],
            new_size=encoder[1],
        )

    def _delete_passages(self, document: str) -> list[str]:
        """Delete a document's passages; their content hashes."""
        sql = "select content_hash from passages where document_id = ?"
        hashes = [row["content_hash"] for row in self.db.query(sql, [document])]
        self.db.table("passages").delete_where("document_id = ?", [document])
        return hashes

    def _drop_orphan_vectors(self, hashes: Sequence[str]) -> None:
        """Drop the vectors of these content hashes that no passage has any more."""
        for batch in _batches(hashes):
            marks = ",".join("?" * len(batch))
            unused = "content_hash not in (select p.content_hash from passages p where p.content_hash in"
            where = f"content_hash in ({marks}) and {unused} ({marks}))"
            self.db.table("vectors").delete_where(where, [*batch, *batch])


def _batches(values: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), _IDS_PER_QUERY):
        yield list(values[first : first + _IDS_PER_QUERY])


def _vector(blob: bytes) -> Vector:
    return np.frombuffer(blob, dtype=np.float32)


def _passage_row(passage: Passage, document: str) -> dict[str, object]:
    return {
        "id": passage.id, "document_id": document, "ordinal": passage.ordinal, "start": passage.start,
        "end": passage.end, "headings": json.dumps(passage.headings, ensure_ascii=False),
        "locator_kind": passage.locator.kind, "locator_label": passage.locator.label,
        "language": passage.language, "text": passage.text, "content_hash": passage.content_hash,
        "stemmed_headings": " ".join(stems(passage.heading, passage.language)),
        "stemmed_text": " ".join(stems(passage.text, passage.language)),
    }  # fmt: skip


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(
        id=row["id"],
        uri=row["uri"],
        ordinal=row["ordinal"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        headings=tuple(json.loads(row["headings"])),
        locator=Locator(row["locator_kind"], row["locator_label"]),
        language=row["language"],
    )
