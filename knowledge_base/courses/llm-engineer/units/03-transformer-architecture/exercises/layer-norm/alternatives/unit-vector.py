import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    width = x.shape[-1]
    centred = x - x.sum(axis=-1, keepdims=True) / width
    squared_length = np.einsum("...d,...d->...", centred, centred)[..., None]
    return gamma * np.sqrt(width) * centred / np.sqrt(squared_length + width * eps) + beta
