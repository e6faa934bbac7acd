"""Lessons become documents of the library, and ship with their vectors."""

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.chunking import chunk
from knowledge_base.course_documents import VECTORS_FILE, course_documents, shipped_vectors
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.documents import Document
from knowledge_base.vector_file import save_vectors
from tests.fakes import FakeEmbedder


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(course_documents(load_course(default_course_folder())))


def test_every_lesson_is_there_in_both_languages(documents: list[Document]) -> None:
    uris = [document.uri for document in documents]
    assert len(uris) == len(set(uris)) > 0
    names = {
        language: {uri.replace(f"/{language}/", "/") for uri in uris if f"/{language}/" in uri}
        for language in ("es", "en")
    }
    assert names["es"] == names["en"]
    assert all(document.uri.startswith("course:llm-engineer/") for document in documents)
    assert all(f"/{document.language}/" in document.uri for document in documents)
    assert all(document.title and document.text for document in documents)


def test_the_passages_of_lessons_are_spans_of_them(documents: list[Document]) -> None:
    for document in documents:
        passages = chunk(document)
        assert passages
        assert all(document.text[p.start : p.end] == p.text for p in passages)


def test_vectors_come_back_for_the_encoder_that_made_them(tmp_path: Path) -> None:
    vectors = {f"hash {number}": FakeEmbedder().embed_query(f"text {number}", "en") for number in range(9)}
    save_vectors(tmp_path / VECTORS_FILE, "fake", vectors)
    assert [one.name for one in tmp_path.iterdir()] == [VECTORS_FILE], "nothing is left beside it"
    read = shipped_vectors(tmp_path, "fake")
    assert read.keys() == vectors.keys()
    assert all(read[key].dtype == np.float32 for key in vectors)
    assert all(float(read[key] @ vectors[key]) == pytest.approx(1, abs=1e-3) for key in vectors)
    assert shipped_vectors(tmp_path, "another") == {}


def test_a_course_without_vectors_ships_none(tmp_path: Path) -> None:
    assert shipped_vectors(tmp_path, "fake") == {}
    save_vectors(tmp_path / VECTORS_FILE, "fake", {})
    assert shipped_vectors(tmp_path, "fake") == {}


@pytest.mark.parametrize("damage", ["cut", "garbled", "empty", "another thing"])
def test_damaged_vectors_are_made_anew_by_the_library(tmp_path: Path, damage: str) -> None:
    path = tmp_path / VECTORS_FILE
    save_vectors(path, "fake", {"a": FakeEmbedder().embed_query("text", "en")})
    content = path.read_bytes()
    middle = len(content) // 2
    bad = {
        "cut": content[:middle],
        "garbled": content[: middle - 60] + b"\xa5" * 120 + content[middle + 60 :],
        "empty": b"",
        "another thing": b"not an archive",
    }
    path.write_bytes(bad[damage])
    assert shipped_vectors(tmp_path, "fake") == {}


def test_an_equal_file_for_equal_vectors_and_the_older_one_when_writing_fails(tmp_path: Path) -> None:
    path, vector = tmp_path / "kept" / VECTORS_FILE, FakeEmbedder().embed_query("text", "en")
    save_vectors(path, "fake", {"a": vector, "b": -vector})
    before = path.read_bytes()
    save_vectors(path, "fake", {"b": -vector, "a": vector})
    assert path.read_bytes() == before
    with pytest.raises(ValueError, match="could not convert"):
        save_vectors(path, "fake", {"a": np.array(["not a number"])})
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [VECTORS_FILE]
