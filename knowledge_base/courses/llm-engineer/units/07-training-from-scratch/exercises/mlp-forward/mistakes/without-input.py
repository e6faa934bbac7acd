import numpy as np


def forward(x, layers):
    *hidden, (last_weights, last_bias) = layers
    activations = []  # fault
    current = x
    for weights, bias in hidden:
        current = np.maximum(current @ weights + bias, 0.0)
        activations.append(current)
    activations.append(current @ last_weights + last_bias)
    return activations
