import numpy as np


def dot(u, v):
    return u @ v


def norm(u):
    return np.sqrt(u @ u)


def cosine(u, v):
    return dot(u, v) / (norm(u) * norm(v))  # fault
