"""The optimiser."""

from collections.abc import Sequence

import numpy as np


class AdamW:
    """Adam with bias correction and decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).

    Args:
        parameters: arrays that `step` changes in place.
        learning_rate, betas, epsilon: as in the paper.
        weight_decay: each step shrinks what decays by learning_rate * weight_decay of its value. Only arrays
            with two dimensions decay: biases do not.
    """

    def __init__(
        self,
        parameters: Sequence[np.ndarray],
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self._parameters = list(parameters)
        self._rate, self._betas, self._epsilon, self._decay = learning_rate, betas, epsilon, weight_decay
        self._first = [np.zeros_like(array) for array in self._parameters]
        self._second = [np.zeros_like(array) for array in self._parameters]
        self._steps = 0

    def step(self, gradients: Sequence[np.ndarray]) -> None:
        """One step against the gradients, which are in the order of the parameters."""
        self._steps += 1
        one, two = self._betas
        for array, gradient, first, second in zip(
            self._parameters, gradients, self._first, self._second, strict=True
        ):
            first += (1 - one) * (gradient - first)
            second += (1 - two) * (gradient**2 - second)
            size = first / (1 - one**self._steps)
            spread = np.sqrt(second / (1 - two**self._steps)) + self._epsilon
            if array.ndim > 1:
                array *= 1 - self._rate * self._decay
            array -= self._rate * size / spread
