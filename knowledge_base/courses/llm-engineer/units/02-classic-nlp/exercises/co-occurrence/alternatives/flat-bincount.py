import numpy as np


def co_occurrence(sentences, size, window):
    cells, weights = [np.zeros(0, dtype=int)], [np.zeros(0)]
    for sentence in sentences:
        ids = np.asarray(sentence, dtype=int)
        i, j = np.indices((min(window, len(ids)), len(ids)))
        before = j >= i + 1
        a, b = ids[j[before]], ids[(j - i - 1)[before]]
        cells += [a * size + b, b * size + a]
        weights += [1 / (i[before] + 1)] * 2
    flat = np.bincount(np.concatenate(cells), np.concatenate(weights), minlength=size * size)
    return flat.reshape(size, size).astype(float)
