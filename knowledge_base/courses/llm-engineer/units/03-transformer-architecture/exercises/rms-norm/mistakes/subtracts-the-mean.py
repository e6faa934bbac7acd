import numpy as np


def rms_norm(x, gamma, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)  # fault
    mean_square = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(mean_square + eps)
