import numpy as np


def train_word2vec(pairs, negatives, centres, contexts, rate):
    centres, contexts = centres + 0.0, contexts + 0.0
    losses = np.zeros(len(negatives))
    for epoch, drawn in enumerate(negatives):
        for (centre, context), others in zip(pairs, drawn, strict=True):
            rows, times = np.unique(np.append(others, context), return_counts=True)
            positive = rows == context
            times = np.where(positive, 1, times)
            table, vector = contexts[rows], centres[centre].copy()

            scores = table @ vector
            signs = np.where(positive, 1, -1)
            losses[epoch] += times @ np.logaddexp(0, -signs * scores) / len(pairs)

            slopes = -rate * times * (-signs / (1 + np.exp(signs * scores)))
            centres[centre] = vector + slopes @ table
            contexts[rows] = table + slopes[:, None] * vector
    return centres, contexts, losses
