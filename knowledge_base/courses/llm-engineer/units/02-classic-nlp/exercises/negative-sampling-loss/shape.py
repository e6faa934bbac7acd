import numpy as np


def sigmoid(x):
    return ____


def negative_sampling_loss(centres, contexts, negatives):
    positive = np.einsum("bd,bd->b", centres, contexts)
    negative = np.einsum("bd,bkd->bk", centres, negatives)
    losses = ____ + ____

    pull = ____ / len(centres)
    push = ____ / len(centres)
    d_centres = ____ + ____
    d_contexts = pull[:, None] * centres
    d_negatives = ____
    return float(losses.mean()), d_centres, d_contexts, d_negatives
