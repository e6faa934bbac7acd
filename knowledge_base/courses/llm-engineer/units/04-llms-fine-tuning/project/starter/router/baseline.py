"""TF-IDF and logistic regression."""

from collections.abc import Mapping, Sequence

import numpy as np


class Baseline:
    """What LoRA has to beat.

    Args:
        rows: to learn from, with `text` and `department`.

    Attributes:
        classes: in the order of the columns of the probabilities.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        raise NotImplementedError

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Of shape (texts, classes)."""
        raise NotImplementedError

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The likeliest department of each text."""
        raise NotImplementedError
