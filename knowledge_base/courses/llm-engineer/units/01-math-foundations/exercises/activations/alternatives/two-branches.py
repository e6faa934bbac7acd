import math

import numpy as np


def sigmoid(x):
    result = np.empty_like(x)
    positive = x >= 0
    result[positive] = 1.0 / (1.0 + np.exp(-x[positive]))
    grown = np.exp(x[~positive])
    result[~positive] = grown / (1.0 + grown)
    return result


def sigmoid_slope(x):
    return sigmoid(x) * sigmoid(-x)


def tanh_slope(x):
    return 1.0 - np.square(np.tanh(x))


def relu(x):
    return np.where(x > 0, x, 0.0)


def relu_slope(x):
    return np.where(x > 0, 1.0, 0.0)


def gelu(x):
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def gelu_slope(x):
    u = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    du = math.sqrt(2 / math.pi) * (1 + 0.134145 * x**2)
    return (1 + np.tanh(u)) / 2 + x / 2 * tanh_slope(u) * du
