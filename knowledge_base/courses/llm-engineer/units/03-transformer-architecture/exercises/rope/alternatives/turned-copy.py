import numpy as np


def rope(x, positions, base=10000.0):
    width = x.shape[-1]
    pair = np.arange(width) // 2
    angles = np.outer(positions, np.power(base, -2 * pair / width))
    quarter = np.stack([-x[..., 1::2], x[..., ::2]], axis=-1).reshape(x.shape)
    return x * np.cos(angles) + quarter * np.sin(angles)
