"""Texts as averages of word vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.tfidf import TfIdf, unit
from explorer.tokens import tokenize


def load_vectors(path: Path | str) -> tuple[list[str], np.ndarray]:
    """The words of a file and their vectors (words, dimensions); a line is a word and its numbers."""
    words, rows = [], []
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            word, *numbers = line.split()
            words.append(word)
            rows.append([float(number) for number in numbers])
    return words, np.array(rows)


class Averages:
    """Averages of word vectors, each weighted by how rare the word is.

    Args:
        words: that have a vector.
        matrix: one row a word.
        texts: the collection, from which the weights come.
    """

    def __init__(self, words: Sequence[str], matrix: np.ndarray, texts: Sequence[str]) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        self._matrix = matrix
        weights = TfIdf(texts)
        self._idf = dict(zip(weights.terms, weights.idf, strict=True))
        self._rarest = max(self._idf.values(), default=1.0)

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text (n, dimensions), of length one; zeros where no word has a vector."""
        rows = np.zeros((len(texts), self._matrix.shape[1]))
        for row, text in enumerate(texts):
            known = [word for word in tokenize(text) if word in self._rows]
            if known:
                weights = np.array([self._idf.get(word, self._rarest) for word in known])
                rows[row] = weights @ self._matrix[[self._rows[word] for word in known]]
        return unit(rows)
