"""The library: what the learner may ask about. Adds, refreshes, removes and finds documents.

SQLite (`store.py`) is the truth, the vector index (`vectors.py`) is derived from it, and the course's own
lessons are always in it.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge_base.chunking import chunk
from knowledge_base.documents import COURSE, Document, Passage, SkippedSource
from knowledge_base.embedding import Embedder
from knowledge_base.errors import BadInput, Missing, TutorError
from knowledge_base.loaders import LoadOptions, load_source
from knowledge_base.loaders.sources import is_url
from knowledge_base.store import DocumentRow, LibraryStore, Vector
from knowledge_base.vectors import SharedIndex
from knowledge_base.words import encodable

_BATCH = 64  # passages embedded and stored at a time

Progress = Callable[[str, int], None]
"""Called with what is being read and how many passages are done."""


def silent(_what: str, _passages: int) -> None:
    """No progress."""


@dataclass
class AddReport:
    """What an addition or a refresh did; counts are documents, `passages` those written."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: list[SkippedSource] = field(default_factory=list)
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0


class Library:
    """Documents and passages with their index.

    Args:
        home: the tutor's folder; library.db and vectors/ live there.
        embedder: turns text into vectors.
        options: limits for reading sources.
        shipped_vectors: vectors by content hash that need no embedding, made by this same encoder.
    """

    def __init__(
        self,
        home: Path,
        embedder: Embedder,
        options: LoadOptions | None = None,
        shipped_vectors: Mapping[str, Vector] | None = None,
    ) -> None:
        self.store = LibraryStore(home / "library.db")
        self.index = SharedIndex(home / "vectors", self.store)
        self.embedder = embedder
        self._options = options or LoadOptions()
        self._shipped = shipped_vectors or {}

    def close(self) -> None:
        """Release files and locks."""
        self.index.close()
        self.store.close()

    # -- changing ----------------------------------------------------------------------------------

    def add(self, sources: Sequence[str], progress: Progress = silent) -> AddReport:
        """Read sources (files, folders, URLs) into the library; what is unchanged is not embedded again.

        Raises:
            Missing: a source does not exist (nothing is added), or the library was made by another encoder.
            Refused: a URL's scheme is not http or https; nothing is added.
            WorkFailed: the database is locked, damaged or the disk is full.
        """
        self._require_same_encoder()
        report, started = AddReport(), time.monotonic()
        names = [_source_name(source) for source in sources]
        found = [(name, load_source(name, self._options)) for name in names]
        for source, items in found:
            self._take(items, source, report, progress)
        return self._done(report, started)

    def add_documents(
        self, documents: Iterable[Document], source: str, progress: Progress = silent
    ) -> AddReport:
        """Put documents that are already loaded, such as the course's lessons; drop those no longer given."""
        self._require_same_encoder()
        report, started = AddReport(), time.monotonic()
        given = set()
        for document in documents:
            given.add(document.uri)
            self._put(document, source, report, progress)
        gone = [row.uri for row in self.store.documents() if row.source == source and row.uri not in given]
        self._remove(gone, report)
        return self._done(report, started)

    def refresh(self, progress: Progress = silent) -> AddReport:
        """Read every source again; documents whose file is gone are removed."""
        self._require_same_encoder()
        report, started = AddReport(), time.monotonic()
        uris = defaultdict(set)
        for row in self.store.documents():
            if not row.source.startswith(COURSE):
                uris[row.source].add(row.uri)
        for source, before in sorted(uris.items()):
            self._refresh_source(source, before, report, progress)
        return self._done(report, started)

    def remove(self, name: str) -> list[str]:
        """Remove documents by id, uri, or the source (folder, file, URL) they came from; their uris.

        Raises:
            Missing: nothing goes by that name.
        """
        wanted = {name, name.strip(), _absolute(name)}
        rows = [row for row in self.store.documents() if wanted & {row.id, row.uri, row.source}]
        if not rows:
            raise Missing(
                "The library holds no document {name}.", hint="See `tutor library list`.", name=name
            )
        uris = [row.uri for row in rows]
        self.store.remove(uris)
        self.index.sync()
        return uris

    def rebuild(self, progress: Progress = silent) -> AddReport:
        """Make every vector anew with today's encoder, and the index with them.

        Raises:
            Missing: the encoder is not there; the library is as it was.
        """
        self.embedder.embed_query("encoder", "en")  # before anything is dropped, see that it works
        self.store.start_over_vectors(self.embedder.name, self.embedder.dimension)
        return self.finish(progress)

    def finish(self, progress: Progress = silent) -> AddReport:
        """Make the vectors that are still missing, after a rebuild that was killed, and level the index.

        Raises:
            Missing: the library was made by another encoder.
        """
        self._require_same_encoder()
        started, report = time.monotonic(), AddReport()
        missing = self.store.passages_without_vector()
        for first in range(0, len(missing), _BATCH):
            batch = missing[first : first + _BATCH]
            vectors = self._new_vectors(batch)
            self.store.replace_vectors(vectors, self._encoder)
            report.passages += len(batch)
            report.embedded += len(vectors)
            progress(batch[0].heading, report.passages)
        self.index.sync()
        report.seconds = time.monotonic() - started
        return report

    # -- reading -----------------------------------------------------------------------------------

    def documents(self) -> list[DocumentRow]:
        """What the library holds."""
        return self.store.documents()

    def around(self, passage: Passage, before: int = 1, after: int = 1) -> list[Passage]:
        """The passage with its neighbours in the same document, in order."""
        passages = self.store.passages_of(passage.uri)
        first = max(0, passage.ordinal - before)
        return passages[first : passage.ordinal + after + 1]

    def check_encoder(self) -> None:
        """Raise Missing when the vectors are another encoder's; searching them would find nonsense."""
        self._require_same_encoder()

    # -- inside ------------------------------------------------------------------------------------

    @property
    def _encoder(self) -> tuple[str, int]:
        return self.embedder.name, self.embedder.dimension

    def _take(
        self, items: Iterable[Document | SkippedSource], source: str, report: AddReport, progress: Progress
    ) -> set[str]:
        """Put what is loaded and note what is not; the uris of both."""
        seen = set()
        for item in items:
            seen.add(item.uri)
            if isinstance(item, SkippedSource):
                report.skipped.append(item)
            elif encodable(item.uri) != item.uri:
                report.skipped.append(_unnameable(item.uri))
            else:
                self._put(_storable(item), source, report, progress)
        return seen

    def _put(self, document: Document, source: str, report: AddReport, progress: Progress) -> None:
        known = self.store.content_hash(document.uri)
        if known == document.content_hash:
            report.unchanged += 1
            return
        passages = chunk(document)
        vectors = self._new_vectors(passages)
        self.store.put(document, passages, vectors, source, self._encoder)
        report.added += known is None
        report.updated += known is not None
        report.passages += len(passages)
        report.embedded += len(vectors)
        progress(document.title, report.passages)

    def _done(self, report: AddReport, started: float) -> AddReport:
        self.index.sync()
        report.seconds = time.monotonic() - started
        return report

    def _new_vectors(self, passages: Sequence[Passage]) -> dict[str, Vector]:
        known = self.store.known_vectors([passage.content_hash for passage in passages])
        new = {p.content_hash: p for p in passages if p.content_hash not in known}
        vectors = {key: self._shipped[key] for key in new if key in self._shipped}
        rest = [passage for key, passage in new.items() if key not in vectors]
        if rest:
            made = self.embedder.embed_passages(
                [passage.embedded_text for passage in rest], [passage.language for passage in rest]
            )
            vectors |= {p.content_hash: vector for p, vector in zip(rest, made, strict=True)}
        return vectors

    def _refresh_source(self, source: str, before: set[str], report: AddReport, progress: Progress) -> None:
        try:
            items = load_source(source, self._options)
        except Missing:
            seen = set()  # the whole source is gone: its documents go below
        except TutorError as error:
            report.skipped.append(SkippedSource(source, error.message, error))
            return
        else:
            seen = self._take(items, source, report, progress)
        self._remove(sorted(uri for uri in before - seen if not _is_web(uri)), report)

    def _remove(self, uris: Sequence[str], report: AddReport) -> None:
        if uris:
            self.store.remove(uris)
            report.removed += len(uris)

    def _require_same_encoder(self) -> None:
        if self.store.encoder is None:
            self.store.encoder = self._encoder
        self.store.require_encoder(*self._encoder)


def _storable(document: Document) -> Document:
    """The document without lone surrogates, which JSON can hold and UTF-8 cannot; offsets stay."""
    marks = tuple(replace(mark, label=encodable(mark.label)) for mark in document.marks)
    return replace(document, title=encodable(document.title), text=encodable(document.text), marks=marks)


def _unnameable(uri: str) -> SkippedSource:
    error = BadInput(
        "The name of {path} is not UTF-8.", hint="Rename it and add it again.", path=encodable(uri)
    )
    return SkippedSource(encodable(uri), error.message, error)


def _is_web(uri: str) -> bool:
    return uri.lower().startswith(("http://", "https://"))


def _source_name(source: str) -> str:
    """What a source is kept under: the same from every working folder, and `load_source` takes it again.

    Raises:
        Refused: it is a URL whose scheme is not http or https.
    """
    return source.strip() if source.startswith(COURSE) or is_url(source) else _absolute(source)


def _absolute(path: str) -> str:
    """The path without `~` and `..`; links in it are kept, and so are they in the uris of its documents."""
    return os.path.normpath(Path.cwd() / os.path.expanduser(path))  # noqa: PTH111 - Path's raises for ~nobody
