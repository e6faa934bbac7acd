import numpy as np


def log_softmax(z):
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)


def mean_loss(x, y, weights, bias):
    onehot = np.eye(len(bias))[y]
    return float(-(onehot * log_softmax(x @ weights + bias)).sum() / len(x))


def gradients(x, y, weights, bias):
    error = (np.exp(log_softmax(x @ weights + bias)) - np.eye(len(bias))[y]) / len(x)
    return np.einsum("nd,nk->dk", x, error), np.einsum("nk->k", error)


def train(x, y, classes, rate, steps):
    weights = np.zeros((x.shape[1], classes))
    bias = np.zeros(classes)
    losses = []
    for _ in range(steps):
        losses.append(mean_loss(x, y, weights, bias))
        moves = gradients(x, y, weights, bias)
        weights -= rate * moves[0]
        bias -= rate * moves[1]
    return weights, bias, losses


def predict(x, weights, bias):
    return np.argmax(x @ weights + bias, axis=1)
