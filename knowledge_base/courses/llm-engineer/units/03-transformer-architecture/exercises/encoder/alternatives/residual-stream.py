from functools import partial

import numpy as np


def normalise(x, gamma, beta):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5) * gamma + beta


def attend(layer, bias, heads, stream):
    x = normalise(stream, layer["gamma_1"], layer["beta_1"])
    batch, length, width = x.shape
    parts = [(x @ layer[name]).reshape(batch, length, heads, -1) for name in ("query", "key", "value")]
    scores = np.einsum("bqhd,bkhd->bhqk", *parts[:2]) / np.sqrt(width // heads) + bias
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return np.einsum("bhqk,bkhd->bqhd", shares, parts[2]).reshape(x.shape) @ layer["output"]


def think(layer, stream):
    x = normalise(stream, layer["gamma_2"], layer["beta_2"])
    return np.maximum(x @ layer["up"] + layer["up_bias"], 0) @ layer["down"] + layer["down_bias"]


def place(length, width):
    turns = np.exp(-1j * np.outer(np.arange(length), 10000.0 ** (-np.arange(0, width, 2) / width)))
    return (1j * turns).view(float)


def encode(tokens, lengths, weights, heads):
    table = weights["embedding"]
    stream = table[tokens] * np.sqrt(table.shape[1]) + place(tokens.shape[1], table.shape[1])
    bias = np.where(np.arange(tokens.shape[1]) < lengths[:, None], 0.0, -np.inf)[:, None, None]
    sublayers = []
    for layer in weights["layers"]:
        sublayers += [partial(attend, layer, bias, heads), partial(think, layer)]
    for sublayer in sublayers:
        stream = stream + sublayer(stream)
    return normalise(stream, weights["gamma"], weights["beta"])
