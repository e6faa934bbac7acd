"""What the agent's tests share: a small store that costs nothing, and lessons with the real encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.course_documents import course_documents, shipped_vectors
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.glossary import Glossary
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import filled, notes, put

LESSONS = ("softmax", "entropy")


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def store(tmp_path: Path, embedder: FakeEmbedder) -> Iterator[LibraryStore]:
    """The two pages of `notes`."""
    opened = filled(tmp_path / "library.db", notes(), embedder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def encoder() -> OnnxEmbedder:
    """The shipped encoder."""
    return OnnxEmbedder(threads=1)


@pytest.fixture(scope="session")
def glossary() -> Glossary:
    """The course's own."""
    return Glossary.load(default_course_folder() / "glossary.yaml")


@pytest.fixture(scope="session")
def lessons(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEmbedder) -> Iterator[LibraryStore]:
    """Two of the course's lessons in both languages, by the shipped encoder; not to be changed."""
    folder = default_course_folder()
    opened = filled(tmp_path_factory.mktemp("lessons") / "library.db", [], encoder)
    chosen = [one for one in course_documents(load_course(folder)) if one.uri.endswith(LESSONS)]
    put(opened, chosen, encoder, shipped_vectors(folder, encoder.name))
    yield opened
    opened.close()
