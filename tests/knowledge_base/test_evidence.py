"""The sentences that bear on a question come first, and what the library lacks looks unlikely."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.chunking import chunk
from knowledge_base.documents import Document, Language
from knowledge_base.evidence import Calibration, Concept, EvidenceFinder, coverage, covered
from knowledge_base.glossary import Glossary
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.retrieval import Retriever, Search
from knowledge_base.store import LibraryStore
from knowledge_base.vectors import ExactIndex
from tests.fakes import FakeEmbedder

PAGE = """# Optimizers

## Momentum

Momentum adds a fraction of the last step to the present one. It smooths the path of the optimizer over noisy
gradients, so that small batches do less harm than they would do otherwise in practice.

## Warmup

Warmup raises the learning rate from zero during the first steps. Without warmup a large transformer diverges
within a few hundred steps, because early gradients are large and point in changing directions.
"""
PAGINA = """# Regularización

## Decaimiento de pesos

El decaimiento de pesos encoge cada parámetro en cada paso. Con AdamW el decaimiento no pasa por el gradiente,
y por eso su efecto no depende de la tasa de aprendizaje de cada parámetro por separado en la práctica.
"""
GLOSSARY = "- {es: [calentamiento], en: [warmup]}\n- {es: [tasa de aprendizaje], en: [learning rate]}\n"


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path: Path = tmp_path_factory.mktemp("glossary") / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return Glossary.load(path)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, glossary: Glossary) -> Iterator[Retriever]:
    embedder = FakeEmbedder()
    store = LibraryStore(tmp_path_factory.mktemp("evidence") / "library.db")
    store.encoder = (embedder.name, embedder.dimension)
    pages: list[tuple[str, str, Language]] = [("/a.md", PAGE, "en"), ("/b.md", PAGINA, "es")]
    for uri, text, language in pages:
        loaded = markdown_document(text, uri=uri, fallback_title="Notes")
        page = Document(uri, loaded.title, loaded.text, loaded.media_type, loaded.marks, language)
        passages = chunk(page)
        made = embedder.embed_passages([p.embedded_text for p in passages], [p.language for p in passages])
        vectors = {p.content_hash: vector for p, vector in zip(passages, made, strict=True)}
        store.put(page, passages, vectors, "/", (embedder.name, embedder.dimension))
    yield Retriever(store, ExactIndex(store), embedder, glossary)
    store.close()


@pytest.fixture
def finder(retriever: Retriever, glossary: Glossary) -> EvidenceFinder:
    found = EvidenceFinder(retriever.store, retriever.embedder, glossary)
    found._calibration = Calibration({}, {}, {}, 0.0, 0.5)
    return found


@pytest.mark.parametrize(
    ("question", "language", "first"),
    [
        ("What does momentum add to the present step?", "en", "Momentum adds a fraction"),
        ("Why does a large transformer diverge without warmup?", "en", "Without warmup"),
        ("¿Para qué sirve el calentamiento?", "es", "Warmup raises the learning rate"),
        ("¿Qué encoge el decaimiento de pesos en cada paso?", "es", "El decaimiento de pesos encoge"),
    ],
)
def test_the_sentence_that_answers_comes_first(
    retriever: Retriever, finder: EvidenceFinder, question: str, language: Language, first: str
) -> None:
    search = replace(retriever.search(question, 10, language), query_vector=None)  # trigrams mean nothing
    finding = finder.find(search)
    assert finding.evidence[0].sentence.startswith(first)
    scores = [item.score for item in finding.evidence]
    assert scores == sorted(scores, reverse=True)


def test_every_sentence_stands_in_its_passage(retriever: Retriever, finder: EvidenceFinder) -> None:
    finding = finder.find(retriever.search("gradients and steps", 10, "en"))
    assert finding.evidence
    assert all(item.sentence in item.hit.passage.text for item in finding.evidence)


@pytest.mark.parametrize(
    "question",
    ["xyzzy plugh", "¿?", "the of and", "\x00", '"', "word " * 500],
    ids=lambda question: repr(question)[:12],
)
def test_any_question_gets_a_finding(retriever: Retriever, finder: EvidenceFinder, question: str) -> None:
    finding = finder.find(retriever.search(question, 10, "en"))
    assert 0 <= finding.probability <= 1
    assert all(math.isfinite(value) for value in finding.features.values())


def test_nothing_found_is_no_evidence(finder: EvidenceFinder) -> None:
    finding = finder.find(Search("momentum", "en", ()))
    assert finding.evidence == ()
    assert all(math.isfinite(value) for value in finding.features.values())


def test_a_search_without_vectors_has_no_cosines(retriever: Retriever, finder: EvidenceFinder) -> None:
    search = replace(retriever.search("What does momentum add?", 10, "en"), query_vector=None)
    assert {item.cosine for item in finder.find(search).evidence} == {0.0}


def test_the_shipped_calibration_fits_the_features(retriever: Retriever, glossary: Glossary) -> None:
    finder = EvidenceFinder(retriever.store, retriever.embedder, glossary)
    finding = finder.find(retriever.search("What does momentum add?", 10, "en"))
    assert 0 < finding.probability < 1
    assert 0 < finding.threshold < 1


def test_a_word_of_the_other_language_is_covered_by_its_translation() -> None:
    forms: dict[Language, tuple[tuple[str, ...], ...]] = {
        "es": (("calent",),),
        "en": (("warmup",), ("heat", "up")),
    }
    concept = Concept("calentamiento", forms, 2.0, known=True)
    other = Concept("gradiente", {"es": (("gradient",),), "en": (("gradient",),)}, 1.0, known=True)
    assert covered([concept, other], "Warmup helps", "en") == {"calentamiento"}
    assert covered([concept], "they heat up fast", "en") == {"calentamiento"}
    assert covered([concept], "heat goes up", "en") == set()
    assert coverage([concept, other], {"calentamiento"}) == pytest.approx(2 / 3)
    assert coverage([], set()) == 0.0


@given(st.dictionaries(st.sampled_from("abc"), st.floats(-20, 20), min_size=3))
def test_a_calibration_gives_a_probability_that_grows_with_its_features(features: dict[str, float]) -> None:
    ones = dict.fromkeys("abc", 1.0)
    calibration = Calibration(ones, dict.fromkeys("abc", 0.0), ones, 0.0, 0.5)
    more = {name: value + 1 for name, value in features.items()}
    assert 0 <= calibration.probability(features) <= calibration.probability(more) <= 1
