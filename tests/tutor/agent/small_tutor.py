"""Small libraries and what the agent's nodes need to work on them."""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

from knowledge_base.chunking import chunk
from knowledge_base.citations import Answer, stands_in
from knowledge_base.documents import Document, Language
from knowledge_base.embedding import Embedder
from knowledge_base.evidence import Calibration, EvidenceFinder
from knowledge_base.glossary import Glossary
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.retrieval import Retriever
from knowledge_base.store import LibraryStore, Vector
from knowledge_base.support import SupportChecker, SupportThresholds
from knowledge_base.vectors import ExactIndex
from tests.fakes import FakeEmbedder
from tutor.agent.context import TutorContext
from tutor.agent.events import INTENTS, Answered, Event, Intent, Said, Wording
from tutor.agent.routing import Guess, Router
from tutor.llm.chat import ChatModel

UTTERANCES = Path(__file__).parent / "utterances"
ENGLISH = """# Dropout

## What dropout does

Dropout sets each activation to zero with probability 0.3 during training. Dropout does not change the
network at inference time. The remaining activations are divided by 0.7, so their expected value stays the
same.

## Why dropout helps

Dropout helps because no unit can rely on one particular neighbour, so the units learn features that are
useful on their own. Srivastava and others described dropout in 2014 as training many thinned networks.
"""
SPANISH = """# La tasa de aprendizaje

## Qué es la tasa de aprendizaje

La tasa de aprendizaje multiplica al gradiente en cada paso del descenso. Con una tasa de aprendizaje de 0.1
el paso es la décima parte del gradiente. Una tasa de aprendizaje demasiado grande hace que la pérdida suba.

## Por qué se reduce la tasa de aprendizaje

La tasa de aprendizaje se reduce durante el entrenamiento porque cerca del mínimo los pasos grandes se pasan
de largo. El calentamiento hace lo contrario en los primeros pasos: la tasa de aprendizaje sube desde cero.
"""
DROPOUT = "What does dropout do to each activation during training?"
RATE = "¿Qué hace la tasa de aprendizaje con el gradiente en cada paso?"


class Told(Router):
    """Knows what some texts mean, and takes the others for questions: the classifier has its own tests."""

    meanings: dict[str, dict[Intent, float]]

    def __init__(self, meanings: dict[str, dict[Intent, float]] | None = None) -> None:
        super().__init__(FakeEmbedder(), folder=UTTERANCES)
        self.meanings = meanings or {}

    def guess(self, texts: Sequence[str], languages: Sequence[Language]) -> list[Guess]:
        """What it was told, in the order of the intents."""
        assert len(texts) == len(languages)
        known = [self.meanings.get(text, {"ask": 0.9}) for text in texts]
        return [Guess(tuple(meaning.get(intent, 0.0) for intent in INTENTS)) for meaning in known]


class Sure(EvidenceFinder):
    """Takes whatever was found for an answer: the calibration is another test's matter."""

    sure_of = 1.0

    def __init__(self, store: LibraryStore, embedder: Embedder, glossary: Glossary) -> None:
        super().__init__(store, embedder, glossary)
        self._calibration = Calibration(
            {}, {}, {}, 0.0, threshold=1 - self.sure_of, lessons=1 - self.sure_of
        )  # fmt: skip


class Unsure(Sure):
    """Takes nothing for an answer."""

    sure_of = -1.0


def document(text: str, uri: str, language: Language, title: str = "Notes") -> Document:
    """A Markdown text as the library loads it."""
    loaded = markdown_document(text, uri=uri, fallback_title=title)
    return Document(uri, loaded.title, loaded.text, loaded.media_type, loaded.marks, language)


def notes() -> list[Document]:
    """One page in each language, on different subjects."""
    return [document(ENGLISH, "/notes/dropout.md", "en"), document(SPANISH, "/notes/tasa.md", "es")]


def put(
    store: LibraryStore,
    documents: Iterable[Document],
    embedder: Embedder,
    known: dict[str, Vector] | None = None,
) -> None:
    """Put documents into a store as the library does; `known` vectors are not made again."""
    known = known or {}
    for one in documents:
        passages = chunk(one)
        new = [passage for passage in passages if passage.content_hash not in known]
        made = embedder.embed_passages([p.embedded_text for p in new], [p.language for p in new])
        vectors = {p.content_hash: known[p.content_hash] for p in passages if p.content_hash in known}
        vectors |= {p.content_hash: vector for p, vector in zip(new, made, strict=True)}
        store.put(one, passages, vectors, "/notes", (embedder.name, embedder.dimension))


def filled(path: Path, documents: Iterable[Document], embedder: Embedder) -> LibraryStore:
    """A new store with documents."""
    store = LibraryStore(path)
    store.encoder = (embedder.name, embedder.dimension)
    put(store, documents, embedder)
    return store


def context_over(
    store: LibraryStore,
    embedder: Embedder,
    chat: ChatModel | None = None,
    *,
    finder: type[EvidenceFinder] = Sure,
    glossary: Glossary | None = None,
    wording_seconds: float = 20.0,
    router: Router | None = None,
) -> TutorContext:
    """What the agent's nodes need; trigrams carry no meaning, so with them only words decide on support."""
    terms = glossary or Glossary.load()
    meaningless = isinstance(embedder, FakeEmbedder)
    limits = SupportThresholds(cosine=-1.0, cosine_across=-1.0) if meaningless else None
    return TutorContext(
        retriever=Retriever(store, ExactIndex(store), embedder, terms),
        finder=finder(store, embedder, terms),
        checker=SupportChecker(embedder, terms, limits),
        router=router or Told(),
        chat=chat,
        wording_seconds=wording_seconds,
    )


def draft(*sentences: tuple[str, Sequence[int]]) -> str:
    """A model's reply in the schema."""
    return json.dumps({"sentences": [{"text": text, "citations": list(cited)} for text, cited in sentences]})


async def collected(events: AsyncIterator[Event]) -> list[Event]:
    """Every event of a turn."""
    return [event async for event in events]


def answer_in(events: Sequence[Event]) -> Answer:
    """The one answer of a turn."""
    (answered,) = [event for event in events if isinstance(event, Answered)]
    return answered.answer


def said_in(events: Sequence[Event]) -> Said:
    """The one reply of a turn that needs no sources."""
    (said,) = [event for event in events if isinstance(event, Said)]
    return said


def worded_in(events: Sequence[Event]) -> str:
    """The wording that was streamed."""
    return "".join(event.text for event in events if isinstance(event, Wording))


def assert_honest(answer: Answer, store: LibraryStore) -> None:
    """Every quote stands in its stored document, every sentence cites one; a quoted sentence is the quote."""
    citations = {citation.number: citation for citation in answer.citations}
    for citation in [*answer.citations, *answer.nearest]:
        assert stands_in(citation.quote, store.document(citation.uri).text)
    for sentence in answer.sentences:
        assert sentence.citations
        assert set(sentence.citations) <= set(citations)
        if sentence.origin == "source":
            assert sentence.text == citations[sentence.citations[0]].quote
    assert answer.abstained == (not answer.sentences)
