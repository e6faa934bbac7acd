import numpy as np


def rms_norm(x, gamma, eps=1e-5):
    square = (x**2).sum(axis=-1, keepdims=True)  # fault
    return gamma * x / np.sqrt(square + eps)
