import numpy as np


def dot(u, v):
    return float(u @ v)


def norm(u):
    return float(np.sqrt(u @ u))


def cosine(u, v):
    lengths = norm(u) * norm(v)
    if lengths == 0.0:
        return 0.0
    return dot(u, v) / lengths
