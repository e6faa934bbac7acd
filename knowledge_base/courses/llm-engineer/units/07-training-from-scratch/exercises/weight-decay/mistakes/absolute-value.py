import numpy as np


def l2_penalty(layers, strength):
    return strength * sum(np.abs(weights).sum() for weights, _ in layers)  # fault


def add_penalty_gradient(gradients, layers, strength):
    pairs = zip(gradients, layers, strict=True)
    return [(gradient + strength * np.sign(weights), bias) for (gradient, bias), (weights, _) in pairs]  # fault
