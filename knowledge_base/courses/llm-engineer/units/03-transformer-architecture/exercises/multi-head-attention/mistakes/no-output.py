import numpy as np


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def split_heads(x, heads):
    batch, length, width = x.shape
    return x.reshape(batch, length, heads, width // heads).swapaxes(1, 2)


def multi_head_attention(x, weights, heads, mask=None):
    query, key, value = (split_heads(x @ weights[name], heads) for name in ("query", "key", "value"))
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    if mask is not None:
        scores = np.where(mask[:, np.newaxis], scores, -np.inf)
    mixed = softmax(scores) @ value
    return mixed.swapaxes(1, 2).reshape(x.shape)  # fault
