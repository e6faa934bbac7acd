"""An index that is brought up to date by hash."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from docrag.records import Chunk
from docrag.search import Analyse, Bm25, ranking, rrf, tokenize

Embed = Callable[[Sequence[str]], np.ndarray]


def searched(chunk: Chunk) -> str:
    """What is embedded and searched of a chunk."""
    return f"{chunk.heading}\n{chunk.text}"


class Index:
    """Chunks with their vectors."""

    def __init__(self, embed: Embed, analyse: Analyse = tokenize) -> None:
        self._embed, self._analyse = embed, analyse
        self._vectors: dict[str, np.ndarray] = {}
        self.chunks: list[Chunk] = []

    def update(self, chunks: Sequence[Chunk]) -> tuple[int, int]:
        """Make the index hold these chunks; how many texts were embedded and how many removed."""
        texts = {hashlib.sha256(searched(chunk).encode()).hexdigest(): searched(chunk) for chunk in chunks}
        new = [digest for digest in texts if digest not in self._vectors]
        gone = [digest for digest in self._vectors if digest not in texts]
        rows = self._embed([texts[digest] for digest in new]) if new else []
        for digest in gone:
            del self._vectors[digest]
        self._vectors.update(zip(new, rows, strict=True))
        self.chunks = list(chunks)
        self._bm25 = Bm25([searched(chunk) for chunk in chunks], analyse=self._analyse)
        keys = [hashlib.sha256(searched(chunk).encode()).hexdigest() for chunk in chunks]
        self._rows = np.array([self._vectors[key] for key in keys])
        return len(new), len(gone)

    def search(self, query: str, k: int = 5, method: str = "hybrid") -> list[Chunk]:
        """The k best chunks; method is bm25, vectors or hybrid."""
        if not self.chunks:
            return []
        lists = []
        if method in ("bm25", "hybrid"):
            lists.append(ranking(self._bm25.scores(query)))
        if method in ("vectors", "hybrid"):
            lists.append(ranking(self._rows @ self._embed([query])[0]))
        return [self.chunks[i] for i in rrf(lists)[:k]]
