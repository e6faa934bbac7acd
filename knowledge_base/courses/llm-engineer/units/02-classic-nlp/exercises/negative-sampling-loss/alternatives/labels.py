import numpy as np


def negative_sampling_loss(centres, contexts, negatives):
    others = np.concatenate([contexts[:, None, :], negatives], axis=1)
    labels = np.zeros(others.shape[:2])
    labels[:, 0] = 1
    scores = (centres[:, None, :] * others).sum(axis=-1)
    losses = np.maximum(scores, 0) - labels * scores + np.log1p(np.exp(-np.abs(scores)))

    probabilities = np.where(scores >= 0, 1, np.exp(-np.abs(scores))) / (1 + np.exp(-np.abs(scores)))
    errors = (probabilities - labels)[:, :, None] / len(centres)
    d_others = errors * centres[:, None, :]
    return float(losses.sum() / len(centres)), (errors * others).sum(axis=1), d_others[:, 0], d_others[:, 1:]
