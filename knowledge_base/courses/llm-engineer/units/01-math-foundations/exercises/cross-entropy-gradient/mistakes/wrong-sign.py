import numpy as np


def cross_entropy_gradient(logits, targets):
    count, classes = logits.shape
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = weights / weights.sum(axis=1, keepdims=True)
    return (np.eye(classes)[targets] - p) / count  # fault
