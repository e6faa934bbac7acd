import numpy as np


def train_word2vec(pairs, negatives, centres, contexts, rate):
    centres, contexts = centres.copy(), contexts.copy()
    losses = np.zeros((len(negatives), len(pairs)))
    for epoch, drawn in enumerate(negatives):
        d_centres, d_contexts = np.zeros_like(centres), np.zeros_like(contexts)
        for i, (centre, context) in enumerate(pairs):
            others = drawn[i][drawn[i] != context]
            rows = np.append(context, others)
            labels = np.append(1.0, np.zeros(len(others)))

            scores = contexts[rows] @ centres[centre]
            losses[epoch, i] = (np.logaddexp(0, scores) - labels * scores).sum()

            errors = np.exp(-np.logaddexp(0, -scores)) - labels
            d_centres[centre] += errors @ contexts[rows]
            np.add.at(d_contexts, rows, np.outer(errors, centres[centre]))
        centres -= rate * d_centres  # fault
        contexts -= rate * d_contexts  # fault
    return centres, contexts, losses.mean(axis=1)
