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
        w[j] += h  # fault
        above = loss(w, x, y)
        w[j] -= 2.0 * h  # fault
        result[j] = (above - loss(w, x, y)) / (2.0 * h)
    return result
