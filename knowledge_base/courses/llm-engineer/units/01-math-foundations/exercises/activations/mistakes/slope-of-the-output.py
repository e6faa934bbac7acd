import numpy as np

SCALE = np.sqrt(2 / np.pi)
CUBIC = 0.044715


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_slope(x):
    return x * (1.0 - x)  # fault


def tanh_slope(x):
    return 1.0 - np.tanh(x) ** 2


def relu(x):
    return np.maximum(x, 0.0)


def relu_slope(x):
    return (x > 0).astype(float)


def gelu(x):
    t = np.tanh(SCALE * (x + CUBIC * x**3))
    return 0.5 * x * (1.0 + t)


def gelu_slope(x):
    t = np.tanh(SCALE * (x + CUBIC * x**3))
    inner = SCALE * (1.0 + 3.0 * CUBIC * x**2)
    return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t**2) * inner
