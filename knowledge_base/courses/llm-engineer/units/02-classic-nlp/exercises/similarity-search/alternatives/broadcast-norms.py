import numpy as np


def nearest(queries, items, k):
    products = np.einsum("qd,nd->qn", queries, items)
    lengths = np.outer(np.sqrt((queries**2).sum(axis=1)), np.sqrt((items**2).sum(axis=1)))
    cosines = np.divide(products, lengths, out=np.zeros(products.shape), where=lengths > 0).round(9)
    order = (-cosines).argsort(axis=1, kind="stable")
    return order[:, :k], -np.sort(-cosines, axis=1)[:, :k]
