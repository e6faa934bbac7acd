"""From probabilities to departments."""

from collections.abc import Sequence

import numpy as np

from router.costs import FRAUD


def decide(probabilities: np.ndarray, classes: Sequence[str], threshold: float) -> list[str]:
    """Fraud where its probability reaches the threshold, else the likeliest of the other departments."""
    place = list(classes).index(FRAUD)
    others = probabilities.copy()
    others[:, place] = -1
    return [
        FRAUD if row[place] >= threshold else classes[other]
        for row, other in zip(probabilities, others.argmax(axis=1), strict=True)
    ]
