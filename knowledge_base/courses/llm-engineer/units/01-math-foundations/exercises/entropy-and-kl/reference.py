import numpy as np


def entropy(p, base=2.0):
    seen = p[p > 0]
    return float(seen @ np.log(1.0 / seen) / np.log(base))


def kl_divergence(p, q, base=2.0):
    seen = p > 0
    with np.errstate(divide="ignore"):
        surplus = np.log(p[seen] / q[seen])
    return float(p[seen] @ surplus / np.log(base))
