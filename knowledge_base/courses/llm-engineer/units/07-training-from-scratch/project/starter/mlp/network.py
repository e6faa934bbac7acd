"""Layers in a row, the loss at their end, and a check of their gradients."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class Layer(Protocol):
    """What a network is made of."""

    parameters: list[np.ndarray]
    gradients: list[np.ndarray]

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray: ...

    def backward(self, gradient: np.ndarray) -> np.ndarray: ...


class Network:
    """Layers that are applied one after the other.

    Args:
        layers: the first one first.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        raise NotImplementedError

    @property
    def parameters(self) -> list[np.ndarray]:
        """Of all layers, in order."""
        raise NotImplementedError

    @property
    def gradients(self) -> list[np.ndarray]:
        """Of all layers, in the order of `parameters`."""
        raise NotImplementedError

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:
        """(batch, n_in) → logits (batch, classes)."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray) -> None:
        """Fill the gradients, from that with respect to the logits."""
        raise NotImplementedError


def make_mlp(n_in: int, hidden: Sequence[int], classes: int, dropout: float, seed: int) -> Network:
    """Linear, ReLU and Dropout for each hidden width, then a Linear to the logits."""
    raise NotImplementedError


def softmax_cross_entropy(
    logits: np.ndarray, labels: np.ndarray, class_weights: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Mean cross-entropy and its gradient with respect to the logits.

    Args:
        logits: (batch, classes), of any size.
        labels: (batch,), whole numbers.
        class_weights: (classes,); each example counts with the weight of its label, and the mean is over the
            sum of these weights. All 1 when None.
    """
    raise NotImplementedError


def check_gradients(network: Network, x: np.ndarray, labels: np.ndarray, step: float = 1e-05) -> float:
    """The largest relative difference between `backward` and central differences, over all parameters.

    The difference of a parameter is |a - n| / max(|a| + |n|, 1e-8). Dropout is off.
    """
    raise NotImplementedError
