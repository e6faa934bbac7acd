import numpy as np


def sinusoidal_positions(length, dimension):
    frequencies = 10000.0 ** (-np.arange(0, dimension, 2) / dimension)
    angles = np.arange(length)[:, np.newaxis] * frequencies
    table = np.zeros((length, dimension))
    table[:, 0::2] = np.cos(angles)  # fault
    table[:, 1::2] = np.sin(angles)  # fault
    return table
