"""A bag-of-words classifier, small enough to be written whole as JSON."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np


def tokenize(text: str) -> list[str]:
    """The words of a text in lower case and NFC form."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def bag(text: str, words: Sequence[str]) -> np.ndarray:
    """Which of the words are in the text, as a row of length one with a 1 for the bias at its end."""
    present = set(tokenize(text))
    row = np.array([word in present for word in words], dtype=float)
    return np.append(row / max(np.linalg.norm(row), 1.0), 1.0)


class Classifier:
    """Softmax regression over the words of a text.

    Args:
        parts: `labels`, `words` and `weights` (words + 1 rows, one column a label), as `to_dict` gives them.
        version: who answers, such as "intents/3".
    """

    def __init__(self, parts: dict, version: str = "unregistered") -> None:
        self.labels, self.words = list(parts["labels"]), list(parts["words"])
        self.weights = np.array(parts["weights"], dtype=float)
        self.version = version

    def to_dict(self) -> dict:
        """What JSON can hold; `Classifier(model.to_dict())` answers as this one does."""
        return {"labels": self.labels, "words": self.words, "weights": self.weights.tolist()}

    def classify(self, text: str) -> tuple[str, float]:
        """The most likely label and its probability."""
        scores = bag(text, self.words) @ self.weights
        shares = np.exp(scores - scores.max())
        best = int(scores.argmax())
        return self.labels[best], float(shares[best] / shares.sum())
