import numpy as np


def multi_head_attention(x, weights, heads, mask=None):
    width = x.shape[-1]
    query, key, value = (
        np.einsum("btm,mhd->bhtd", x, weights[name].reshape(width, heads, -1))
        for name in ("query", "key", "value")
    )
    scores = np.einsum("bhqd,bhkd->bhqk", query, key) * (width // heads) ** -0.5
    if mask is not None:
        scores += np.where(mask, 0.0, -np.inf)[:, None]
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    output = weights["output"].reshape(heads, -1, width)
    return np.einsum("bhqk,bhkd,hdm->bqm", shares, value, output, optimize=True)
