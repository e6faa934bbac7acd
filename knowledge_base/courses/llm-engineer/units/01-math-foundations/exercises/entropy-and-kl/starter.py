import numpy as np


def entropy(p, base=2.0):
    # p: (n,) -> float
    raise NotImplementedError


def kl_divergence(p, q, base=2.0):
    # p: (n,), q: (n,) -> float
    raise NotImplementedError
