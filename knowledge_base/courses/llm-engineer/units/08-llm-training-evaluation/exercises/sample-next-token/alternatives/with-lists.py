import math

import numpy as np


def next_token_probabilities(logits, temperature, top_k, top_p):
    top = max(logits.tolist())
    weights = [math.exp((logit - top) / temperature) for logit in logits.tolist()]
    kept = sorted(range(len(weights)), key=lambda token: -weights[token])[:top_k]
    if top_p is not None:
        total, gathered, inside = sum(weights[token] for token in kept), 0.0, []
        for token in kept:
            if gathered >= top_p:
                break
            inside.append(token)
            gathered += weights[token] / total
        kept = inside
    total = sum(weights[token] for token in kept)
    return np.array([weights[token] / total if token in kept else 0.0 for token in range(len(weights))])


def choose(probabilities, draw):
    running = 0.0
    for token, probability in enumerate(probabilities.tolist()):
        running += probability
        if running > draw:
            return token
    return len(probabilities) - 1
