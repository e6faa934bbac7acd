import numpy as np


def batches(x, y, permutation, size):
    chosen = np.array_split(permutation, size)  # fault
    return [(x[rows], y[rows]) for rows in chosen]
