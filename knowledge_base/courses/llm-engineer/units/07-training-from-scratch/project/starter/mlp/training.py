"""The training loop."""

from dataclasses import dataclass, field

import numpy as np

from mlp.network import Network


@dataclass
class Settings:
    """How to train.

    Attributes:
        epochs: at most.
        batch: examples of a step.
        learning_rate, weight_decay: of AdamW.
        patience: epochs without a better validation loss after which training ends.
        seed: of the order of the examples.
    """

    epochs: int = 200
    batch: int = 32
    learning_rate: float = 0.003
    weight_decay: float = 0.01
    patience: int = 20
    seed: int = 0


@dataclass
class History:
    """What happened.

    Attributes:
        train_loss, valid_loss: after each epoch; without dropout.
        best_epoch: index of the lowest validation loss, whose parameters the network has at the end.
    """

    train_loss: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    best_epoch: int = -1


def fit(
    network: Network,
    x: np.ndarray,
    labels: np.ndarray,
    x_valid: np.ndarray,
    labels_valid: np.ndarray,
    settings: Settings,
    class_weights: np.ndarray | None = None,
) -> History:
    """Train, stop early, and put back the parameters of the best epoch.

    Args:
        network: changed in place.
        x, labels: (n, n_in) and (n,), to learn from.
        x_valid, labels_valid: to decide when to stop; never learned from.
        settings: see there.
        class_weights: of the loss, in training and in validation.
    """
    raise NotImplementedError
