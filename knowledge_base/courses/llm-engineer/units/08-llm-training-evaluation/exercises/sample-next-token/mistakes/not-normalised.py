import numpy as np


def next_token_probabilities(logits, temperature, top_k, top_p):
    scaled = logits / temperature
    weights = np.exp(scaled - scaled.max())
    order = np.argsort(-weights, kind="stable")
    if top_k is not None:
        weights[order[top_k:]] = 0.0
    probabilities = weights / weights.sum()
    if top_p is not None:
        ranked = probabilities[order]
        before = np.cumsum(ranked) - ranked
        probabilities[order[before >= top_p]] = 0.0
    return probabilities  # fault


def choose(probabilities, draw):
    return int(np.argmax(np.cumsum(probabilities) > draw))
