import numpy as np


def attend(query, key, value, mask):
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True) @ value


def multi_head_attention(x, weights, heads, mask=None):
    size = x.shape[-1] // heads
    result = np.zeros_like(x)
    for head in range(heads):
        columns = slice(head * size, (head + 1) * size)
        parts = [x @ weights[name][:, columns] for name in ("query", "key", "value")]
        result += attend(*parts, mask) @ weights["output"][columns]
    return result
