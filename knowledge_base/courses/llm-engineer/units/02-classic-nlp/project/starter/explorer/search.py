"""The nearest texts, and the words that bring two texts together."""

import numpy as np

from explorer.tfidf import TfIdf


def nearest(query: np.ndarray, rows: np.ndarray, k: int = 5) -> list[tuple[int, float]]:
    """The k rows most like a query by cosine, best first, as (index, similarity).

    Args:
        query: (dimensions,), of length one or all zeros; zeros have no neighbours.
        rows: (n, dimensions), each of length one or all zeros.
        k: how many at most.
    """
    raise NotImplementedError


def shared_terms(model: TfIdf, one: str, other: str, k: int = 5) -> list[tuple[str, float]]:
    """The terms of both texts that weigh most in their similarity, as (term, share of the cosine)."""
    raise NotImplementedError
