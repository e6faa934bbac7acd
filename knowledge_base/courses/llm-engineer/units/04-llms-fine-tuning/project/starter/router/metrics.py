"""Which mistakes, and how sure."""

from collections.abc import Sequence

import numpy as np


def confusion(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """Counts of shape (classes, classes): true ones in rows, predicted ones in columns."""
    raise NotImplementedError


def scores(matrix: np.ndarray) -> dict[str, np.ndarray | float]:
    """`precision`, `recall` and `f1` of each class, `macro_f1` and `accuracy`; 0 where it would be 0/0."""
    raise NotImplementedError


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Wilson's interval for a share of hits, with z = 1.96."""
    raise NotImplementedError
