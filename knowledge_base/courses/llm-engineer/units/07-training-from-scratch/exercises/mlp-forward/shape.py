import numpy as np


def forward(x, layers):
    *hidden, (last_weights, last_bias) = layers
    activations = [____]
    for weights, bias in hidden:
        activations.append(____)
    activations.append(____)
    return activations
