import numpy as np


def loss(w, x, y):
    return float(np.mean((np.tanh(x @ w) - y) ** 2))


def gradient(w, x, y):
    p = np.tanh(x @ w)
    slope = 2.0 * (p - y) * (1.0 - p**2)
    return slope @ x / len(y)


def numerical_gradient(w, x, y, h):
    result = np.zeros_like(w)
    for j in range(len(w)):
        result[j] = (loss(w + h, x, y) - loss(w - h, x, y)) / (2.0 * h)  # fault
    return result
