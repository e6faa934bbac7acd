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
        learning_rate: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-08,
        weight_decay: float = 0.0,
    ) -> None:
        raise NotImplementedError

    def step(self, gradients: Sequence[np.ndarray]) -> None:
        """One step against the gradients, which are in the order of the parameters."""
        raise NotImplementedError
