import numpy as np


def dot(u, v):
    # u: (d,), v: (d,) -> float
    raise NotImplementedError


def norm(u):
    # u: (d,) -> float
    raise NotImplementedError


def cosine(u, v):
    # u: (d,), v: (d,) -> float
    raise NotImplementedError
