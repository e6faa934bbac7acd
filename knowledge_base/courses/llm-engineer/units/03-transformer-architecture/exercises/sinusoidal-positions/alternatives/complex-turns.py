import numpy as np


def sinusoidal_positions(length, dimension):
    frequencies = np.power(10000.0, -np.arange(0, dimension, 2) / dimension)
    turns = 1j * np.exp(-1j * np.arange(length)[:, None] * frequencies)
    return turns.view(np.float64)
