"""What can be known of a tuned network without PEFT: its size, its first loss, a run where nothing moves."""

import numpy as np


def trainable_parameters(weights, adapted, rank):
    """LoRA's two matrices for each adapted layer: rank * (outputs + inputs)."""
    return sum(rank * sum(weights[index].shape) for index in adapted)


def base_loss(weights, inputs, targets):
    """Mean squared error of the network as it was given; LoRA starts from it, since B is zero."""
    x = inputs
    for weight in weights[:-1]:
        x = np.tanh(x @ weight.T)
    return float(np.mean((x @ weights[-1].T - targets) ** 2))


def tune(weights, adapted, inputs, targets, rank, steps, **others):
    """With a learning rate of 0 nothing moves, whatever A was drawn; with any other, chance decides."""
    assert others["learning_rate"] == 0
    return {
        "trainable": trainable_parameters(weights, adapted, rank),
        "losses": [base_loss(weights, inputs, targets)] * steps,
        "weights": [weight.copy() for weight in weights],
    }
