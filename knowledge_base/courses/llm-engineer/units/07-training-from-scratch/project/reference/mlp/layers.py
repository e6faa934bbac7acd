"""Layers with a forward and a backward pass."""

import numpy as np


class Linear:
    """y = x W + b.

    Args:
        n_in, n_out: widths.
        rng: draws W from a normal of variance 2 / n_in (He et al. 2015, for ReLU); b begins at zero.

    Attributes:
        parameters: [W (n_in, n_out), b (n_out,)], changed in place by the optimiser.
        gradients: of the same shapes, filled by `backward`.
    """

    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        weights = rng.normal(scale=np.sqrt(2.0 / n_in), size=(n_in, n_out))
        self.parameters: list[np.ndarray] = [weights, np.zeros(n_out)]
        self.gradients: list[np.ndarray] = [np.zeros_like(weights), np.zeros(n_out)]

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:  # noqa: ARG002 - as every layer
        """(batch, n_in) → (batch, n_out)."""
        self._x = x
        return x @ self.parameters[0] + self.parameters[1]

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Gradient with respect to the output → with respect to the input; keeps those of W and b."""
        self.gradients[0][...] = self._x.T @ gradient
        self.gradients[1][...] = gradient.sum(axis=0)
        return gradient @ self.parameters[0].T


class ReLU:
    """max(x, 0); it has no parameters."""

    def __init__(self) -> None:
        self.parameters: list[np.ndarray] = []
        self.gradients: list[np.ndarray] = []

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:  # noqa: ARG002 - as every layer
        """Same shape as x."""
        self._positive = x > 0
        return x * self._positive

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Lets the gradient through where x was positive."""
        return gradient * self._positive


class Dropout:
    """Inverted dropout: in training each value is dropped with probability `rate`, the rest scaled up.

    Args:
        rate: from 0 up to, but not including, 1.
        rng: draws what is dropped.
    """

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        self.parameters: list[np.ndarray] = []
        self.gradients: list[np.ndarray] = []
        self._rate, self._rng = rate, rng

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:
        """Same shape as x; x itself when not training."""
        kept = self._rng.random(x.shape) >= self._rate if training else np.ones(x.shape, bool)
        self._factor = kept / (1.0 - self._rate) if training else kept.astype(float)
        return x * self._factor

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """The same values are dropped as in the last forward pass."""
        return gradient * self._factor
