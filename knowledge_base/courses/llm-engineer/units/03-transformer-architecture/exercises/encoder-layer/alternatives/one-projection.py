import numpy as np


def normalise(x, gamma, beta):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5) * gamma + beta


def attend(x, bias, weights, heads):
    batch, length, width = x.shape
    joined = np.concatenate([weights["query"], weights["key"], weights["value"]], axis=1)
    parts = (x @ joined).reshape(batch, length, 3, heads, width // heads)
    query, key, value = parts.transpose(2, 0, 3, 1, 4)
    scores = np.einsum("bhqd,bhkd->bhqk", query, key) / np.sqrt(width // heads) + bias
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed = np.einsum("bhqk,bhkd->bqhd", shares, value)
    return mixed.reshape(batch, length, width) @ weights["output"]


def encoder_layer(x, lengths, weights, heads):
    padded = np.arange(x.shape[1]) >= lengths[:, None]
    bias = np.where(padded, -np.inf, 0.0)[:, None, None]
    h = x + attend(normalise(x, weights["gamma_1"], weights["beta_1"]), bias, weights, heads)
    hidden = normalise(h, weights["gamma_2"], weights["beta_2"]) @ weights["up"] + weights["up_bias"]
    return h + np.where(hidden > 0, hidden, 0) @ weights["down"] + weights["down_bias"]
