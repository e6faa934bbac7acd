import numpy as np


def entropy(p, base=2.0):
    return float(-np.sum(p * np.log(p + 1e-12)) / np.log(base))


def kl_divergence(p, q, base=2.0):
    return float(np.sum(p * np.log((p + 1e-12) / (q + 1e-12))) / np.log(base))  # fault
