import numpy as np


def loss(w, x, y):
    return np.square(np.tanh(x @ w) - y).mean()


def gradient(w, x, y):
    p = np.tanh(x.dot(w))
    return 2 * x.T.dot((p - y) * (1 - p) * (1 + p)) / x.shape[0]


def losses(points, x, y):
    return np.mean((np.tanh(x @ points.T) - y[:, np.newaxis]) ** 2, axis=0)


def numerical_gradient(w, x, y, h):
    moves = h * np.identity(w.size)
    return (losses(w + moves, x, y) - losses(w - moves, x, y)) / (2 * h)
