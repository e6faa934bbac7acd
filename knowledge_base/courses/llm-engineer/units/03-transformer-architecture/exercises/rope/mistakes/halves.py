import numpy as np


def rope(x, positions, base=10000.0):
    width = x.shape[-1]
    frequencies = base ** (-np.arange(0, width, 2) / width)
    angles = positions[:, np.newaxis] * frequencies
    cos, sin = np.cos(angles), np.sin(angles)
    first, second = x[..., : width // 2], x[..., width // 2 :]  # fault
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)  # fault
