"""Texts as TF-IDF vectors."""

from collections.abc import Sequence

import numpy as np

from explorer.tokens import tokenize


class TfIdf:
    """Weights learned from a collection.

    Args:
        texts: the collection.

    Attributes:
        terms: the words of the collection, in the order of the columns.
        idf: of each term, ln((1 + n) / (1 + df)) + 1 with n texts, df of which hold the term.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        words = [set(tokenize(text)) for text in texts]
        self.terms: list[str] = sorted(set().union(*words))
        self._columns = {term: column for column, term in enumerate(self.terms)}
        document_frequency = np.zeros(len(self.terms))
        for found in words:
            document_frequency[[self._columns[word] for word in found]] += 1
        self.idf: np.ndarray = np.log((1 + len(texts)) / (1 + document_frequency)) + 1

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text (n, terms), of length one; zeros where no word is known."""
        rows = np.zeros((len(texts), len(self.terms)))
        for row, text in enumerate(texts):
            known = [self._columns[word] for word in tokenize(text) if word in self._columns]
            np.add.at(rows[row], known, 1.0)
        return unit(rows * self.idf)


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one; rows of zeros stay as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
