"""TF-IDF and logistic regression."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


class Baseline:
    """What LoRA has to beat.

    Args:
        rows: to learn from, with `text` and `department`.

    Attributes:
        classes: in the order of the columns of the probabilities.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        words = TfidfVectorizer(ngram_range=(1, 2), strip_accents="unicode", sublinear_tf=True)
        self._made = make_pipeline(words, LogisticRegression(C=10, class_weight="balanced", max_iter=2000))
        self._made.fit([row["text"] for row in rows], [row["department"] for row in rows])
        self.classes = [str(name) for name in self._made.classes_]

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Of shape (texts, classes)."""
        return self._made.predict_proba(list(texts))

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The likeliest department of each text."""
        return [self.classes[place] for place in self.probabilities(texts).argmax(axis=1)]
