import numpy as np


def l2_penalty(layers, strength):
    return 0.5 * strength * sum(np.linalg.norm(weights) for weights, _ in layers)  # fault


def add_penalty_gradient(gradients, layers, strength):
    pairs = zip(gradients, layers, strict=True)
    return [(gradient + strength * weights, bias) for (gradient, bias), (weights, _) in pairs]
