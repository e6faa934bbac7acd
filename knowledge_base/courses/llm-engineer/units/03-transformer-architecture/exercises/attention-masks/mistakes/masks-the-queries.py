import numpy as np


def padding_mask(lengths, size):
    real = np.arange(size) < lengths[:, np.newaxis]
    return real[:, :, np.newaxis]  # fault


def causal_mask(size):
    return np.tril(np.ones((size, size), dtype=bool))


def decoder_mask(lengths, size):
    return causal_mask(size) & padding_mask(lengths, size)
