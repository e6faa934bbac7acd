import numpy as np


def co_occurrence(sentences, size, window):
    matrix = np.zeros((size, size))
    for sentence in sentences:
        ids = np.array(sentence, dtype=int)
        for k in range(1, window + 1):
            np.add.at(matrix, (ids[:-k], ids[k:]), 1 / k)
    return matrix  # fault
