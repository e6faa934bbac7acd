import numpy as np


def batches(x, y, permutation, size):
    cuts = np.arange(size, len(permutation), size)
    shuffled = np.split(x[permutation], cuts), np.split(y[permutation], cuts)
    return list(zip(*shuffled, strict=True))
