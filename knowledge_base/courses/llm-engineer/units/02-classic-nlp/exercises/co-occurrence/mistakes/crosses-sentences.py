import numpy as np


def co_occurrence(sentences, size, window):
    matrix = np.zeros((size, size))
    ids = np.array(sum(sentences, []), dtype=int)  # fault
    for k in range(1, window + 1):
        np.add.at(matrix, (ids[:-k], ids[k:]), 1 / k)
    return matrix + matrix.T
