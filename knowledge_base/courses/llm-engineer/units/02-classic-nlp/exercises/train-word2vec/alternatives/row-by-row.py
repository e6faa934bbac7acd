import math

import numpy as np


def train_word2vec(pairs, negatives, centres, contexts, rate):
    centres, contexts = np.array(centres), np.array(contexts)
    losses = []
    for drawn in negatives.tolist():
        total = 0.0
        for (centre, context), others in zip(pairs.tolist(), drawn, strict=True):
            vector = centres[centre].copy()
            moved = np.zeros_like(vector)
            before = {}
            for row, label in [(context, 1), *((other, 0) for other in others if other != context)]:
                target = before.setdefault(row, contexts[row].copy())
                score = float(vector @ target)
                signed = score if label else -score
                total += math.log1p(math.exp(-abs(signed))) + max(-signed, 0)
                error = 1 / (1 + math.exp(-score)) - label
                moved += error * target
                contexts[row] -= rate * error * vector
            centres[centre] -= rate * moved
        losses.append(total / len(pairs))
    return centres, contexts, np.array(losses)
