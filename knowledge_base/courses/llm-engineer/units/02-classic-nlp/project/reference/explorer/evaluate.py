"""How well similarities agree with what people judged."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np


def ranks(values: Sequence[float]) -> np.ndarray:
    """Ranks from 1, the smallest first; equal values share the mean of their ranks."""
    numbers = np.asarray(values, dtype=float)
    _, inverse, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Spearman's correlation: Pearson's of the ranks; nan where one side is constant."""
    left, right = ranks(x), ranks(y)
    left, right = left - left.mean(), right - right.mean()
    scale = np.sqrt((left @ left) * (right @ right))
    return float(left @ right / scale) if scale else float("nan")


def read_pairs(path: Path | str) -> list[tuple[str, str, float]]:
    """Judged pairs: ids of two texts, and the score from 0 to 4."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [(row["a"], row["b"], float(row["score"])) for row in csv.DictReader(file)]


def evaluate(ids: Sequence[str], rows: np.ndarray, pairs: Sequence[tuple[str, str, float]]) -> float:
    """Spearman's correlation between cosines and judgements.

    Args:
        ids: of the texts.
        rows: (texts, dimensions), each of length one or all zeros.
        pairs: of `read_pairs`.
    """
    place = {name: row for row, name in enumerate(ids)}
    left = rows[[place[a] for a, _, _ in pairs]]
    right = rows[[place[b] for _, b, _ in pairs]]
    return spearman((left * right).sum(axis=1), [score for _, _, score in pairs])
