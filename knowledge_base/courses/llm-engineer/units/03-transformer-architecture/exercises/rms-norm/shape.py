import numpy as np


def rms_norm(x, gamma, eps=1e-5):
    mean_square = ____.mean(____)
    return gamma * x / ____
