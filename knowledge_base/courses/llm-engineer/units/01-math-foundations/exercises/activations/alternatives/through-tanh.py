import numpy as np


def sigmoid(x):
    return (1.0 + np.tanh(x / 2.0)) / 2.0


def sigmoid_slope(x):
    return tanh_slope(x / 2.0) / 4.0


def tanh_slope(x):
    t = np.tanh(x)
    return (1.0 - t) * (1.0 + t)


def relu(x):
    return (x + np.abs(x)) / 2.0


def relu_slope(x):
    return np.heaviside(x, 0.0)


def gelu(x):
    return x * sigmoid(2.0 * inside(x))


def gelu_slope(x):
    gate = sigmoid(2.0 * inside(x))
    growth = np.sqrt(2.0 / np.pi) * (1.0 + 3.0 * 0.044715 * x**2)
    return gate + 2.0 * x * sigmoid_slope(2.0 * inside(x)) * growth


def inside(x):
    return np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3)
