"""Which mistakes, and how sure."""

import math
from collections.abc import Sequence

import numpy as np


def confusion(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """Counts of shape (classes, classes): true ones in rows, predicted ones in columns."""
    place = {name: index for index, name in enumerate(classes)}
    matrix = np.zeros((len(classes), len(classes)), dtype=int)
    for label, guess in zip(labels, predicted, strict=True):
        matrix[place[label], place[guess]] += 1
    return matrix


def scores(matrix: np.ndarray) -> dict[str, np.ndarray | float]:
    """`precision`, `recall` and `f1` of each class, `macro_f1` and `accuracy`; 0 where it would be 0/0."""
    hits = np.diag(matrix).astype(float)
    said, real = matrix.sum(axis=0), matrix.sum(axis=1)
    f1 = _ratio(2 * hits, said + real)
    return {
        "precision": _ratio(hits, said),
        "recall": _ratio(hits, real),
        "f1": f1,
        "macro_f1": float(f1.mean()),
        "accuracy": float(hits.sum() / matrix.sum()),
    }


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Wilson's interval for a share of hits, with z = 1.96."""
    z, share = 1.96, hits / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return (middle - reach) / (1 + z * z / count), (middle + reach) / (1 + z * z / count)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
