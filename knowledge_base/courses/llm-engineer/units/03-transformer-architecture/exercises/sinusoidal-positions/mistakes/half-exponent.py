import numpy as np


def sinusoidal_positions(length, dimension):
    i = np.arange(dimension // 2)
    angles = np.arange(length)[:, np.newaxis] / 10000.0 ** (i / dimension)  # fault
    table = np.zeros((length, dimension))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table
