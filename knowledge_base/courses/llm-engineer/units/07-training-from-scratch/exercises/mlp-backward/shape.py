import numpy as np


def softmax(logits):
    weights = np.exp(logits - ____)
    return weights / ____


def backward(activations, y, layers):
    *inputs, logits = activations
    delta = ____ / ____
    gradients = []
    for received, (weights, _) in zip(reversed(inputs), reversed(layers), strict=True):
        gradients.append((____, ____))
        delta = (____) * (____)
    gradients.reverse()
    return gradients
