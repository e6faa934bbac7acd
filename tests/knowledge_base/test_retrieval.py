"""The right passages come first, in both languages, whatever is typed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge_base.documents import Document, Language
from knowledge_base.errors import Missing
from knowledge_base.glossary import Glossary
from knowledge_base.retrieval import ALL_PARTS, Part, Retriever, Search, any_of
from knowledge_base.store import LibraryStore
from knowledge_base.vectors import ExactIndex, SharedIndex
from tests.fakes import FakeEmbedder
from tests.knowledge_base.sample_library import paragraph, put, sample_document

GLOSSARY = """
- es: [descenso de gradiente]
  en: [gradient descent]
- es: [tasa de aprendizaje]
  en: [learning rate]
- es: [sobreajuste]
  en: [overfitting]
"""
TOPICS = {
    "descent": "gradient descent and the learning rate that it needs",
    "dropout": "dropout which turns units off at random",
    "norm": "layer normalisation with np.linalg.norm and RMSNorm",
    "overfitting": "overfitting when a network remembers its training set",
    "tokens": "byte pair encoding of rare vocabulary pieces",
}


def document(name: str, text: str, language: Language = "en") -> Document:
    return Document(f"/notes/{language}/{name}.md", name, text, "text/markdown", (), language)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryStore]:
    opened = LibraryStore(tmp_path_factory.mktemp("library") / "library.db")
    for name, topic in TOPICS.items():
        put(opened, document(name, paragraph(topic)), FakeEmbedder())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path = tmp_path_factory.mktemp("glossary") / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return Glossary.load(path)


@pytest.fixture(scope="module")
def retriever(store: LibraryStore, glossary: Glossary) -> Retriever:
    return Retriever(store, ExactIndex(store), FakeEmbedder(), glossary)


def titles(search: Search) -> list[str]:
    return [hit.title for hit in search.hits]


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[LibraryStore]:
    opened = LibraryStore(tmp_path / "library.db")
    yield opened
    opened.close()


# -- what is found ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "name"),
    [("RMSNorm", "norm"), ("np.linalg.norm", "norm"), ("how does dropout work?", "dropout")],
)
def test_bm25_finds_exact_terms(retriever: Retriever, query: str, name: str) -> None:
    found = retriever.search(query, language="en", parts=["bm25"])
    assert titles(found)[0] == name
    assert found.hits[0].bm25 > 0
    assert found.query_vector is None


@pytest.mark.parametrize(
    ("query", "name"),
    [("¿Qué es la tasa de aprendizaje?", "descent"), ("¿Cómo evito el sobreajuste?", "overfitting")],
)
def test_the_glossary_bridges_spanish_questions_to_english_passages(
    retriever: Retriever, query: str, name: str
) -> None:
    assert titles(retriever.search(query, parts=["bm25"])) == []
    found = retriever.search(query, parts=["bm25", "glossary"])
    assert found.language == "es"
    assert titles(found)[0] == name


def test_the_encoder_finds_what_is_misspelt(retriever: Retriever) -> None:
    found = retriever.search("overfiting remembring trainingset", language="en", parts=["dense"])
    assert titles(found)[0] == "overfitting"
    assert found.hits[0].cosine > 0


def test_fusion_beats_each_of_its_parts(retriever: Retriever) -> None:
    questions = [
        ("tasa de aprendizaje", "descent"),
        ("overfiting remembring trainingset", "overfitting"),
        ("RMSNorm", "norm"),
        ("droppout turnss offf randomm", "dropout"),
        ("forgetting units randomly", "dropout"),
    ]
    sets: list[list[Part]] = [["bm25"], ["glossary"], ["dense"], list(ALL_PARTS)]
    right = [
        sum(titles(retriever.search(query, count=1, parts=parts)) == [name] for query, name in questions)
        for parts in sets
    ]
    assert right[-1] == len(questions) > max(right[:-1])


def test_scores_fall_and_both_are_known_for_every_hit(retriever: Retriever) -> None:
    found = retriever.search("gradient descent with dropout", language="en")
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(hit.cosine > 0 for hit in found.hits), "the encoder's list is not the only one with cosines"
    assert set(found.timings_ms) == {"lexical", "embed", "rest", "total"}
    assert found.query == "gradient descent with dropout"


@pytest.mark.parametrize("count", [0, 1, 3, 50])
def test_no_more_passages_than_asked_for(retriever: Retriever, count: int) -> None:
    assert len(retriever.search("gradient", count, "en").hits) == min(count, len(TOPICS))


@pytest.mark.parametrize("language", ["es", "en"])
def test_twins_collapse_to_the_language_of_the_question(
    own_store: LibraryStore, glossary: Glossary, language: Language
) -> None:
    text = paragraph("transformers and the attention that they pay")
    for tongue in ("en", "es"):
        put(own_store, document("lesson", text + f" {tongue}", tongue), FakeEmbedder())
    put(own_store, document("other", paragraph("olive trees")), FakeEmbedder())
    found = Retriever(own_store, ExactIndex(own_store), FakeEmbedder(), glossary).search(
        "transformers attention", language=language
    )
    assert [hit.passage.language for hit in found.hits if hit.title == "lesson"] == [language]
    assert titles(found)[0] == "lesson"
    assert len(found.hits) == 2


def test_copies_of_a_passage_are_shown_once(own_store: LibraryStore, glossary: Glossary) -> None:
    for name in ("one", "two", "three"):
        put(own_store, document(name, paragraph("olive trees")), FakeEmbedder())
    found = Retriever(own_store, ExactIndex(own_store), FakeEmbedder(), glossary).search("olive trees")
    assert len(found.hits) == 1


def test_an_empty_library_finds_nothing(own_store: LibraryStore, glossary: Glossary) -> None:
    empty = Retriever(own_store, ExactIndex(own_store), FakeEmbedder(), glossary)
    assert empty.search("gradient descent").hits == ()


def test_a_library_of_another_encoder_is_not_compared_with(
    own_store: LibraryStore, glossary: Glossary
) -> None:
    put(own_store, document("one", paragraph("olive trees")), FakeEmbedder())
    own_store.encoder = ("another", 64)
    retriever = Retriever(own_store, ExactIndex(own_store), FakeEmbedder(), glossary)
    with pytest.raises(Missing, match="made with another") as raised:
        retriever.search("olive trees")
    assert "tutor library rebuild" in raised.value.hint
    assert len(retriever.search("olive trees", parts=["bm25"]).hits) == 1


# -- what is typed ---------------------------------------------------------------------------------


def test_a_question_of_ten_thousand_words(retriever: Retriever) -> None:
    query = "how does gradient descent use the learning rate " + "and what else is there " * 2_000
    assert len(query.split()) > 10_000
    assert titles(retriever.search(query, language="en", parts=["bm25", "glossary"]))[0] == "descent"
    assert len(retriever.search("palabra " * 10_000).hits) == len(TOPICS)


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", "?!", '"', '""', "*", "NEAR(", "AND", "a AND", "NOT dropout", "(", "text:x", "{a b}:c"),
        *("\0", "-x", '" OR "', 'dropout" OR "', "^dropout", "dropout*", "\ud800 dropout \udfff"),
        "x'; drop table passages; --",
    ],
)
def test_nothing_typed_is_taken_for_a_command(retriever: Retriever, query: str) -> None:
    found = retriever.search(query, language="en")
    assert all(hit.passage for hit in found.hits)
    if "dropout" in query:
        assert titles(found)[0] == "dropout"


@given(st.text())
@example('"')
@example('a" OR stemmed_text:"b')
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_question_is_answered(retriever: Retriever, query: str) -> None:
    assert len(retriever.search(query).hits) <= 10


@given(st.lists(st.text()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_terms_are_never_syntax(store: LibraryStore, terms: list[str]) -> None:
    query = any_of(terms)
    if query:
        assert 0 <= store.frequency(query) <= len(TOPICS)


def test_terms_match_as_phrases() -> None:
    assert any_of(["a b", 'c"d', "a b", '"', ""]) == '"a b" OR "c d"'
    assert any_of([]) == ""


# -- threads ---------------------------------------------------------------------------------------


def test_eight_threads_search_while_another_adds(
    own_store: LibraryStore, glossary: Glossary, tmp_path: Path
) -> None:
    put(own_store, document("trees", paragraph("olive trees")), FakeEmbedder())
    index = SharedIndex(tmp_path / "vectors", own_store)
    retriever = Retriever(own_store, index, FakeEmbedder(), glossary)
    finished = threading.Event()

    def search() -> set[str]:
        first = set()
        while not finished.is_set():
            first.add(retriever.search("olive trees", language="en").hits[0].title)
        return first

    with ThreadPoolExecutor(8) as pool:
        searches = [pool.submit(search) for _ in range(8)]
        for number in range(12):
            added = sample_document(
                f"/notes/{number}.md", f"gradient {number}", "dropout", title=f"N{number}"
            )
            put(own_store, added, FakeEmbedder())
        finished.set()
    assert [one.result() for one in searches] == [{"trees"}] * 8
    assert len(retriever.search("gradient", 50, "en").hits) >= 13
    index.close()
