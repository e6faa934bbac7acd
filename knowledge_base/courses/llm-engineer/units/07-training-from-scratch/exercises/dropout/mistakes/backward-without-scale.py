import numpy as np


def dropout(x, draws, rate, training):
    if not training:
        return x.copy(), np.ones(x.shape)
    mask = (draws >= rate) / (1 - rate)
    return x * mask, mask


def dropout_backward(gradient, mask):
    return gradient * (mask > 0)  # fault
