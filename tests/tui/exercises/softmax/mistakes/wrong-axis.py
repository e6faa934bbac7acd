import numpy as np


def softmax(logits):
    shifted = logits - logits.max(axis=0, keepdims=True)  # fault
    weights = np.exp(shifted)
    return weights / weights.sum(axis=0, keepdims=True)  # fault
