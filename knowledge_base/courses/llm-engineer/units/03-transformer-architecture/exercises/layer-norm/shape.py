import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - ____
    variance = (____).mean(____)
    return gamma * centred / ____ + beta
