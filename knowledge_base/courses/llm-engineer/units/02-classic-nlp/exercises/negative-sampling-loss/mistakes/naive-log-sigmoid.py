import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def negative_sampling_loss(centres, contexts, negatives):
    positive = np.einsum("bd,bd->b", centres, contexts)
    negative = np.einsum("bd,bkd->bk", centres, negatives)
    losses = -np.log(sigmoid(positive))  # fault
    losses -= np.log(sigmoid(-negative)).sum(axis=1)  # fault

    pull = (sigmoid(positive) - 1) / len(centres)
    push = sigmoid(negative) / len(centres)
    d_centres = pull[:, None] * contexts + np.einsum("bk,bkd->bd", push, negatives)
    d_contexts = pull[:, None] * centres
    d_negatives = push[:, :, None] * centres[:, None, :]
    return float(losses.mean()), d_centres, d_contexts, d_negatives
