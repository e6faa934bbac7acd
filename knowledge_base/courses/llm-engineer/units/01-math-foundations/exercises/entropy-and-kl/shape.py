import numpy as np


def entropy(p, base=2.0):
    seen = p[____]
    return float(seen @ ____ / ____)


def kl_divergence(p, q, base=2.0):
    seen = ____
    with np.errstate(divide="ignore"):
        surplus = ____
    return float(____ @ surplus / ____)
