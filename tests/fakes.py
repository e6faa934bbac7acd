"""Cheap stand-ins for slow or absent things, with behaviour that tests can rely on."""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge_base.documents import Language
from knowledge_base.embedding import Vectors, normalised


class FakeEmbedder:
    """Hashed character trigrams: texts that share spelling are near, in any language, without a model."""

    def __init__(self, name: str = "fake-trigrams-64", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.passages_embedded = 0

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Unit vectors (len(texts), dimension); counts the texts in `passages_embedded`."""
        assert len(texts) == len(languages)
        self.passages_embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
        return vectors

    def embed_query(self, text: str, language: Language) -> Vectors:
        """The unit vector (dimension,) of a question."""
        assert language in ("es", "en")
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        padded = f"  {text.lower()} "
        for start in range(len(padded) - 2):
            digest = hashlib.blake2b(padded[start : start + 3].encode(), digest_size=4).digest()
            vector[int.from_bytes(digest) % self.dimension] += 1
        return normalised(vector)
