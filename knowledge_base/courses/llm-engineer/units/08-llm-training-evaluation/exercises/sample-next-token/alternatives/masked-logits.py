import numpy as np


def softmax(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def next_token_probabilities(logits, temperature, top_k, top_p):
    z = logits / temperature
    if top_k is not None and top_k < len(z):
        z = np.where(z < np.sort(z)[-top_k], -np.inf, z)
    if top_p is not None:
        order = np.argsort(z)[::-1]
        reached = np.cumsum(softmax(z)[order])
        outside = np.concatenate([[False], reached[:-1] >= top_p])
        z[order[outside]] = -np.inf
    return softmax(z)


def choose(probabilities, draw):
    return int(np.searchsorted(np.cumsum(probabilities), draw, side="right"))
