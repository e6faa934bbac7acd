"""The training loop."""

from dataclasses import dataclass, field

import numpy as np

from mlp.adamw import AdamW
from mlp.network import Network, softmax_cross_entropy


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
    learning_rate: float = 3e-3
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
    rng = np.random.default_rng(settings.seed)
    optimiser = AdamW(
        network.parameters, learning_rate=settings.learning_rate, weight_decay=settings.weight_decay
    )
    history, best = History(), [array.copy() for array in network.parameters]
    for epoch in range(settings.epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), settings.batch):
            batch = order[start : start + settings.batch]
            _, gradient = softmax_cross_entropy(network.forward(x[batch]), labels[batch], class_weights)
            network.backward(gradient)
            optimiser.step(network.gradients)
        history.train_loss.append(_loss(network, x, labels, class_weights))
        history.valid_loss.append(_loss(network, x_valid, labels_valid, class_weights))
        if history.best_epoch < 0 or history.valid_loss[-1] < history.valid_loss[history.best_epoch]:
            history.best_epoch, best = epoch, [array.copy() for array in network.parameters]
        elif epoch - history.best_epoch >= settings.patience:
            break
    for array, kept in zip(network.parameters, best, strict=True):
        array[...] = kept
    return history


def _loss(network: Network, x: np.ndarray, labels: np.ndarray, weights: np.ndarray | None) -> float:
    return softmax_cross_entropy(network.forward(x, training=False), labels, weights)[0]
