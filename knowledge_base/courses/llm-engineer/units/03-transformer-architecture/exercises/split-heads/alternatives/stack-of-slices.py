import numpy as np


def split_heads(x, heads):
    return np.stack(np.split(x, heads, axis=-1), axis=-3)


def merge_heads(x):
    return np.concatenate(np.moveaxis(x, -3, 0), axis=-1)
