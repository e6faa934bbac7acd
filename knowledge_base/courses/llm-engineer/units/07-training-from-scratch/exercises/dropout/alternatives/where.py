import numpy as np


def dropout(x, draws, rate, training):
    if not training:
        rate = 0.0
    kept = draws >= rate
    return np.where(kept, x / (1 - rate), 0.0), np.where(kept, 1 / (1 - rate), 0.0)


def dropout_backward(gradient, mask):
    return np.where(mask > 0.0, gradient * mask, 0.0)
