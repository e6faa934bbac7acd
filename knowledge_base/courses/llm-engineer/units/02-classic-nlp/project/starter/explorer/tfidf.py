"""Texts as TF-IDF vectors."""

from collections.abc import Sequence

import numpy as np


class TfIdf:
    """Weights learned from a collection.

    Args:
        texts: the collection.

    Attributes:
        terms: the words of the collection, in the order of the columns.
        idf: of each term, larger for rarer ones; write down here which formula you use.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        raise NotImplementedError

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text (n, terms), of length one; zeros where no word is known."""
        raise NotImplementedError
