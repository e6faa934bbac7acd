import numpy as np


def cross_entropy_gradient(logits, targets):
    count = len(targets)
    weights = np.exp(____)
    gradient = weights / ____
    gradient[____] -= ____
    return ____
