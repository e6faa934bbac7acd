import numpy as np


def padding_mask(lengths, size):
    return (np.arange(size)[None, :] < lengths[:, None])[:, None, :]


def causal_mask(size):
    position = np.arange(size)
    return position[None, :] <= position[:, None]


def decoder_mask(lengths, size):
    return np.logical_and(causal_mask(size), padding_mask(lengths, size))
