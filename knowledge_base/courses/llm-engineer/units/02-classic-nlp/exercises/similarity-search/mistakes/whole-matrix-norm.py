import numpy as np


def unit_rows(matrix):
    norms = np.linalg.norm(matrix)  # fault
    return matrix / np.where(norms > 0, norms, 1)


def nearest(queries, items, k):
    similarities = np.round(unit_rows(queries) @ unit_rows(items).T, 9)
    indices = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(similarities, indices, axis=1)
