import numpy as np


def cross_entropy_gradient(logits, targets):
    log_total = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    right = targets[:, np.newaxis] == np.arange(logits.shape[1])
    return (np.exp(logits - log_total) - right) / len(logits)
