import numpy as np


def padding_mask(lengths, size):
    return np.arange(size) < lengths[:, np.newaxis, np.newaxis]


def causal_mask(size):
    return np.tril(np.ones((size, size)))  # fault


def decoder_mask(lengths, size):
    return causal_mask(size) * padding_mask(lengths, size)  # fault
