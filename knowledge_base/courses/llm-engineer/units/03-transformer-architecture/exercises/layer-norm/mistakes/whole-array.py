import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean()  # fault
    return gamma * centred / np.sqrt(x.var() + eps) + beta  # fault
