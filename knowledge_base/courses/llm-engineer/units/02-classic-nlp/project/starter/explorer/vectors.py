"""Texts as averages of word vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def load_vectors(path: Path | str) -> tuple[list[str], np.ndarray]:
    """The words of a file and their vectors (words, dimensions); a line is a word and its numbers."""
    raise NotImplementedError


class Averages:
    """Averages of word vectors; weighting rare words more is up to you.

    Args:
        words: that have a vector.
        matrix: one row a word.
        texts: the collection, from which weights may come.
    """

    def __init__(self, words: Sequence[str], matrix: np.ndarray, texts: Sequence[str]) -> None:
        raise NotImplementedError

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text (n, dimensions), of length one; zeros where no word has a vector."""
        raise NotImplementedError
