"""Nearest passages: Chroma for one owner, exact for the others, and Chroma is made anew when it is bad."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge_base import chroma_index
from knowledge_base.chroma_index import SEAL_FILE, ChromaIndex
from knowledge_base.documents import Document, Locator, Passage
from knowledge_base.store import LibraryStore, Vector
from knowledge_base.vectors import ExactIndex, SharedIndex

DIMENSION = 16
ROOT = Path(__file__).parents[2]


def unit_vectors(count: int, seed: int = 7) -> Vector:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def passage(uri: str, ordinal: int) -> Passage:
    text = f"passage {ordinal} of {uri}"
    name = f"{zlib.crc32(uri.encode()):08x}{ordinal:08x}"
    return Passage(name, uri, ordinal, 0, len(text), text, (), Locator("heading", "x"), "en")


def fill(store: LibraryStore, uri: str, count: int) -> list[str]:
    """Put a document of `count` passages, each with a vector of its own; the ids of its passages."""
    passages = [passage(uri, ordinal) for ordinal in range(count)]
    vectors = dict(
        zip((p.content_hash for p in passages), unit_vectors(count, zlib.crc32(uri.encode())), strict=True)
    )
    store.put(Document(uri, "Title", uri, "text/markdown", (), "en"), passages, vectors, "/notes")
    return [p.id for p in passages]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LibraryStore]:
    opened = LibraryStore(tmp_path / "library.db")
    opened.encoder = ("fake", DIMENSION)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


@pytest.fixture
def open_index(store: LibraryStore, folder: Path) -> Iterator[Callable[[], SharedIndex]]:
    opened: list[SharedIndex] = []

    def open_one() -> SharedIndex:
        opened.append(SharedIndex(folder, store))
        return opened[-1]

    yield open_one
    for index in opened:
        index.close()


def finds_all(index: SharedIndex, store: LibraryStore) -> bool:
    """Whether every passage is the nearest to its own vector, and Chroma said so."""
    ids, vectors = store.all_vectors()
    best = [index.nearest(vector, 1)[0] for vector in vectors]
    right = [one[0] for one in best] == ids and all(abs(cosine - 1) < 1e-3 for _, cosine in best)
    return right and index.kind == "chroma"


# -- answers ---------------------------------------------------------------------------------------


def test_chroma_finds_what_the_exact_search_finds(
    store: LibraryStore, open_index: Callable[[], SharedIndex]
) -> None:
    fill(store, "/a.md", 150)
    index, exact = open_index(), ExactIndex(store)
    for vector in unit_vectors(10):
        ours, theirs = index.nearest(vector, 20), exact.nearest(vector, 20)
        assert [id_ for id_, _ in ours] == [id_ for id_, _ in theirs]
        assert np.allclose([c for _, c in ours], [c for _, c in theirs], atol=1e-4)
    assert (index.kind, exact.kind) == ("chroma", "exact")


def test_an_empty_library_has_no_neighbours(
    store: LibraryStore, open_index: Callable[[], SharedIndex]
) -> None:
    (vector,) = unit_vectors(1)
    assert open_index().nearest(vector, 5) == ExactIndex(store).nearest(vector, 5) == []


def test_more_neighbours_than_there_are_passages(
    store: LibraryStore, open_index: Callable[[], SharedIndex]
) -> None:
    ids = fill(store, "/a.md", 3)
    (vector,) = unit_vectors(1)
    assert {id_ for id_, _ in open_index().nearest(vector, 50)} == set(ids)
    assert {id_ for id_, _ in ExactIndex(store).nearest(vector, 50)} == set(ids)


def test_both_see_every_change(store: LibraryStore, open_index: Callable[[], SharedIndex]) -> None:
    index, exact = open_index(), ExactIndex(store)
    (vector,) = unit_vectors(1)
    first = fill(store, "/a.md", 4)
    assert {id_ for id_, _ in index.nearest(vector, 50)} == set(first)
    second = fill(store, "/b.md", 3)
    for one in (index, exact):
        assert {id_ for id_, _ in one.nearest(vector, 50)} == {*first, *second}
    fill(store, "/a.md", 2)
    for one in (index, exact):
        assert {id_ for id_, _ in one.nearest(vector, 50)} == {*first[:2], *second}
    store.remove(["/b.md"])
    for one in (index, exact):
        assert {id_ for id_, _ in one.nearest(vector, 50)} == set(first[:2])
    store.remove(["/a.md"])
    for one in (index, exact):
        assert one.nearest(vector, 50) == []


def test_additions_larger_than_one_batch(
    store: LibraryStore, open_index: Callable[[], SharedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_index, "BATCH", 7)
    fill(store, "/a.md", 40)
    index = open_index()
    assert finds_all(index, store)
    fill(store, "/a.md", 20)
    assert finds_all(index, store)


def test_a_passage_whose_vector_is_still_to_be_made_is_left_out(
    store: LibraryStore, open_index: Callable[[], SharedIndex]
) -> None:
    fill(store, "/a.md", 4)
    index = open_index()
    assert finds_all(index, store)
    store.start_over_vectors("fake", DIMENSION)
    (vector,) = unit_vectors(1)
    assert index.nearest(vector, 5) == []
    made = [p.content_hash for p in store.passages_without_vector()]
    store.replace_vectors({made[0]: vector})
    assert [round(cosine, 3) for _, cosine in index.nearest(vector, 5)] == [1.0]


# -- Chroma is derived -----------------------------------------------------------------------------


def segment(folder: Path) -> Path:
    (found,) = [path for path in folder.iterdir() if path.is_dir()]
    return found


def garble(path: Path, first: float = 0.0) -> None:
    content = bytearray(path.read_bytes())
    start = int(first * len(content))
    content[start:] = np.random.default_rng(3).bytes(len(content) - start)
    path.write_bytes(content)


def cut(path: Path, share: float = 0.5) -> None:
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])


def delete(*paths: Path) -> None:
    for path in paths:
        path.unlink()


def replaced_by_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "everything is gone": lambda folder: shutil.rmtree(folder),
    "the database is gone": lambda folder: delete(folder / "chroma.sqlite3"),
    "the database is empty": lambda folder: cut(folder / "chroma.sqlite3", 0),
    "the database is cut": lambda folder: cut(folder / "chroma.sqlite3"),
    "the database is garbled": lambda folder: garble(folder / "chroma.sqlite3"),
    "most of the database is garbled": lambda folder: garble(folder / "chroma.sqlite3", 0.1),
    "the index folder is gone": lambda folder: shutil.rmtree(segment(folder)),
    "the index files are gone": lambda folder: delete(*segment(folder).iterdir()),
    "the vectors are garbled": lambda folder: garble(segment(folder) / "data_level0.bin"),
    "half of the vectors are garbled": lambda folder: garble(segment(folder) / "data_level0.bin", 0.5),
    "the vectors are cut": lambda folder: cut(segment(folder) / "data_level0.bin"),
    "the header is garbled": lambda folder: garble(segment(folder) / "header.bin", 0.5),
    "the links are cut": lambda folder: cut(segment(folder) / "link_lists.bin"),
    "the seal is garbled": lambda folder: garble(folder / SEAL_FILE),
    "the seal is gone": lambda folder: delete(folder / SEAL_FILE),
    "the seal is another thing": lambda folder: (folder / SEAL_FILE).write_text("[1]"),
    "a file is in the folder's place": lambda folder: replaced_by_a_file(folder),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_mended_without_a_word(
    store: LibraryStore,
    folder: Path,
    open_index: Callable[[], SharedIndex],
    damage: Callable[[Path], object],
) -> None:
    ids = fill(store, "/a.md", 120)  # more than 100: Chroma has written its index to disk
    index = open_index()
    index.sync()
    index.close()
    damage(folder)
    again = open_index()
    (vector,) = unit_vectors(1)
    assert {id_ for id_, _ in again.nearest(vector, 200)} == set(ids)
    if folder.is_dir():
        assert finds_all(again, store)


def test_an_index_that_is_in_order_is_used_as_it_is(
    store: LibraryStore,
    folder: Path,
    open_index: Callable[[], SharedIndex],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(store, "/a.md", 120)
    index = open_index()
    assert finds_all(index, store)
    index.close()
    changed: list[object] = []
    monkeypatch.setattr(ChromaIndex, "_change", lambda *arguments: changed.append(arguments))
    monkeypatch.setattr(ChromaIndex, "_start_over", lambda *arguments: changed.append(arguments))
    again = open_index()
    assert finds_all(again, store)
    store.encoder = ("fake", DIMENSION)  # a new generation with nothing new in it
    assert finds_all(again, store)
    assert changed == []


def test_an_index_of_an_older_generation_is_brought_level(
    store: LibraryStore, open_index: Callable[[], SharedIndex]
) -> None:
    fill(store, "/a.md", 5)
    fill(store, "/b.md", 5)
    index = open_index()
    index.sync()
    index.close()
    store.remove(["/a.md"])
    fill(store, "/c.md", 6)
    again = open_index()
    assert finds_all(again, store)
    assert len(again.nearest(unit_vectors(1)[0], 50)) == 11


@pytest.mark.parametrize("dimension", [DIMENSION, 5])
def test_vectors_of_another_encoder_are_thrown_away(
    store: LibraryStore, open_index: Callable[[], SharedIndex], dimension: int
) -> None:
    fill(store, "/a.md", 6)
    index = open_index()
    assert finds_all(index, store)
    store.start_over_vectors("another", dimension)
    made = [p.content_hash for p in store.passages_without_vector()]
    vectors = np.eye(6, dimension, dtype=np.float32) + np.float32(0.01)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store.replace_vectors(dict(zip(made, vectors, strict=True)))
    for one in (index, ExactIndex(store)):
        cosines = [cosine for _, cosine in one.nearest(vectors[0], 6)]
        assert np.allclose(cosines, sorted(vectors @ vectors[0], reverse=True), atol=1e-4)


class PanicException(BaseException):
    """What a panic of a Rust extension looks like; the real class has the same name and parent."""


def test_a_panic_of_chroma_does_not_get_out(
    store: LibraryStore, open_index: Callable[[], SharedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(store, "/a.md", 5)
    index = open_index()
    assert finds_all(index, store)

    def panic(*_: object, **__: object) -> Any:
        raise PanicException("poisoned")

    monkeypatch.setattr("chromadb.api.models.Collection.Collection.query", panic)
    monkeypatch.setattr("chromadb.api.client.Client.close", panic)
    (vector,) = unit_vectors(1)
    assert {id_ for id_, _ in index.nearest(vector, 50)} == set(ids)
    assert index.kind == "exact", "this process no longer asks what breaks again and again"
    index.close()


def test_an_index_that_finds_too_little_is_made_anew(
    store: LibraryStore, open_index: Callable[[], SharedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chromadb.api.models.Collection import Collection

    ids = fill(store, "/a.md", 5)
    index = open_index()
    assert finds_all(index, store)
    real, calls = Collection.query, []

    def short_at_first(*arguments: Any, **named: Any) -> Any:
        calls.append(named)
        return real(*arguments, **(named | {"n_results": 2} if len(calls) == 1 else named))

    monkeypatch.setattr(Collection, "query", short_at_first)
    (vector,) = unit_vectors(1)
    assert {id_ for id_, _ in index.nearest(vector, 50)} == set(ids)
    assert index.kind == "chroma"


def test_an_error_of_the_library_is_not_taken_for_one_of_chroma(
    store: LibraryStore, open_index: Callable[[], SharedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge_base.errors import WorkFailed

    fill(store, "/a.md", 5)
    index = open_index()

    def locked(_: LibraryStore) -> dict[str, str]:
        raise WorkFailed("in use")

    monkeypatch.setattr(LibraryStore, "vector_keys", locked)
    with pytest.raises(WorkFailed, match="in use"):
        index.nearest(unit_vectors(1)[0], 5)
    monkeypatch.undo()
    assert finds_all(index, store)


def test_a_folder_in_which_no_lock_can_be_made(store: LibraryStore, tmp_path: Path) -> None:
    ids = fill(store, "/a.md", 5)
    (tmp_path / "file").write_text("")
    index = SharedIndex(tmp_path / "file" / "vectors", store)
    index.sync()
    assert {id_ for id_, _ in index.nearest(unit_vectors(1)[0], 50)} == set(ids)
    assert index.kind == "exact"
    index.close()


# -- threads and processes -------------------------------------------------------------------------


def test_threads_search_while_another_adds(
    store: LibraryStore, open_index: Callable[[], SharedIndex]
) -> None:
    first = set(fill(store, "/0.md", 30))
    index, finished = open_index(), threading.Event()

    def search(vector: Vector) -> list[list[str]]:
        wrong = []
        while not finished.is_set():
            found = [id_ for id_, _ in index.nearest(vector, 1_000)]
            if not first <= set(found) or len(found) != len(set(found)):
                wrong.append(found)
        return wrong

    with ThreadPoolExecutor(8) as pool:
        searches = [pool.submit(search, vector) for vector in unit_vectors(8)]
        for number in range(1, 8):
            fill(store, f"/{number}.md", 10)
            index.sync()
        finished.set()
    assert [search.result() for search in searches] == [[]] * 8
    assert finds_all(index, store)


def test_a_search_does_not_wait_for_chroma_to_be_brought_level(
    store: LibraryStore, open_index: Callable[[], SharedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(store, "/a.md", 5)
    index = open_index()
    busy, searched = threading.Event(), threading.Event()

    def slow(_: ChromaIndex) -> None:
        busy.set()
        searched.wait(30)

    monkeypatch.setattr(ChromaIndex, "sync", slow)
    leveller = threading.Thread(target=index.sync)
    leveller.start()
    busy.wait(30)
    found = {id_ for id_, _ in index.nearest(unit_vectors(1)[0], 50)}
    searched.set()
    leveller.join()
    assert found == set(ids)


def test_one_owner_at_a_time(store: LibraryStore, open_index: Callable[[], SharedIndex]) -> None:
    ids = fill(store, "/a.md", 5)
    owner, other = open_index(), open_index()
    (vector,) = unit_vectors(1)
    for index in (owner, other):
        assert {id_ for id_, _ in index.nearest(vector, 50)} == set(ids)
    assert (owner.kind, other.kind) == ("chroma", "exact")
    owner.close()
    assert (other.kind, owner.kind) == ("chroma", "exact")
    assert finds_all(other, store)


OWNER = """
    import sys
    from pathlib import Path
    import numpy as np
    from knowledge_base.store import LibraryStore
    from knowledge_base.vectors import SharedIndex

    home = Path(sys.argv[1])
    index = SharedIndex(home / "vectors", LibraryStore(home / "library.db"))
    print(index.kind, len(index.nearest(np.ones(16, dtype=np.float32) / 4, 50)), flush=True)
    sys.stdin.read()
"""


def test_a_killed_owner_leaves_the_lock(
    store: LibraryStore, open_index: Callable[[], SharedIndex], tmp_path: Path
) -> None:
    fill(store, "/a.md", 5)
    command = [sys.executable, "-c", textwrap.dedent(OWNER), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().decode().strip() == "chroma 5"
        index = open_index()
        assert index.kind == "exact"
        assert len(index.nearest(unit_vectors(1)[0], 50)) == 5
        os.kill(owner.pid, signal.SIGKILL)
        owner.wait()
    assert finds_all(index, store)


ALONE = """
    import os, socket, sys
    from pathlib import Path

    def refuse(*arguments, **_):
        print("network", arguments, flush=True)
        os._exit(9)

    socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
    import numpy as np
    from knowledge_base.store import LibraryStore
    from knowledge_base.vectors import SharedIndex

    home = Path(sys.argv[1])
    store = LibraryStore(home / "library.db")
    index = SharedIndex(home / "vectors", store)
    found = index.nearest(np.ones(16, dtype=np.float32) / 4, 50)
    print(index.kind, len(found))
    index.close()
"""


def test_nothing_but_our_own_settings_reaches_chroma_and_nothing_leaves(
    store: LibraryStore, tmp_path: Path
) -> None:
    fill(store, "/a.md", 5)
    (tmp_path / "elsewhere").mkdir()
    nonsense = {
        "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
        "MIGRATIONS": "nonsense",
        "IS_PERSISTENT": "perhaps",
        "CHROMA_SERVER_HTTP_PORT": "not a port",
        "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://collector.invalid",
    }
    lines = "".join(f"{name}={value}\n" for name, value in nonsense.items())
    (tmp_path / "elsewhere" / ".env").write_bytes(b"NAME=caf\xe9\n" + lines.encode())
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ALONE), str(tmp_path)],
        cwd=tmp_path / "elsewhere",
        env=os.environ | nonsense | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("chroma 5", 0), done.stderr
