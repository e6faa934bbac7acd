import numpy as np


def l2_penalty(layers, strength):
    total = 0.0
    for weights, _ in layers:
        total += strength * np.linalg.norm(weights) ** 2 / 2
    return total


def add_penalty_gradient(gradients, layers, strength):
    result = [[part.copy() for part in pair] for pair in gradients]
    for pair, (weights, _) in zip(result, layers, strict=True):
        pair[0] += strength * weights
    return [tuple(pair) for pair in result]
