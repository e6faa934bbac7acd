import numpy as np


def loss(w, x, y):
    # w: (d,), x: (n, d), y: (n,) -> float
    raise NotImplementedError


def gradient(w, x, y):
    # w: (d,), x: (n, d), y: (n,) -> (d,)
    raise NotImplementedError


def numerical_gradient(w, x, y, h):
    # w: (d,), x: (n, d), y: (n,), h: float -> (d,)
    raise NotImplementedError
