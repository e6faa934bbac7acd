import numpy as np


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def negative_sampling_loss(centres, contexts, negatives):
    positive = np.einsum("bd,bd->b", centres, contexts)
    negative = np.einsum("bd,bkd->bk", centres, negatives)
    losses = np.logaddexp(0, -positive) + np.logaddexp(0, negative).sum(axis=1)

    pull = sigmoid(positive) - 1  # fault
    push = sigmoid(negative)  # fault
    d_centres = pull[:, None] * contexts + np.einsum("bk,bkd->bd", push, negatives)
    d_contexts = pull[:, None] * centres
    d_negatives = push[:, :, None] * centres[:, None, :]
    return float(losses.mean()), d_centres, d_contexts, d_negatives
