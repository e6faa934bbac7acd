"""What the learner adds is found, what is unchanged is not embedded again, and nothing is half done."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import PIPE

import numpy as np
import pytest

from knowledge_base.chunking import chunk
from knowledge_base.documents import Language
from knowledge_base.embedding import Vectors
from knowledge_base.errors import Missing, Refused, WorkFailed
from knowledge_base.library import Library
from knowledge_base.store import LibraryStore, document_id
from knowledge_base.vectors import SharedIndex
from tests.fakes import FakeEmbedder
from tests.knowledge_base.sample_library import (
    is_level,
    is_sound,
    markdown,
    paragraph,
    sample_document,
    write,
)

ROOT = Path(__file__).parents[2]
Opener = Callable[..., Library]


class BrokenEmbedder(FakeEmbedder):
    """An encoder whose files have been lost."""

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        raise Missing("The encoder is not there.")

    def embed_query(self, text: str, language: Language) -> Vectors:
        raise Missing("The encoder is not there.")


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def open_library(tmp_path: Path, embedder: FakeEmbedder) -> Iterator[Opener]:
    opened: list[Library] = []

    def open_one(by: FakeEmbedder = embedder) -> Library:
        opened.append(Library(tmp_path / "home", by))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Opener) -> Library:
    return open_library()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    write(folder, "networks.md", markdown("Networks", "gradients", "dropout"))
    write(folder, "deep/language.md", markdown("Language", "tokenizers", "attention", "beams"))
    return folder


def uris(library: Library) -> list[str]:
    return [row.uri for row in library.documents()]


# -- adding ----------------------------------------------------------------------------------------


def test_a_file_is_added_and_found(library: Library, notes: Path, embedder: FakeEmbedder) -> None:
    report = library.add([str(notes / "networks.md")])
    assert (report.added, report.updated, report.unchanged, report.skipped) == (1, 0, 0, [])
    assert report.passages == report.embedded == embedder.passages_embedded == library.store.count() == 2
    assert uris(library) == [str(notes / "networks.md")]
    assert is_sound(library.store)
    assert is_level(library)


def test_every_passage_of_every_document_is_a_span_of_it(library: Library, notes: Path) -> None:
    library.add([str(notes)])
    for uri in uris(library):
        text = library.store.document(uri).text
        passages = library.store.passages_of(uri)
        assert passages
        assert all(text[p.start : p.end] == p.text for p in passages)


def test_what_is_unchanged_is_not_embedded_again(
    library: Library, notes: Path, embedder: FakeEmbedder
) -> None:
    heard: list[tuple[str, int]] = []
    library.add([str(notes)], lambda what, done: heard.append((what, done)))
    assert heard == [("Networks", 2), ("Language", 5)]
    generation, embedded = library.store.generation, embedder.passages_embedded
    again = library.add([str(notes), str(notes / "networks.md")])
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    assert (again.passages, again.embedded) == (0, 0)
    assert (library.store.generation, embedder.passages_embedded) == (generation, embedded)


def test_only_the_section_that_changed_is_embedded(
    library: Library, notes: Path, embedder: FakeEmbedder
) -> None:
    library.add([str(notes)])
    before = embedder.passages_embedded
    write(notes, "deep/language.md", markdown("Language", "tokenizers", "sampling", "beams"))
    report = library.add([str(notes)])
    assert (report.updated, report.unchanged, report.passages, report.embedded) == (1, 1, 3, 1)
    assert embedder.passages_embedded == before + 1
    assert library.store.match('"sampl"', 5)
    assert not library.store.match('"attent"', 5)
    assert is_sound(library.store)
    assert is_level(library)


def test_text_that_moves_to_another_file_is_not_embedded_again(
    library: Library, notes: Path, embedder: FakeEmbedder
) -> None:
    library.add([str(notes)])
    before = embedder.passages_embedded
    write(notes, "copy.md", (notes / "networks.md").read_text(encoding="utf-8"))
    assert library.add([str(notes)]).embedded == 0
    assert embedder.passages_embedded == before
    assert is_level(library)


def test_vectors_that_are_shipped_are_not_made(tmp_path: Path, embedder: FakeEmbedder) -> None:
    document = sample_document("course:c/u/en/s", "gradients", "dropout")
    passages = chunk(document)
    made = embedder.embed_passages([p.embedded_text for p in passages], ["en"] * len(passages))
    shipped = {p.content_hash: v for p, v in zip(passages, made, strict=True)}
    library = Library(tmp_path / "home", BrokenEmbedder(), shipped_vectors=shipped)
    assert library.add_documents([document], "course:c").added == 1
    assert is_level(library)
    library.close()


def test_lessons_that_are_no_longer_given_are_dropped(library: Library, notes: Path) -> None:
    lessons = [sample_document(f"course:c/u/en/{name}", name) for name in ("one", "two")]
    library.add([str(notes)])
    assert library.add_documents(lessons, "course:c").added == 2
    report = library.add_documents(lessons[:1], "course:c")
    assert (report.unchanged, report.removed) == (1, 1)
    assert len(uris(library)) == 3


def test_sources_that_cannot_be_read_are_named_and_the_rest_goes_in(library: Library, notes: Path) -> None:
    write(notes, "broken.ipynb", "{this is not JSON")
    (notes / "empty.md").write_text("")
    report = library.add([str(notes)])
    assert report.added == 2
    assert {Path(skipped.uri).name for skipped in report.skipped} == {"broken.ipynb", "empty.md"}
    assert all(skipped.reason.endswith(".") for skipped in report.skipped)


def test_a_source_that_does_not_exist_changes_nothing(library: Library, notes: Path) -> None:
    with pytest.raises(Missing, match="nowhere"):
        library.add([str(notes), str(notes / "nowhere")])
    with pytest.raises(Refused, match="only http and https"):
        library.add([str(notes), "ftp://example.org/a.md"])
    assert uris(library) == []


def test_half_characters_of_a_notebook_do_not_stop_it(library: Library, notes: Path) -> None:
    source = paragraph("emoji") + " \ud83d and so on"
    cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": source}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path = write(notes, "half.ipynb", json.dumps(notebook))
    assert library.add([str(path)]).added == 1
    (passage,) = library.store.passages_of(str(path))
    text = library.store.document(str(path)).text
    assert text[passage.start : passage.end] == passage.text
    assert "\ufffd and so on" in text


@pytest.mark.skipif(os.name != "posix", reason="file names are text there")
def test_a_file_name_that_is_not_text_is_left_out(library: Library, notes: Path) -> None:
    (Path(os.fsdecode(os.fsencode(notes) + b"/caf\xe9.md"))).write_text(paragraph("coffee"))
    report = library.add([str(notes)])
    assert report.added == 2
    (skipped,) = report.skipped
    assert "is not UTF-8" in skipped.reason
    assert json.dumps(skipped.uri).isascii()
    skipped.uri.encode()


def test_neighbours_of_a_passage(library: Library, notes: Path) -> None:
    library.add([str(notes)])
    passages = library.store.passages_of(str(notes / "deep" / "language.md"))
    assert library.around(passages[0]) == passages[:2]
    assert library.around(passages[1]) == passages
    assert library.around(passages[2], before=0, after=5) == passages[2:]


# -- removing and refreshing -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["uri", "id", "source"])
def test_documents_are_removed_by_any_of_their_names(library: Library, notes: Path, name: str) -> None:
    path = str(notes / "networks.md")
    library.add([path])
    library.add([str(notes / "deep")])
    names = {"uri": path, "id": document_id(path), "source": os.path.relpath(path)}
    assert library.remove(names[name]) == [path]
    assert uris(library) == [str(notes / "deep" / "language.md")]
    assert is_sound(library.store)
    assert is_level(library)


def test_a_folder_is_removed_with_all_it_gave(library: Library, notes: Path) -> None:
    library.add([str(notes)])
    assert len(library.remove(str(notes))) == 2
    assert uris(library) == []
    assert library.store.all_vectors()[0] == []
    assert is_level(library)


@pytest.mark.parametrize("name", ["nothing.md", "ftp://example.org/a", "\udce9"])
def test_removing_what_is_not_there(library: Library, notes: Path, name: str) -> None:
    library.add([str(notes)])
    with pytest.raises(Missing, match="holds no document"):
        library.remove(name)
    assert len(uris(library)) == 2


def test_refresh_follows_the_files(library: Library, notes: Path, embedder: FakeEmbedder) -> None:
    single = write(notes.parent, "single.md", markdown("Single", "recursion"))
    library.add([str(notes), str(single)])
    library.add_documents([sample_document("course:c/u/en/s", "lessons")], "course:c")
    before = embedder.passages_embedded
    write(notes, "networks.md", markdown("Networks", "gradients", "momentum"))
    write(notes, "new.md", markdown("New", "sampling"))
    (notes / "deep" / "language.md").unlink()
    single.unlink()
    report = library.refresh()
    assert (report.added, report.updated, report.removed, report.unchanged) == (1, 1, 2, 0)
    assert (report.embedded, embedder.passages_embedded) == (2, before + 2)
    assert uris(library) == sorted([str(notes / "networks.md"), str(notes / "new.md"), "course:c/u/en/s"])
    assert is_sound(library.store)
    assert is_level(library)


def test_refresh_of_a_folder_that_is_gone_entirely(library: Library, notes: Path) -> None:
    library.add([str(notes)])
    notes.rename(notes.with_name("elsewhere"))
    report = library.refresh()
    assert (report.removed, report.skipped) == (2, [])
    assert uris(library) == []


def test_refresh_keeps_what_cannot_be_read_just_now(library: Library, notes: Path) -> None:
    library.add([str(notes)])
    (notes / "networks.md").write_bytes(b"\x00\x01\x02" * 500)
    report = library.refresh()
    assert [Path(skipped.uri).name for skipped in report.skipped] == ["networks.md"]
    assert len(uris(library)) == 2


def test_refresh_keeps_pages_that_cannot_be_reached(library: Library) -> None:
    page = sample_document("http://127.0.0.1:9/page.html")
    library.add_documents([page], "http://127.0.0.1:9/page.html")
    report = library.refresh()
    assert [skipped.uri for skipped in report.skipped] == [page.uri]
    assert uris(library) == [page.uri]


def test_refresh_keeps_documents_of_a_scheme_that_is_no_longer_fetched(library: Library) -> None:
    page = sample_document("gopher://example.org/page")
    library.store.encoder = (library.embedder.name, library.embedder.dimension)
    library.store.put(page, [], {}, "gopher://example.org/page")
    report = library.refresh()
    assert [skipped.uri for skipped in report.skipped] == [page.uri]
    assert uris(library) == [page.uri]


def test_refresh_without_the_encoder_removes_nothing(
    library: Library, notes: Path, open_library: Opener
) -> None:
    library.add([str(notes)])
    library.close()
    write(notes, "networks.md", markdown("Networks", "something else"))
    broken = open_library(BrokenEmbedder())
    with pytest.raises(Missing, match="encoder is not there"):
        broken.refresh()
    assert len(uris(broken)) == 2


def test_one_document_from_whatever_folder_it_is_named(
    library: Library, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(notes / "deep")
    assert library.add(["../networks.md", ".", "language.md"]).unchanged == 1
    monkeypatch.chdir(notes)
    assert library.add(["networks.md", "deep"]).unchanged == 2
    assert uris(library) == sorted(str(path) for path in notes.rglob("*.md"))
    assert {row.source for row in library.documents()} == {str(notes / "networks.md"), str(notes / "deep")}


def test_the_home_of_nobody_is_missing(library: Library) -> None:
    with pytest.raises(Missing, match="nobody-here"):
        library.add(["~nobody-here/notes"])


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_source_is_refreshed_by_the_name_it_was_given(
    library: Library, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(notes.parent))
    (notes.parent / "link").symlink_to(notes)
    library.add(["~/notes", str(notes.parent / "link")])
    before = uris(library)
    monkeypatch.chdir("/")
    report = library.refresh()
    assert (report.unchanged, report.added, report.removed) == (4, 0, 0)
    assert uris(library) == before


# -- encoders --------------------------------------------------------------------------------------


def test_another_encoder_needs_a_rebuild(library: Library, notes: Path, open_library: Opener) -> None:
    library.add([str(notes)])
    library.close()
    other = FakeEmbedder("other", 32)
    reopened = open_library(other)
    works: list[Callable[[], object]] = [
        reopened.check_encoder,
        reopened.finish,
        reopened.refresh,
        lambda: reopened.add([str(notes)]),
        lambda: reopened.add_documents([], "course:c"),
    ]
    for work in works:
        with pytest.raises(Missing, match="made with fake-trigrams-64") as raised:
            work()
        assert raised.value.hint == "Run `tutor library rebuild`."
    assert other.passages_embedded == 0
    report = reopened.rebuild()
    assert report.embedded == other.passages_embedded == 5
    reopened.check_encoder()
    assert is_level(reopened)
    assert is_sound(reopened.store)


def test_rebuild_makes_vectors_and_index_anew(library: Library, notes: Path, embedder: FakeEmbedder) -> None:
    library.add([str(notes)])
    broken = {key: np.zeros(64, dtype=np.float32) + 0.125 for key in library.store.vector_keys().values()}
    library.store.replace_vectors(broken)
    heard: list[int] = []
    assert library.rebuild(lambda _, done: heard.append(done)).embedded == 5
    assert heard == [5]
    assert is_level(library)


def test_rebuild_without_the_encoder_changes_nothing(
    library: Library, notes: Path, open_library: Opener
) -> None:
    library.add([str(notes)])
    library.close()
    broken = open_library(BrokenEmbedder())
    with pytest.raises(Missing, match="encoder is not there"):
        broken.rebuild()
    assert broken.store.passages_without_vector() == []


def test_a_rebuild_that_was_cut_short_is_finished(
    library: Library, notes: Path, open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([str(notes)])
    library.close()
    monkeypatch.setattr("knowledge_base.library._BATCH", 2)

    class Interrupted(FakeEmbedder):
        def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
            if self.passages_embedded:
                raise KeyboardInterrupt
            return super().embed_passages(texts, languages)

    first = open_library(Interrupted("other", 32))
    with pytest.raises(KeyboardInterrupt):
        first.rebuild()
    first.close()
    other = FakeEmbedder("other", 32)
    second = open_library(other)
    assert second.finish().embedded == other.passages_embedded == 3
    assert second.finish().embedded == 0
    assert is_level(second)
    assert is_sound(second.store)


# -- bad places ------------------------------------------------------------------------------------


def test_a_locked_library_is_one_sentence(library: Library, notes: Path, tmp_path: Path) -> None:
    library.add([str(notes)])
    library.close()
    library.store = LibraryStore(tmp_path / "home" / "library.db", busy_seconds=0.05)
    library.index = SharedIndex(tmp_path / "home" / "vectors", library.store)
    other = LibraryStore(tmp_path / "home" / "library.db")
    write(notes, "new.md", markdown("New", "sampling"))
    with other.writing():
        works: list[Callable[[], object]] = [
            lambda: library.add([str(notes)]),
            library.refresh,
            lambda: library.remove(str(notes)),
            library.rebuild,
        ]
        for work in works:
            with pytest.raises(WorkFailed, match="in use by another process"):
                work()
        assert len(uris(library)) == 2
    other.close()
    assert library.add([str(notes)]).added == 1
    assert is_level(library)


def test_a_disk_that_fills_up_keeps_what_went_in_before(library: Library, notes: Path) -> None:
    library.add([str(notes)])
    large = markdown("Large", *(f"topic {number}" for number in range(300)))
    write(notes, "zz-large.md", large)
    write(notes, "aa-small.md", markdown("Small", "sampling"))
    pages = library.store.db.conn.execute("pragma page_count").fetchone()[0]
    library.store.db.conn.execute(f"pragma max_page_count = {pages + 40}")
    with pytest.raises(WorkFailed, match="disk is full"):
        library.add([str(notes)])
    assert [Path(uri).name for uri in uris(library)] == ["aa-small.md", "language.md", "networks.md"]
    assert is_sound(library.store)
    assert is_level(library)


# -- two processes ---------------------------------------------------------------------------------

SECOND = """
    import json, sys
    from pathlib import Path
    from knowledge_base.library import Library
    from tests.fakes import FakeEmbedder

    library = Library(Path(sys.argv[1]), FakeEmbedder())
    for line in sys.stdin:
        command = json.loads(line)
        if "add" in command:
            said = library.add([command["add"]]).added
        else:
            vector = library.embedder.embed_query(command["find"], "en")
            found = library.store.passages([i for i, _ in library.index.nearest(vector, 1)])
            said = [library.index.kind, *(passage.uri for passage in found.values())]
        print(json.dumps(said), flush=True)
    library.close()
"""


def test_two_processes_write_and_find_what_the_other_wrote(
    library: Library, notes: Path, tmp_path: Path
) -> None:
    mine = write(tmp_path, "mine.md", markdown("Mine", "photosynthesis"))
    theirs = write(tmp_path, "theirs.md", markdown("Theirs", "volcanoes"))
    library.add([str(notes)])
    assert library.index.kind == "chroma"
    command = [sys.executable, "-c", textwrap.dedent(SECOND), str(tmp_path / "home")]
    with subprocess.Popen(command, cwd=ROOT, text=True, bufsize=1, stdin=PIPE, stdout=PIPE) as second:

        def tell(**message: str) -> object:
            assert second.stdin is not None
            assert second.stdout is not None
            second.stdin.write(json.dumps(message) + "\n")
            return json.loads(second.stdout.readline())

        library.add([str(mine)])
        assert tell(find="photosynthesis") == ["exact", str(mine)]
        assert tell(add=str(theirs)) == 1
        vector = library.embedder.embed_query("volcanoes", "en")
        (found,) = library.store.passages([i for i, _ in library.index.nearest(vector, 1)]).values()
        assert (library.index.kind, found.uri) == ("chroma", str(theirs))
        library.index.close()
        assert tell(find="volcanoes") == ["chroma", str(theirs)]
    assert second.returncode == 0
    assert is_level(library)
    assert is_sound(library.store)
