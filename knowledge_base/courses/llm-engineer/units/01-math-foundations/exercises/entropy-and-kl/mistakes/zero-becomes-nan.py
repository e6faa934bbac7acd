import numpy as np


def entropy(p, base=2.0):
    return float(-np.sum(p * np.log(p)) / np.log(base))  # fault


def kl_divergence(p, q, base=2.0):
    return float(np.sum(p * np.log(p / q)) / np.log(base))  # fault
