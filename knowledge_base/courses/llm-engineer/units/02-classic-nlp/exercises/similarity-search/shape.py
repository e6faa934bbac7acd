import numpy as np


def unit_rows(matrix):
    norms = np.linalg.norm(matrix, ____)
    return matrix / ____


def nearest(queries, items, k):
    similarities = np.round(____, 9)
    indices = np.argsort(____)[____]
    return indices, np.take_along_axis(similarities, indices, axis=1)
