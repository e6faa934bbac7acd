import numpy as np


def cross_entropy(logits, targets):
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = weights / weights.sum(axis=-1, keepdims=True)
    return -np.log(p[np.arange(len(targets)), targets]).mean()  # fault
