"""How good predictions are where classes are of different sizes."""

from collections.abc import Sequence

import numpy as np


def confusion(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """(classes, classes): how many of each true class (row) were predicted as each (column)."""
    raise NotImplementedError


def balanced_accuracy(labels: Sequence[str], predicted: Sequence[str]) -> float:
    """The mean, over the classes that occur in `labels`, of the share of each that is predicted right."""
    raise NotImplementedError
