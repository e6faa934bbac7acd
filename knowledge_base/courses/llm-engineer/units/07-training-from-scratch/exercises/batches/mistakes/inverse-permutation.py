import numpy as np


def batches(x, y, permutation, size):
    x_shuffled, y_shuffled = np.empty_like(x), np.empty_like(y)
    x_shuffled[permutation] = x  # fault
    y_shuffled[permutation] = y  # fault
    starts = range(0, len(permutation), size)
    return [(x_shuffled[start : start + size], y_shuffled[start : start + size]) for start in starts]
