import numpy as np


def attention(query, key, value, mask=None):
    scaled = query / np.sqrt(query.shape[-1])
    scores = scaled @ np.moveaxis(key, -1, -2)
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -1e9)
    scores -= scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ value, weights
