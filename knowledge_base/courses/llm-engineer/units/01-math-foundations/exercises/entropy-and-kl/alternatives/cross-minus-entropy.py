import numpy as np


def cross_entropy(p, q, base):
    happens = p > 0
    with np.errstate(divide="ignore"):
        return float(-(p[happens] * np.log(q[happens])).sum() / np.log(base))


def entropy(p, base=2.0):
    return cross_entropy(p, p, base)


def kl_divergence(p, q, base=2.0):
    return cross_entropy(p, q, base) - entropy(p, base)
