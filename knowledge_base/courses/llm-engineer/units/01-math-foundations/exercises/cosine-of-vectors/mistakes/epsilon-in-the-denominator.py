import numpy as np


def dot(u, v):
    return float(u @ v)


def norm(u):
    return float(np.sqrt(u @ u))


def cosine(u, v):
    return dot(u, v) / (norm(u) * norm(v) + 1e-8)  # fault
