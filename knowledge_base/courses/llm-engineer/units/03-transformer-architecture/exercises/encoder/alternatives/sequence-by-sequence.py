import numpy as np


def normalise(x, gamma, beta):
    return gamma * (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5) + beta


def attend(x, length, layer, heads):
    size = x.shape[1] // heads
    result = np.zeros_like(x)
    for first in range(0, x.shape[1], size):
        part = slice(first, first + size)
        query = x @ layer["query"][:, part] / np.sqrt(size)
        key, value = (x[:length] @ layer[name][:, part] for name in ("key", "value"))
        scores = query @ key.T
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        result += shares / shares.sum(axis=1, keepdims=True) @ value @ layer["output"][part]
    return result


def encode_one(tokens, length, weights, heads):
    x = weights["embedding"][tokens] * np.sqrt(weights["embedding"].shape[1])
    column = np.arange(x.shape[1])
    angles = np.outer(np.arange(len(x)), 10000.0 ** (-(column - column % 2) / x.shape[1]))
    x = x + np.where(column % 2, np.cos(angles), np.sin(angles))
    for layer in weights["layers"]:
        x = x + attend(normalise(x, layer["gamma_1"], layer["beta_1"]), length, layer, heads)
        hidden = normalise(x, layer["gamma_2"], layer["beta_2"]) @ layer["up"] + layer["up_bias"]
        x = x + hidden.clip(min=0) @ layer["down"] + layer["down_bias"]
    return normalise(x, weights["gamma"], weights["beta"])


def encode(tokens, lengths, weights, heads):
    return np.stack([encode_one(*pair, weights, heads) for pair in zip(tokens, lengths, strict=True)])
