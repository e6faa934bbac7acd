import numpy as np


def positions(length, dimension):
    frequencies = ____
    angles = ____
    return np.stack([____, ____], axis=-1).reshape(length, dimension)


def layer_norm(x, gamma, beta):
    centred = ____
    variance = ____
    return gamma * centred / ____ + beta


def softmax(scores):
    weights = ____
    return weights / ____


def split_heads(x, heads):
    batch, length, width = x.shape
    return x.reshape(____).swapaxes(____)


def attention(x, mask, layer, heads):
    query, key, value = (split_heads(____, heads) for name in ("query", "key", "value"))
    scores = ____
    mixed = softmax(np.where(mask, ____)) @ value
    return mixed.____.reshape(x.shape) @ layer["output"]


def feed_forward(x, layer):
    hidden = ____
    return hidden @ layer["down"] + layer["down_bias"]


def encode(tokens, lengths, weights, heads):
    length, dimension = tokens.shape[1], weights["embedding"].shape[1]
    mask = np.arange(length) < lengths[____]
    x = ____ + positions(length, dimension)
    for layer in weights["layers"]:
        x = ____ + attention(____, mask, layer, heads)
        x = ____ + feed_forward(____, layer)
    return ____
