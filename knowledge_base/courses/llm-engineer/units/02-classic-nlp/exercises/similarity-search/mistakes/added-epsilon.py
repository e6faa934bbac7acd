import numpy as np


def unit_rows(matrix):
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / (norms + 1e-8)  # fault


def nearest(queries, items, k):
    similarities = np.round(unit_rows(queries) @ unit_rows(items).T, 9)
    indices = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(similarities, indices, axis=1)
