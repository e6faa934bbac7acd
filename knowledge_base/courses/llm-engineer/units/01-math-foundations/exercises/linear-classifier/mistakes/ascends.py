import numpy as np


def log_probabilities(x, weights, bias):
    logits = x @ weights + bias
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def mean_loss(x, y, weights, bias):
    log_p = log_probabilities(x, weights, bias)
    return float(-log_p[np.arange(len(y)), y].mean())


def gradients(x, y, weights, bias):
    error = np.exp(log_probabilities(x, weights, bias))
    error[np.arange(len(y)), y] -= 1.0
    error /= len(y)
    return x.T @ error, error.sum(axis=0)


def train(x, y, classes, rate, steps):
    weights, bias = np.zeros((x.shape[1], classes)), np.zeros(classes)
    losses = []
    for _ in range(steps):
        losses.append(mean_loss(x, y, weights, bias))
        weights_gradient, bias_gradient = gradients(x, y, weights, bias)
        weights = weights + rate * weights_gradient  # fault
        bias = bias + rate * bias_gradient  # fault
    return weights, bias, losses


def predict(x, weights, bias):
    return (x @ weights + bias).argmax(axis=1)
