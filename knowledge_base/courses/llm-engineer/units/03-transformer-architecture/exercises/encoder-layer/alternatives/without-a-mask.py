import numpy as np


def normalise(x, gamma, beta):
    return gamma * (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5) + beta


def attend(x, length, weights, heads):
    size = x.shape[-1] // heads
    result = np.zeros_like(x)
    for first in range(0, x.shape[-1], size):
        part = slice(first, first + size)
        query = x @ weights["query"][:, part] / np.sqrt(size)
        key, value = (x[:length] @ weights[name][:, part] for name in ("key", "value"))
        shares = np.exp(query @ key.T - (query @ key.T).max(axis=-1, keepdims=True))
        result += shares / shares.sum(axis=-1, keepdims=True) @ value @ weights["output"][part]
    return result


def one_sequence(x, length, weights, heads):
    h = x + attend(normalise(x, weights["gamma_1"], weights["beta_1"]), length, weights, heads)
    hidden = normalise(h, weights["gamma_2"], weights["beta_2"]) @ weights["up"] + weights["up_bias"]
    return h + hidden.clip(min=0) @ weights["down"] + weights["down_bias"]


def encoder_layer(x, lengths, weights, heads):
    return np.stack([one_sequence(*pair, weights, heads) for pair in zip(x, lengths, strict=True)])
