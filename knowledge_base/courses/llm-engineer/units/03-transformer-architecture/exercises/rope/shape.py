import numpy as np


def rope(x, positions, base=10000.0):
    width = x.shape[-1]
    frequencies = base ** (____)
    angles = ____ * frequencies
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[____], x[____]
    rotated = np.stack([even * cos - ____, ____], axis=____)
    return rotated.reshape(x.shape)
