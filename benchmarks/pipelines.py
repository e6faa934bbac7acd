"""The pipelines that `benchmarks/retrieval.py` compares: ours, LlamaIndex's and LangChain's.

All three read the same documents with the same loader, embed with the same encoder, keep their index on
disk and are asked for the same number of pieces. What differs is what each does by default: how it cuts,
where it stores, how it searches. A piece is known by its span in the stored text of its document, so that
the same labels fit all three.
"""
# mypy: disable-error-code="import-not-found"

import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from knowledge_base.course_loader import default_course_folder
from knowledge_base.documents import Document, Language
from knowledge_base.embedding import Embedder, Vectors
from knowledge_base.glossary import Glossary
from knowledge_base.languages import detect
from knowledge_base.library import Library
from knowledge_base.loaders import load_source
from knowledge_base.retrieval import Retriever

# As LangChain's own tutorial on retrieval sets it; the splitter's bare default is 4,000 and 200 characters.
LANGCHAIN_CHARACTERS, LANGCHAIN_OVERLAP = 1000, 200


@dataclass(frozen=True)
class Piece:
    """A stretch of a document that a pipeline found: characters `start` to `end` of its stored text."""

    uri: str
    start: int
    end: int


@dataclass
class Watched:
    """An embedder that keeps count of what it is asked.

    Attributes:
        processor: processor seconds spent embedding passages.
        seconds: wall seconds spent embedding questions.
        texts: the passages, as they came.
    """

    embedder: Embedder
    processor: float = 0.0
    seconds: float = 0.0
    texts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The embedder's."""
        return self.embedder.name

    @property
    def dimension(self) -> int:
        """The embedder's."""
        return self.embedder.dimension

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """As the embedder."""
        started = time.process_time()
        vectors = self.embedder.embed_passages(texts, languages)
        self.processor += time.process_time() - started
        self.texts += texts
        return vectors

    def embed_query(self, text: str, language: Language) -> Vectors:
        """As the embedder."""
        started = time.perf_counter()
        vector = self.embedder.embed_query(text, language)
        self.seconds += time.perf_counter() - started
        return vector


class Pipeline(Protocol):
    """Documents in, pieces out."""

    @property
    def name(self) -> str:
        """Its row in the tables."""
        ...

    @property
    def embedder(self) -> Watched:
        """What it embeds with."""
        ...

    def index(self, sources: Sequence[str]) -> None:
        """Read and index the sources, onto the disk."""
        ...

    def search(self, question: str, count: int) -> list[Piece]:
        """The best pieces, best first."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


def documents_of(sources: Sequence[str]) -> list[Document]:
    """What our loaders read; sources that they skip are left out."""
    return [item for source in sources for item in load_source(source) if isinstance(item, Document)]


class Ours:
    """`Library.add`, then `Retriever.search`: heading-aware passages, BM25, glossary, vectors, fusion."""

    name = "this project"

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.embedder = Watched(embedder)
        self._library = Library(folder, self.embedder)
        glossary = Glossary.load(default_course_folder() / "glossary.yaml")
        self._retriever = Retriever(self._library.store, self._library.index, self.embedder, glossary)

    def index(self, sources: Sequence[str]) -> None:
        """Into library.db and vectors/."""
        self._library.add(sources)

    def search(self, question: str, count: int) -> list[Piece]:
        """The best passages."""
        found = [hit.passage for hit in self._retriever.search(question, count).hits]
        return [Piece(passage.uri, passage.start, passage.end) for passage in found]

    def close(self) -> None:
        """Let go of library.db and vectors/."""
        self._library.close()


class LlamaIndex:
    """`VectorStoreIndex` as it comes: 1,024-token sentences-aware chunks, vectors in a dictionary."""

    name = "LlamaIndex"

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.embedder = Watched(embedder)
        self._folder = folder
        self._retrievers: dict[int, Any] = {}
        self._index: Any = None

    def index(self, sources: Sequence[str]) -> None:
        """Into memory, then `persist` to the folder."""
        from llama_index.core import Document as LlamaDocument
        from llama_index.core import VectorStoreIndex

        documents = [
            LlamaDocument(
                text=document.text, metadata={"uri": document.uri}, excluded_embed_metadata_keys=["uri"]
            )
            for document in documents_of(sources)
        ]
        self._index = VectorStoreIndex.from_documents(documents, embed_model=_llama_embedding(self.embedder))
        self._index.storage_context.persist(str(self._folder))

    def search(self, question: str, count: int) -> list[Piece]:
        """The nearest nodes."""
        if count not in self._retrievers:
            self._retrievers[count] = self._index.as_retriever(similarity_top_k=count)
        nodes = [found.node for found in self._retrievers[count].retrieve(question)]
        return [Piece(node.metadata["uri"], node.start_char_idx, node.end_char_idx) for node in nodes]

    def close(self) -> None:
        """Nothing is held."""


class LangChain:
    """`RecursiveCharacterTextSplitter` and `Chroma`, as its tutorial sets them."""

    name = "LangChain + Chroma"

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.embedder = Watched(embedder)
        self._folder = folder
        self._store: Any = None

    def index(self, sources: Sequence[str]) -> None:
        """Into a Chroma collection in the folder."""
        from langchain_chroma import Chroma
        from langchain_core.documents import Document as ChainDocument
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=LANGCHAIN_CHARACTERS, chunk_overlap=LANGCHAIN_OVERLAP, add_start_index=True
        )
        documents = [
            ChainDocument(page_content=document.text, metadata={"uri": document.uri})
            for document in documents_of(sources)
        ]
        self._store = Chroma(
            embedding_function=_chain_embedding(self.embedder), persist_directory=str(self._folder)
        )
        self._store.add_documents(splitter.split_documents(documents))

    def search(self, question: str, count: int) -> list[Piece]:
        """The nearest chunks."""
        found = self._store.similarity_search(question, k=count)
        starts = [(item, item.metadata["start_index"]) for item in found]
        return [Piece(item.metadata["uri"], start, start + len(item.page_content)) for item, start in starts]

    def close(self) -> None:
        """Nothing is held."""


def pipelines(embedder: Embedder, folder: Path) -> list[Pipeline]:
    """One of each, empty, in folders of their own."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    made: list[type[Ours] | type[LlamaIndex] | type[LangChain]] = [Ours, LlamaIndex, LangChain]
    return [kind(embedder, Path(tempfile.mkdtemp(dir=folder))) for kind in made]


def _llama_embedding(embedder: Watched) -> Any:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class LlamaEmbedding(BaseEmbedding):  # type: ignore[misc]
        """Our encoder as LlamaIndex calls one."""

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return _as_lists(embedder.embed_passages(texts, [detect(text) for text in texts]))

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return _as_lists(embedder.embed_query(query, detect(query)).reshape(1, -1))[0]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return LlamaEmbedding(model_name=embedder.name)


def _chain_embedding(embedder: Watched) -> Any:
    from langchain_core.embeddings import Embeddings

    class ChainEmbedding(Embeddings):
        """Our encoder as LangChain calls one."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return _as_lists(embedder.embed_passages(texts, [detect(text) for text in texts]))

        def embed_query(self, text: str) -> list[float]:
            return _as_lists(embedder.embed_query(text, detect(text)).reshape(1, -1))[0]

    return ChainEmbedding()


def _as_lists(vectors: Vectors) -> list[list[float]]:
    rows: list[list[float]] = vectors.tolist()
    return rows
