import numpy as np


def dot(u, v):
    return (u * v).sum()


def norm(u):
    return np.linalg.norm(u)


def unit(u):
    length = norm(u)
    return u / length if length > 0 else u


def cosine(u, v):
    return dot(unit(u), unit(v))
