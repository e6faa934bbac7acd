import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - ____
    log_total = np.log(____)
    right = shifted[____, targets]
    return float((____).mean())
