import numpy as np


def padding_mask(lengths, size):
    return ____ < lengths[____]


def causal_mask(size):
    return np.____(np.ones((size, size), dtype=____))


def decoder_mask(lengths, size):
    return ____(causal_mask(size), padding_mask(lengths, size))
