import numpy as np


def train_word2vec(pairs, negatives, centres, contexts, rate):
    centres, contexts = centres.copy(), contexts.copy()
    losses = np.zeros((len(negatives), len(pairs)))
    for epoch, drawn in enumerate(negatives):
        for i, (centre, context) in enumerate(pairs):
            others = drawn[i][____]
            rows = np.append(context, others)
            labels = ____

            scores = ____
            losses[epoch, i] = ____

            errors = ____ - labels
            d_centre = ____
            d_rows = ____
            centres[centre] -= rate * d_centre
            ____
    return centres, contexts, losses.mean(axis=1)
