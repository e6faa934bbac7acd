"""Search by words, by vectors and by both."""

import csv
import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

DIMENSIONS = 1024
STEM = 5
_COMMON = """
a al como cual cuando cuanto cuanta cuantos cuantas cada con de del desde donde el ella en es esta este hay la
las lo los mas mientras no o para pero por que quien se si sin su sus tiene tienen un una unos y ya codigo
an and are at be by can do does for from how in is it its many may much of on or that the their this to was
what when where which who with long often after before mean time significa
"""
COMMON = set(_COMMON.split())


def fold(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def tokenize(text: str) -> list[str]:
    """Words in lower case without accents; a code such as e-240 stays whole."""
    return re.findall(r"[^\W_]+(?:[-._][^\W_]+)*", fold(text))


class Glossary:
    """Spanish and English words that mean the same."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._concept = {self._stem(w): f"={i}" for i, group in enumerate(groups) for w in group}

    @staticmethod
    def _stem(word: str) -> str:
        folded = fold(word)
        if len(folded) > 3 and folded.endswith("s"):
            folded = folded[:-1]
        return folded[:STEM] if folded.isalpha() else folded

    def concept(self, token: str) -> str:
        """The same string for words that mean the same."""
        stem = self._stem(token)
        return self._concept.get(stem, stem)

    def concepts(self, text: str) -> list[str]:
        """Concepts of the words that carry meaning, in order."""
        return [self.concept(token) for token in tokenize(text) if token not in COMMON]


def read_glossary(path: Path | str) -> Glossary:
    """The glossary of a file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return Glossary([f"{row['spanish']} {row['english']}".split() for row in csv.DictReader(file)])


Analyse = Callable[[str], list[str]]


class Bm25:
    """BM25 over a collection."""

    def __init__(
        self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75, analyse: Analyse = tokenize
    ) -> None:
        self._analyse = analyse
        self._counts = [Counter(analyse(text)) for text in texts]
        sizes = np.array([sum(count.values()) for count in self._counts], dtype=float)
        self._norms = k1 * (1 - b + b * sizes / max(sizes.mean(), 1e-9)) if len(texts) else sizes
        self._k1 = k1

    def scores(self, query: str) -> np.ndarray:
        """Of each text."""
        n = len(self._counts)
        scores = np.zeros(n)
        for term in self._analyse(query):
            found = np.array([count[term] for count in self._counts], dtype=float)
            df = int((found > 0).sum())
            idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
            scores += idf * found * (self._k1 + 1) / (found + self._norms)
        return scores


class Embedder:
    """Texts as hashed vectors of concepts and character trigrams."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), DIMENSIONS))
        for row, text in zip(rows, texts, strict=True):
            for token in tokenize(text):
                if token in COMMON:
                    continue
                self._add(row, self._glossary.concept(token), 1.0)
                padded = f"<{token}>"
                for i in range(len(padded) - 2):
                    self._add(row, padded[i : i + 3], 0.15)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

    @staticmethod
    def _add(row: np.ndarray, feature: str, weight: float) -> None:
        digest = zlib.crc32(feature.encode())
        row[digest % DIMENSIONS] += weight if digest & 0x80000000 else -weight


def ranking(scores: np.ndarray) -> list[int]:
    """Indexes with a positive score, best first."""
    return [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] > 0]


def rrf(rankings: Sequence[Sequence[int]], k: int = 60) -> list[int]:
    """Items by the sum of 1 / (k + place), places from 1; equal sums by item."""
    total: Counter = Counter()
    for ranked in rankings:
        for place, item in enumerate(ranked, start=1):
            total[item] += 1 / (k + place)
    return sorted(total, key=lambda item: (-round(total[item], 12), item))
