import numpy as np


def dropout(x, draws, rate, training):
    if not training:
        return x.copy(), np.ones(x.shape)
    mask = (draws >= rate) / (1 - rate)
    x *= mask  # fault
    return x, mask


def dropout_backward(gradient, mask):
    return gradient * mask
