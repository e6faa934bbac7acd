import numpy as np

SCALE = np.sqrt(2 / np.pi)
CUBIC = 0.044715


def sigmoid(x):
    small = np.exp(____)
    return np.where(x >= 0, ____, ____) / (1.0 + small)


def sigmoid_slope(x):
    s = ____
    return ____


def tanh_slope(x):
    return ____


def relu(x):
    return np.maximum(____)


def relu_slope(x):
    return (____).astype(float)


def gelu(x):
    t = np.tanh(____)
    return 0.5 * x * (1.0 + t)


def gelu_slope(x):
    t = np.tanh(____)
    inner = ____
    return 0.5 * (1.0 + t) + ____ * inner
