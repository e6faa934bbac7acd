"""Rows and texts as numbers, and how they are split."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

NUMBERS = ("distance_km", "weight_kg", "stops", "hour")
CATEGORIES = ("weather", "carrier")  # refund is not known when the question is asked
_WORD = re.compile(r"[^\W_]+")


def stratified_split(labels: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Places for training and for validation, with the same share of each class in both.

    Args:
        labels: (n,).
        fraction: of each class that goes to validation, rounded.
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    held = []
    for label in np.unique(labels):
        places = rng.permutation(np.flatnonzero(labels == label))
        held.append(places[: round(fraction * len(places))])
    valid = np.sort(np.concatenate(held))
    return np.setdiff1d(np.arange(len(labels)), valid), valid


class TableFeatures:
    """Deliveries as numbers, with what was learned from the rows of training alone.

    Numbers are standardised; a missing one becomes the median and a column says that it was missing.
    Categories become one column for each value of training; a value that is new becomes zeros.

    Args:
        rows: of training, as `csv.DictReader` gives them.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        numbers = _numbers(rows)
        self._medians = np.nanmedian(numbers, axis=0)
        filled = np.where(np.isnan(numbers), self._medians, numbers)
        self._means, self._scales = filled.mean(axis=0), np.maximum(filled.std(axis=0), 1e-9)
        self._values = {name: sorted({row[name] for row in rows}) for name in CATEGORIES}

    def transform(self, rows: Sequence[Mapping[str, str]]) -> np.ndarray:
        """(rows, columns), all finite."""
        numbers = _numbers(rows)
        missing = np.isnan(numbers)
        scaled = (np.where(missing, self._medians, numbers) - self._means) / self._scales
        one_hot = [
            [float(row[name] == value) for name, values in self._values.items() for value in values]
            for row in rows
        ]
        return np.hstack([scaled, missing.astype(float), np.array(one_hot).reshape(len(rows), -1)])

    def state(self) -> dict[str, Any]:
        """All that was learned, as JSON has it."""
        arrays = {"medians": self._medians, "means": self._means, "scales": self._scales}
        return {name: array.tolist() for name, array in arrays.items()} | {"values": self._values}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "TableFeatures":
        """As they were when `state` was called."""
        made = cls.__new__(cls)
        made._medians, made._means = np.array(state["medians"]), np.array(state["means"])
        made._scales, made._values = np.array(state["scales"]), dict(state["values"])
        return made


class TextFeatures:
    """Texts as TF-IDF of words and of their pieces of three letters, learned from training alone.

    Args:
        texts: of training.
        least: texts that a term must be in.
    """

    def __init__(self, texts: Sequence[str], least: int = 3) -> None:
        counts = Counter(term for text in texts for term in set(_terms(text)))
        terms = sorted(term for term, count in counts.items() if count >= least)
        found = np.array([counts[term] for term in terms])
        self._columns = {term: column for column, term in enumerate(terms)}
        self._idf = np.log((1 + len(texts)) / (1 + found)) + 1

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """(texts, terms), rows of length one or zero."""
        rows = np.zeros((len(texts), len(self._columns)))
        for row, text in enumerate(texts):
            for term in set(_terms(text)) & self._columns.keys():
                rows[row, self._columns[term]] = 1.0
        rows *= self._idf
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=rows, where=lengths > 0)

    def state(self) -> dict[str, Any]:
        """All that was learned, as JSON has it."""
        return {"terms": list(self._columns), "idf": self._idf.tolist()}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "TextFeatures":
        """As they were when `state` was called."""
        made = cls.__new__(cls)
        made._columns = {term: column for column, term in enumerate(state["terms"])}
        made._idf = np.array(state["idf"])
        return made


def _numbers(rows: Sequence[Mapping[str, str]]) -> np.ndarray:
    return np.array([[float(row[name]) if row[name] else np.nan for name in NUMBERS] for row in rows])


def _terms(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    pieces = [f"#{word}#"[at : at + 3] for word in words for at in range(len(word))]
    return words + pieces
