import numpy as np


def rope(x, positions, base=10000.0):
    width = x.shape[-1]
    frequencies = base ** (-np.arange(0, width, 2) / width)
    angles = positions[:, np.newaxis] * frequencies
    cos, sin = np.cos(angles), np.sin(angles)
    result = x.copy()
    even, odd = result[..., 0::2], result[..., 1::2]
    result[..., 0::2] = even * cos - odd * sin
    result[..., 1::2] = even * sin + odd * cos  # fault
    return result
