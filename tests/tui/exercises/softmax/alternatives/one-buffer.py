import numpy as np


def softmax(logits):
    work = logits - logits.max(axis=-1, keepdims=True)
    np.exp(work, out=work)
    work /= work.sum(axis=-1, keepdims=True)
    return work
