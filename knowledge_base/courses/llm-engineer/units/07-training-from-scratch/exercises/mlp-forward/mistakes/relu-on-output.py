import numpy as np


def forward(x, layers):
    activations = [x]
    for weights, bias in layers:
        activations.append(np.maximum(activations[-1] @ weights + bias, 0.0))  # fault
    return activations
