import numpy as np


def dot(u, v):
    return float(____)


def norm(u):
    return float(np.sqrt(____))


def cosine(u, v):
    lengths = ____
    if ____:
        return 0.0
    return ____
