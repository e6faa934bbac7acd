import numpy as np


def entropy(p, base=2.0):
    logs = np.log(np.where(p > 0, p, 1.0))
    return float(-np.sum(p * logs) / np.log(base))


def kl_divergence(p, q, base=2.0):
    if np.any((p > 0) & (q == 0)):
        return float("inf")
    ratio = np.where(p > 0, p, 1.0) / np.where(p > 0, q, 1.0)
    return float(np.sum(p * np.log(ratio)) / np.log(base))
