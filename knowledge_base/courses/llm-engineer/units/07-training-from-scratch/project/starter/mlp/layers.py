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
        raise NotImplementedError

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:
        """(batch, n_in) → (batch, n_out)."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Gradient with respect to the output → with respect to the input; keeps those of W and b."""
        raise NotImplementedError


class ReLU:
    """max(x, 0); it has no parameters."""

    def __init__(self) -> None:
        raise NotImplementedError

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:
        """Same shape as x."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Lets the gradient through where x was positive."""
        raise NotImplementedError


class Dropout:
    """Inverted dropout: in training each value is dropped with probability `rate`, the rest scaled up.

    Args:
        rate: from 0 up to, but not including, 1.
        rng: draws what is dropped.
    """

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        raise NotImplementedError

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:
        """Same shape as x; x itself when not training."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """The same values are dropped as in the last forward pass."""
        raise NotImplementedError
