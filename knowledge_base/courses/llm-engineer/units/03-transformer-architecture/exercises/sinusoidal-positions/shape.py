import numpy as np


def sinusoidal_positions(length, dimension):
    frequencies = 10000.0 ** (____)
    angles = np.arange(length)[____] * frequencies
    return np.stack([np.sin(angles), ____], axis=____).reshape(length, dimension)
