import numpy as np


def forward(x, layers):
    activations = [x]
    for weights, bias in layers:
        activations.append(activations[-1] @ weights + bias)  # fault
    return activations
