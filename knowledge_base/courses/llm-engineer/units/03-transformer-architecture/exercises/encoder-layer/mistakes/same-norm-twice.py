import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(variance + eps) + beta


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def split_heads(x, heads):
    batch, length, width = x.shape
    return x.reshape(batch, length, heads, width // heads).swapaxes(1, 2)


def attention(x, mask, weights, heads):
    query, key, value = (split_heads(x @ weights[name], heads) for name in ("query", "key", "value"))
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    mixed = softmax(np.where(mask, scores, -np.inf)) @ value
    return mixed.swapaxes(1, 2).reshape(x.shape) @ weights["output"]


def feed_forward(x, weights):
    hidden = np.maximum(x @ weights["up"] + weights["up_bias"], 0)
    return hidden @ weights["down"] + weights["down_bias"]


def encoder_layer(x, lengths, weights, heads):
    mask = np.arange(x.shape[1]) < lengths[:, np.newaxis, np.newaxis, np.newaxis]
    x = x + attention(layer_norm(x, weights["gamma_1"], weights["beta_1"]), mask, weights, heads)
    return x + feed_forward(layer_norm(x, weights["gamma_1"], weights["beta_1"]), weights)  # fault
