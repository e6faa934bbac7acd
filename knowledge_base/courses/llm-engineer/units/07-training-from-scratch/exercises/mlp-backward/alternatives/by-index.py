import numpy as np


def backward(activations, y, layers):
    logits = activations[-1]
    delta = np.exp(logits - logits.max(axis=1, keepdims=True))
    delta /= delta.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1.0
    delta /= len(y)
    gradients = [None] * len(layers)
    for index in range(len(layers) - 1, -1, -1):
        gradients[index] = (activations[index].T @ delta, delta.sum(axis=0))
        if index > 0:
            delta = np.where(activations[index] > 0.0, delta @ layers[index][0].T, 0.0)
    return gradients
