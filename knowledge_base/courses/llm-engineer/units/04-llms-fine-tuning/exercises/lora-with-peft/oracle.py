"""What can be known of a tuned network without PEFT: its size and its loss before the first step."""

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
