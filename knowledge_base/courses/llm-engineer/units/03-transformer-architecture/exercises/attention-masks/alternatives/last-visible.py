import numpy as np


def padding_mask(lengths, size):
    return np.arange(size) < lengths.reshape(-1, 1, 1)


def causal_mask(size):
    return np.tri(size, dtype=bool)


def decoder_mask(lengths, size):
    visible = np.minimum(np.arange(1, size + 1), lengths[:, None])
    return np.arange(size) < visible[:, :, None]
