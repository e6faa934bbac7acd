import numpy as np


def next_token_probabilities(logits, temperature, top_k, top_p):
    scaled = ____
    weights = np.exp(scaled - scaled.max())
    order = np.argsort(-weights, kind="stable")
    if top_k is not None:
        weights[____] = 0.0
    probabilities = weights / weights.sum()
    if top_p is not None:
        ranked = probabilities[order]
        before = ____
        probabilities[____] = 0.0
    return ____


def choose(probabilities, draw):
    return int(np.argmax(____ > draw))
