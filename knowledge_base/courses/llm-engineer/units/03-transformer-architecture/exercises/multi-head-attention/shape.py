import numpy as np


def softmax(scores):
    weights = np.exp(scores - ____)
    return weights / ____


def split_heads(x, heads):
    batch, length, width = x.shape
    return x.reshape(batch, length, ____).swapaxes(____)


def multi_head_attention(x, weights, heads, mask=None):
    query, key, value = (split_heads(____, heads) for name in ("query", "key", "value"))
    scores = query @ ____ / ____
    if mask is not None:
        scores = np.where(____, scores, -np.inf)
    mixed = ____ @ value
    return mixed.____.reshape(x.shape) @ ____
