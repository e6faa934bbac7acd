"""How well similarities agree with what people judged."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def ranks(values: Sequence[float]) -> np.ndarray:
    """Ranks from 1, the smallest first; equal values share the mean of their ranks."""
    raise NotImplementedError


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Spearman's correlation: Pearson's of the ranks; nan where one side is constant."""
    raise NotImplementedError


def read_pairs(path: Path | str) -> list[tuple[str, str, float]]:
    """Judged pairs: ids of two texts, and the score from 0 to 4."""
    raise NotImplementedError


def evaluate(ids: Sequence[str], rows: np.ndarray, pairs: Sequence[tuple[str, str, float]]) -> float:
    """Spearman's correlation between cosines and judgements.

    Args:
        ids: of the texts.
        rows: (texts, dimensions), each of length one or all zeros.
        pairs: of `read_pairs`.
    """
    raise NotImplementedError
