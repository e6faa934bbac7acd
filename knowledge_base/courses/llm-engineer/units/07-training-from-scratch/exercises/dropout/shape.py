import numpy as np


def dropout(x, draws, rate, training):
    if ____:
        return ____, ____
    mask = ____ / ____
    return ____, mask


def dropout_backward(gradient, mask):
    return ____
