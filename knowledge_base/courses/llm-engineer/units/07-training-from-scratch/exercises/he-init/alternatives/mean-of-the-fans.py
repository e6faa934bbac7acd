import numpy as np


def scaled(normal, scheme):
    fans = normal.shape if scheme == "xavier" else normal.shape[:1] * 2
    gain = 1.0 if scheme == "xavier" else 2.0
    return normal * (gain / np.mean(fans)) ** 0.5


def initial_layers(draws, scheme):
    return [(scaled(normal, scheme), np.zeros(len(normal.T))) for normal in draws]
