import numpy as np


def train_word2vec(pairs, negatives, centres, contexts, rate):
    centres, contexts = centres.copy(), contexts.copy()
    losses = np.zeros((len(negatives), len(pairs)))
    for epoch, drawn in enumerate(negatives):
        for i, (centre, context) in enumerate(pairs):
            others = drawn[i][drawn[i] != context]
            rows = np.append(context, others)
            labels = np.append(1.0, np.zeros(len(others)))

            scores = contexts[rows] @ centres[centre]
            losses[epoch, i] = (np.logaddexp(0, scores) - labels * scores).sum()

            errors = np.exp(-np.logaddexp(0, -scores)) - labels
            d_centre = errors @ contexts[rows]
            d_rows = np.outer(errors, centres[centre])
            centres[centre] -= rate * d_centre
            np.subtract.at(contexts, rows, rate * d_rows)
    return centres, contexts, losses.mean(axis=1)
