import numpy as np


def dropout(x, draws, rate, training):
    mask = np.full_like(x, 1 / (1 - rate) if training else 1.0)
    if training:
        mask[draws < rate] = 0.0
    return np.multiply(x, mask), mask


def dropout_backward(gradient, mask):
    return np.multiply(gradient, mask)
