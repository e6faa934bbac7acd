import numpy as np


def negative_sampling_loss(centres, contexts, negatives):
    pairs = len(centres)
    attracted = (contexts[:, None, :] @ centres[:, :, None])[:, 0]
    repelled = -(negatives @ centres[:, :, None])[:, :, 0]
    scores = np.hstack([attracted, repelled])
    loss = float(np.logaddexp(0, -scores).sum() / pairs)

    slopes = -np.exp(-np.logaddexp(0, scores)) / pairs
    pull, push = slopes[:, :1], -slopes[:, 1:]
    d_centres = pull * contexts + (push[:, None, :] @ negatives)[:, 0]
    return loss, d_centres, pull * centres, push[:, :, None] @ centres[:, None, :]
