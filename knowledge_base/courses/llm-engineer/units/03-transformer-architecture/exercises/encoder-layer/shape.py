import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - ____
    variance = ____
    return gamma * centred / ____ + beta


def softmax(scores):
    weights = np.exp(scores - ____)
    return weights / ____


def split_heads(x, heads):
    batch, length, width = x.shape
    return x.reshape(____).swapaxes(1, 2)


def attention(x, mask, weights, heads):
    query, key, value = (split_heads(____, heads) for name in ("query", "key", "value"))
    scores = query @ ____ / np.sqrt(____)
    mixed = softmax(np.where(____, scores, ____)) @ value
    return mixed.____.reshape(x.shape) @ weights["output"]


def feed_forward(x, weights):
    hidden = ____
    return hidden @ weights["down"] + weights["down_bias"]


def encoder_layer(x, lengths, weights, heads):
    mask = np.arange(x.shape[1]) < lengths[____]
    x = ____ + attention(____, mask, weights, heads)
    return ____ + feed_forward(____, weights)
