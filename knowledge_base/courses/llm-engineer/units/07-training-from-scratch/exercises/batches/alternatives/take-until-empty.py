import numpy as np


def batches(x, y, permutation, size):
    found = []
    while len(permutation):
        rows, permutation = permutation[:size], permutation[size:]
        found.append((np.take(x, rows, axis=0), np.take(y, rows)))
    return found
