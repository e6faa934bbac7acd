import numpy as np


def softmax(logits):
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def backward(activations, y, layers):
    *inputs, logits = activations
    delta = softmax(logits) - np.eye(logits.shape[1])[y]  # fault
    gradients = []
    for received, (weights, _) in zip(reversed(inputs), reversed(layers), strict=True):
        gradients.append((received.T @ delta, delta.sum(axis=0)))
        delta = (delta @ weights.T) * (received > 0.0)
    gradients.reverse()
    return gradients
