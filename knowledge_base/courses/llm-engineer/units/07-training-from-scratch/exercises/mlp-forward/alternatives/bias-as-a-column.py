import numpy as np


def forward(x, layers):
    ones = np.ones((len(x), 1))
    stacked = [np.vstack([weights, bias]) for weights, bias in layers]
    activations = [x]
    for matrix in stacked[:-1]:
        activations.append(np.hstack([activations[-1], ones]).dot(matrix).clip(min=0.0))
    activations.append(np.hstack([activations[-1], ones]).dot(stacked[-1]))
    return activations
