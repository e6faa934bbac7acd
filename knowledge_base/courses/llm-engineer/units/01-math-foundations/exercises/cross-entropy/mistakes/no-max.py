import numpy as np


def cross_entropy(logits, targets):
    log_total = np.log(np.exp(logits).sum(axis=-1))  # fault
    right = logits[np.arange(len(targets)), targets]
    return (log_total - right).mean()
