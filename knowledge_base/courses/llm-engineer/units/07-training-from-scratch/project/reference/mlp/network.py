"""Layers in a row, the loss at their end, and a check of their gradients."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from mlp.layers import Dropout, Linear, ReLU


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
        self.layers = list(layers)

    @property
    def parameters(self) -> list[np.ndarray]:
        """Of all layers, in order."""
        return [array for layer in self.layers for array in layer.parameters]

    @property
    def gradients(self) -> list[np.ndarray]:
        """Of all layers, in the order of `parameters`."""
        return [array for layer in self.layers for array in layer.gradients]

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:
        """(batch, n_in) → logits (batch, classes)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, gradient: np.ndarray) -> None:
        """Fill the gradients, from that with respect to the logits."""
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)


def make_mlp(n_in: int, hidden: Sequence[int], classes: int, dropout: float, seed: int) -> Network:
    """Linear, ReLU and Dropout for each hidden width, then a Linear to the logits."""
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    for width in hidden:
        layers += [Linear(n_in, width, rng), ReLU(), Dropout(dropout, rng)]
        n_in = width
    return Network([*layers, Linear(n_in, classes, rng)])


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
    weights = np.ones(len(labels)) if class_weights is None else class_weights[labels]
    weights = weights / weights.sum()
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    gradient = np.exp(logs)
    gradient[rows, labels] -= 1.0
    return float(-(weights * logs[rows, labels]).sum()), gradient * weights[:, None]


def check_gradients(network: Network, x: np.ndarray, labels: np.ndarray, step: float = 1e-5) -> float:
    """The largest relative difference between `backward` and central differences, over all parameters.

    The difference of a parameter is |a - n| / max(|a| + |n|, 1e-8). Dropout is off.
    """
    _, gradient = softmax_cross_entropy(network.forward(x, training=False), labels)
    network.backward(gradient)
    largest = 0.0
    for values, analytic in zip(network.parameters, [g.copy() for g in network.gradients], strict=True):
        for place in np.ndindex(values.shape):
            kept = values[place]
            losses = []
            for moved in (kept + step, kept - step):
                values[place] = moved
                losses.append(softmax_cross_entropy(network.forward(x, training=False), labels)[0])
            values[place] = kept
            numeric = (losses[0] - losses[1]) / (2 * step)
            scale = max(abs(analytic[place]) + abs(numeric), 1e-8)
            largest = max(largest, float(abs(analytic[place] - numeric) / scale))
    return largest
