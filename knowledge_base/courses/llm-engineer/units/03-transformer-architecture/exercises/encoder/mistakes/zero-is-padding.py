import numpy as np


def positions(length, dimension):
    frequencies = 10000.0 ** (-np.arange(0, dimension, 2) / dimension)
    angles = np.arange(length)[:, np.newaxis] * frequencies
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, dimension)


def layer_norm(x, gamma, beta):
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(variance + 1e-5) + beta


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def split_heads(x, heads):
    batch, length, width = x.shape
    return x.reshape(batch, length, heads, width // heads).swapaxes(1, 2)


def attention(x, mask, layer, heads):
    query, key, value = (split_heads(x @ layer[name], heads) for name in ("query", "key", "value"))
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    mixed = softmax(np.where(mask, scores, -np.inf)) @ value
    return mixed.swapaxes(1, 2).reshape(x.shape) @ layer["output"]


def feed_forward(x, layer):
    hidden = np.maximum(x @ layer["up"] + layer["up_bias"], 0)
    return hidden @ layer["down"] + layer["down_bias"]


def encode(tokens, lengths, weights, heads):
    length, dimension = tokens.shape[1], weights["embedding"].shape[1]
    mask = (tokens != 0)[:, np.newaxis, np.newaxis]  # fault
    x = weights["embedding"][tokens] * np.sqrt(dimension) + positions(length, dimension)
    for layer in weights["layers"]:
        x = x + attention(layer_norm(x, layer["gamma_1"], layer["beta_1"]), mask, layer, heads)
        x = x + feed_forward(layer_norm(x, layer["gamma_2"], layer["beta_2"]), layer)
    return layer_norm(x, weights["gamma"], weights["beta"])
