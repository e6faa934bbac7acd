import numpy as np


def dropout(x, draws, rate, training):
    if not training:
        return x * (1 - rate), np.ones(x.shape)  # fault
    mask = (draws >= rate).astype(float)  # fault
    return x * mask, mask


def dropout_backward(gradient, mask):
    return gradient * mask
