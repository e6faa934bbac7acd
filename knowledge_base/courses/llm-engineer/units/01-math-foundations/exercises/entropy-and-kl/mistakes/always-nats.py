import numpy as np


def entropy(p, base=2.0):
    seen = p[p > 0]
    return float(-np.sum(seen * np.log(seen)))  # fault


def kl_divergence(p, q, base=2.0):
    seen = p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))  # fault
