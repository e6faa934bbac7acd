"""How good predictions are where classes are of different sizes."""

from collections.abc import Sequence

import numpy as np


def confusion(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """(classes, classes): how many of each true class (row) were predicted as each (column)."""
    place = {name: index for index, name in enumerate(classes)}
    matrix = np.zeros((len(classes), len(classes)), int)
    for label, guess in zip(labels, predicted, strict=True):
        matrix[place[label], place[guess]] += 1
    return matrix


def balanced_accuracy(labels: Sequence[str], predicted: Sequence[str]) -> float:
    """The mean, over the classes that occur in `labels`, of the share of each that is predicted right."""
    truth, guesses = np.asarray(labels), np.asarray(predicted)
    return float(np.mean([(guesses[truth == name] == name).mean() for name in np.unique(truth)]))
