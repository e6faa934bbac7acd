import numpy as np


def sinusoidal_positions(length, dimension):
    frequencies = 10000.0 ** (-np.arange(0, dimension, 2) / dimension)
    angles = np.arange(length)[:, np.newaxis] * frequencies
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, dimension)
