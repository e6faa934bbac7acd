import numpy as np


def forward(x, layers):
    *hidden, (last_weights, last_bias) = layers
    activations = [x]
    for weights, bias in hidden:
        activations.append(np.maximum(activations[-1] @ weights + bias, 0.0))
    activations.append(activations[-1] @ last_weights + last_bias)
    return activations
