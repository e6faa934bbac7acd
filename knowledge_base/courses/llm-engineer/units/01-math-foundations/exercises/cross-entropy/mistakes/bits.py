import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    weights = np.exp(shifted)
    p = weights / weights.sum(axis=-1, keepdims=True)
    right = p[np.arange(len(targets)), targets]
    return -np.log2(right).mean()  # fault
