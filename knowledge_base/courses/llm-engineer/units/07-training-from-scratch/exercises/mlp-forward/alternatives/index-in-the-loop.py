import numpy as np


def forward(x, layers):
    activations = [x]
    for index, (weights, bias) in enumerate(layers):
        z = activations[index] @ weights + bias
        is_last = index + 1 == len(layers)
        activations.append(z if is_last else np.where(z > 0.0, z, 0.0))
    return activations
