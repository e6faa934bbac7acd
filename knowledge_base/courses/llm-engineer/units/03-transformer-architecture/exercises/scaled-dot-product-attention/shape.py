import numpy as np


def softmax(scores):
    weights = np.exp(scores - ____)
    return weights / ____


def attention(query, key, value, mask=None):
    scores = query @ ____ / ____
    if mask is not None:
        scores = np.where(mask, scores, ____)
    weights = softmax(scores)
    return ____, weights
