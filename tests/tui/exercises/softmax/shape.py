import numpy as np


def softmax(logits):
    shifted = logits - ____
    weights = ____
    return weights / weights.sum(____)
