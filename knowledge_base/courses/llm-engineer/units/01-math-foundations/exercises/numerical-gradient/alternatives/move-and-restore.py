import numpy as np


def loss(w, x, y):
    error = np.tanh(x @ w) - y
    return float(error @ error / error.size)


def gradient(w, x, y):
    p = np.tanh(x @ w)
    rows = 2.0 * ((p - y) * (1.0 - p * p))[:, None] * x
    return rows.mean(axis=0)


def numerical_gradient(w, x, y, h):
    point = w.copy()
    result = np.zeros_like(point)
    for j in range(point.size):
        point[j] = w[j] + h
        above = loss(point, x, y)
        point[j] = w[j] - h
        result[j] = (above - loss(point, x, y)) / (2.0 * h)
        point[j] = w[j]
    return result
