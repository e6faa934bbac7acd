"""Rows and texts as numbers, and how they are split."""

from collections.abc import Mapping, Sequence

import numpy as np


def stratified_split(labels: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Places for training and for validation, with the same share of each class in both.

    Args:
        labels: (n,).
        fraction: of each class that goes to validation, rounded.
        seed: of the draw.
    """
    raise NotImplementedError


class TableFeatures:
    """Deliveries as numbers, with what was learned from the rows of training alone.

    Write down here what becomes of missing numbers, of categories and of values that training did not have.

    Args:
        rows: of training, as `csv.DictReader` gives them.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        raise NotImplementedError

    def transform(self, rows: Sequence[Mapping[str, str]]) -> np.ndarray:
        """(rows, columns), all finite."""
        raise NotImplementedError


class TextFeatures:
    """Texts as numbers, learned from training alone.

    Args:
        texts: of training.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        raise NotImplementedError

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """(texts, columns), all finite; zeros where nothing of a text is known."""
        raise NotImplementedError
