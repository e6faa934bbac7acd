import numpy as np


def l2_penalty(layers, strength):
    every = np.concatenate([weights.ravel() for weights, _ in layers])
    return float(strength / 2 * (every @ every))


def add_penalty_gradient(gradients, layers, strength):
    result = []
    for index, (weights, _) in enumerate(layers):
        gradient, bias = gradients[index]
        result.append((np.add(gradient, np.multiply(strength, weights)), bias.copy()))
    return result
