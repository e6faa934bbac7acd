"""library.db holds whole documents or nothing, and says in one sentence when it cannot be used."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlite_utils import Database

from knowledge_base.chunking import chunk
from knowledge_base.documents import Document
from knowledge_base.errors import Missing, WorkFailed
from knowledge_base.library_migrations import migrations
from knowledge_base.store import LibraryStore, document_id
from tests.fakes import FakeEmbedder
from tests.knowledge_base.sample_library import is_sound, put, sample_document

DOCUMENT = sample_document("/notes/a.md", "gradients", "dropout", "attention")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LibraryStore]:
    opened = LibraryStore(tmp_path / "library.db", busy_seconds=0.05)
    yield opened
    opened.close()


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


def test_a_document_comes_back_as_it_went_in(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    assert store.document(DOCUMENT.uri) == DOCUMENT
    assert store.passages_of(DOCUMENT.uri) == chunk(DOCUMENT)
    assert store.content_hash(DOCUMENT.uri) == DOCUMENT.content_hash
    assert store.titles([DOCUMENT.uri, "/nowhere.md"]) == {DOCUMENT.uri: "Notes"}
    (row,) = store.documents()
    assert (row.id, row.uri, row.passages) == (document_id(DOCUMENT.uri), DOCUMENT.uri, 3)


def test_every_passage_stands_in_the_stored_text(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    text = store.document(DOCUMENT.uri).text
    passages = store.passages_of(DOCUMENT.uri)
    assert passages
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)


def test_what_stands_beside_a_passage(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    put(store, sample_document("/notes/b.md", "entropy"), embedder)
    first, second, third = store.passages_of(DOCUMENT.uri)
    assert store.beside(second) == [first, third]
    assert store.beside(first) == [second]


def test_what_is_not_there_is_said(store: LibraryStore) -> None:
    with pytest.raises(Missing, match=r"holds no document /nowhere\.md"):
        store.document("/nowhere.md")
    assert store.content_hash("/nowhere.md") is None
    assert store.passages(["0" * 16]) == {}
    assert store.all_vectors()[0] == []


def test_passages_and_vectors_are_found_by_id(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    wanted = {passage.id: passage for passage in chunk(DOCUMENT)}
    many = [*wanted, *(f"{number:016x}" for number in range(2_000))]
    assert store.passages(many) == wanted
    assert store.vectors(many).keys() == wanted.keys()
    ids, vectors = store.all_vectors()
    assert ids == list(wanted)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    hashes = {passage.content_hash for passage in wanted.values()}
    assert store.known_vectors([*hashes, "unknown"]) == hashes
    assert store.vector_keys() == {passage.id: passage.content_hash for passage in wanted.values()}


def test_a_newer_version_takes_the_place_of_the_older(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    newer = sample_document(DOCUMENT.uri, "gradients", "tokenizers")
    put(store, newer, embedder)
    assert store.document(DOCUMENT.uri) == newer
    assert store.passages_of(DOCUMENT.uri) == chunk(newer)
    assert store.match('"dropout"', 5) == []
    assert len(store.match('"token"', 5)) == len(store.match('"gradient"', 5)) == 1
    assert is_sound(store)


def test_two_documents_with_the_same_passage_share_its_vector(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    other = replace(DOCUMENT, uri="/notes/copy.md")
    put(store, DOCUMENT, embedder)
    put(store, other, embedder)
    assert store.count() == 6
    assert len(store.known_vectors([passage.content_hash for passage in chunk(DOCUMENT)])) == 3
    store.remove([DOCUMENT.uri])
    assert store.vectors([passage.id for passage in chunk(other)]).keys() == set(store.vector_keys())
    store.remove([other.uri])
    assert store.documents() == []
    assert store.all_vectors()[0] == []
    assert is_sound(store)


def test_headings_weigh_more_than_text(store: LibraryStore, embedder: FakeEmbedder) -> None:
    text = "# Notes\n\n## Beams\n\n{}\n\n## Rest\n\n{}"
    filler = "Nothing else stands in this part of the page, which has to be long enough. " * 4
    document = _loaded(text.format(filler + "Other words here.", filler + "Beams of words here."))
    put(store, document, embedder)
    (first, second) = [match.id for match in store.match('"beam"', 5)]
    found = store.passages([first, second])
    assert found[first].headings == ("Notes", "Beams")


def test_matching_and_frequency_count_passages(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    ids = [passage.id for passage in chunk(DOCUMENT)]
    assert store.frequency('"gradient"') == 1
    assert store.frequency('"section"') == store.count() == 3
    assert store.matching('"section"', ids[:2]) == set(ids[:2])
    assert store.matching('"section"', []) == set()


def test_each_change_has_a_new_generation(store: LibraryStore, embedder: FakeEmbedder) -> None:
    seen = [store.generation]
    put(store, DOCUMENT, embedder)
    seen.append(store.generation)
    store.remove([DOCUMENT.uri])
    seen.append(store.generation)
    store.encoder = ("other", 64)
    seen.append(store.generation)
    assert seen == sorted(set(seen))


def test_an_interrupted_transaction_leaves_nothing(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    before = _contents(store)

    def interrupted() -> None:
        with store.writing() as db:
            db.table("passages").delete_where()
            db.table("documents").delete_where()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert _contents(store) == before
    assert is_sound(store)


# -- encoders --------------------------------------------------------------------------------------


def test_an_empty_library_takes_any_encoder_and_then_no_other(store: LibraryStore) -> None:
    assert store.encoder is None
    store.require_encoder("any", 3)
    store.encoder = ("fake", 64)
    store.require_encoder("fake", 64)
    for other in [("fake", 32), ("another", 64)]:
        with pytest.raises(Missing, match="made with fake") as raised:
            store.require_encoder(*other)
        assert "tutor library rebuild" in raised.value.hint


def test_vectors_of_two_encoders_are_never_mixed(store: LibraryStore, embedder: FakeEmbedder) -> None:
    store.encoder = (embedder.name, embedder.dimension)
    put(store, DOCUMENT, embedder)
    store.start_over_vectors("another", 3)
    before = _contents(store)
    (passage, *_) = chunk(DOCUMENT)
    vector = {passage.content_hash: np.zeros(64, dtype=np.float32)}
    with pytest.raises(Missing, match="another"):
        store.put(DOCUMENT, chunk(DOCUMENT), vector, "/notes", (embedder.name, embedder.dimension))
    with pytest.raises(Missing, match="another"):
        store.replace_vectors(vector, (embedder.name, embedder.dimension))
    assert _contents(store) == before


def test_starting_over_leaves_every_passage_without_vector(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    put(store, DOCUMENT, embedder)
    made_by = store.made_by
    store.start_over_vectors("other", 3)
    assert store.made_by != made_by
    assert store.encoder == ("other", 3)
    assert store.passages_without_vector() == chunk(DOCUMENT)
    assert store.vector_keys() == {}
    store.replace_vectors({p.content_hash: np.ones(3, dtype=np.float32) for p in chunk(DOCUMENT)})
    assert store.passages_without_vector() == []


# -- bad places ------------------------------------------------------------------------------------


def test_a_locked_database_is_one_sentence_and_changes_nothing(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    put(store, DOCUMENT, embedder)
    before = _contents(store)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WorkFailed, match="in use by another process") as raised:
        put(store, sample_document("/notes/b.md"), embedder)
    assert "try again" in raised.value.hint
    assert _contents(store) == before, "what is stored can be read while another process writes"
    other.execute("ROLLBACK")
    other.close()
    put(store, sample_document("/notes/b.md"), embedder)
    assert len(store.documents()) == 2


def test_a_database_locked_while_it_is_made(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WorkFailed, match="in use by another process"):
        LibraryStore(tmp_path / "library.db", busy_seconds=0.05)
    other.close()
    LibraryStore(tmp_path / "library.db").close()


def test_a_migration_that_is_going_on_elsewhere(tmp_path: Path) -> None:
    from filelock import FileLock

    with (
        FileLock(tmp_path / "library.db.lock"),
        pytest.raises(WorkFailed, match="in use by another process"),
    ):
        LibraryStore(tmp_path / "library.db", busy_seconds=0.05)


def test_a_full_disk_is_one_sentence_and_changes_nothing(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    before = _contents(store)
    pages = store.db.conn.execute("pragma page_count").fetchone()[0]
    store.db.conn.execute(f"pragma max_page_count = {pages + 4}")
    large = sample_document("/notes/large.md", *(f"topic {number}" for number in range(300)))
    with pytest.raises(WorkFailed, match=r"disk is full; .* is as it was"):
        put(store, large, embedder)
    assert _contents(store) == before
    assert is_sound(store)
    store.db.conn.execute(f"pragma max_page_count = {pages + 10_000}")
    put(store, large, embedder)
    assert len(store.passages_of(large.uri)) == 300


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(WorkFailed, match=r"library\.db cannot be used") as raised:
        LibraryStore(tmp_path / "home" / "library.db")
    assert "folder" in raised.value.hint


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(WorkFailed, match="cannot be used"):
        LibraryStore(tmp_path / "library.db")


def test_a_database_that_may_only_be_read(store: LibraryStore, embedder: FakeEmbedder) -> None:
    put(store, DOCUMENT, embedder)
    before = _contents(store)
    store.db.conn.execute("pragma query_only = on")
    with pytest.raises(WorkFailed, match="cannot be used"):
        store.remove([DOCUMENT.uri])
    assert _contents(store) == before


@pytest.mark.parametrize("content", [b"garbage " * 900, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_garbage_is_called_damaged_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(WorkFailed, match="is damaged") as raised:
        LibraryStore(path)
    assert "tutor import" in raised.value.hint
    assert path.read_bytes() == content


def test_damage_in_the_middle_is_said_when_it_is_met(tmp_path: Path, embedder: FakeEmbedder) -> None:
    path = tmp_path / "library.db"
    store = LibraryStore(path)
    for number in range(30):
        put(store, sample_document(f"/notes/{number}.md"), embedder)
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(WorkFailed, match="is damaged"):
        LibraryStore(path).documents()


def test_a_store_that_is_closed_is_not_called_damaged(store: LibraryStore) -> None:
    connection = store.db.conn
    connection.close()
    with pytest.raises(WorkFailed, match="cannot be used"):
        store.count()


# -- schemas and threads ---------------------------------------------------------------------------


@pytest.mark.parametrize("stop_before", [None, "m001_first"], ids=["schema 1", "an empty file"])
def test_every_older_schema_is_brought_up_to_date(
    tmp_path: Path, embedder: FakeEmbedder, stop_before: str | None
) -> None:
    path = tmp_path / "library.db"
    old = Database(path)
    migrations.apply(old, stop_before=stop_before)
    old.conn.close()
    store = LibraryStore(path)
    put(store, DOCUMENT, embedder)
    assert store.document(DOCUMENT.uri) == DOCUMENT
    assert [row.name for row in migrations.applied(store.db)] == ["m001_first"]
    assert is_sound(store)
    store.close()
    again = LibraryStore(path)
    assert again.documents()[0].uri == DOCUMENT.uri
    again.close()


def test_threads_read_whole_documents_while_another_writes(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    versions = [sample_document(DOCUMENT.uri, *(f"{part} {n}" for part in ("one", "two"))) for n in range(20)]
    put(store, versions[0], embedder)
    allowed = [chunk(version) for version in versions]
    finished = threading.Event()

    def read() -> list[object]:
        wrong: list[object] = []
        while not finished.is_set():
            if (seen := store.passages_of(DOCUMENT.uri)) not in allowed:
                wrong.append(seen)
        return wrong

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for version in versions[1:]:
            put(store, version, embedder)
        finished.set()
    assert [reader.result() for reader in readers] == [[]] * 4
    assert is_sound(store)


def _loaded(text: str) -> Document:
    from knowledge_base.loaders.markdown import markdown_document

    return markdown_document(text, uri="/notes/x.md", fallback_title="x")


def _contents(store: LibraryStore) -> list[object]:
    rows = store.documents()
    passages = [store.passages_of(row.uri) for row in rows]
    return [store.generation, store.encoder, rows, passages, sorted(store.vector_keys().items())]
