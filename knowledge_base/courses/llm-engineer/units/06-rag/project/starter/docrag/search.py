"""Search by words, by vectors and by both."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def tokenize(text: str) -> list[str]:
    """Words in lower case without accents; a code such as e-240 stays whole (its parts may be there too)."""
    raise NotImplementedError


class Glossary:
    """Spanish and English words that mean the same.

    Args:
        groups: each with the words of one meaning.
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        raise NotImplementedError


def read_glossary(path: Path | str) -> Glossary:
    """The glossary of a file with the columns spanish and english; spaces separate the words of a cell."""
    raise NotImplementedError


class Bm25:
    """BM25 over a collection.

    Args:
        texts: the collection.
        k1, b: see the lesson on hybrid search.
    """

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        raise NotImplementedError

    def scores(self, query: str) -> np.ndarray:
        """Of each text; never negative."""
        raise NotImplementedError


class Embedder:
    """Texts as vectors, called with a sequence of texts: one row a text, of length one or all zeros.

    The row of a text depends on nothing but the text and the glossary, in every run of the program (Python's
    `hash` of a string does not qualify).
    """

    def __init__(self, glossary: Glossary) -> None:
        raise NotImplementedError

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        raise NotImplementedError


def rrf(rankings: Sequence[Sequence[int]], k: int = 60) -> list[int]:
    """Items by the sum of 1 / (k + place), places from 1; equal sums by item."""
    raise NotImplementedError
