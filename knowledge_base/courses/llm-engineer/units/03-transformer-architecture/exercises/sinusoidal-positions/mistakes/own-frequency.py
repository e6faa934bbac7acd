import numpy as np


def sinusoidal_positions(length, dimension):
    column = np.arange(dimension)
    angles = np.arange(length)[:, np.newaxis] / 10000.0 ** (column / dimension)  # fault
    table = np.zeros((length, dimension))
    table[:, 0::2] = np.sin(angles[:, 0::2])
    table[:, 1::2] = np.cos(angles[:, 1::2])
    return table
