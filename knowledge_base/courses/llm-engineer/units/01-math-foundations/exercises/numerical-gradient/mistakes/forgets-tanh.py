import numpy as np


def loss(w, x, y):
    return float(np.mean((np.tanh(x @ w) - y) ** 2))


def gradient(w, x, y):
    p = np.tanh(x @ w)
    slope = 2.0 * (p - y)  # fault
    return slope @ x / len(y)


def numerical_gradient(w, x, y, h):
    steps = h * np.eye(len(w))
    changes = [loss(w + step, x, y) - loss(w - step, x, y) for step in steps]
    return np.array(changes) / (2.0 * h)
