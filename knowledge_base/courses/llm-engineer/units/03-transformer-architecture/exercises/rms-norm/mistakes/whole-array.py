import numpy as np


def rms_norm(x, gamma, eps=1e-5):
    mean_square = (x**2).mean()  # fault
    return gamma * x / np.sqrt(mean_square + eps)
