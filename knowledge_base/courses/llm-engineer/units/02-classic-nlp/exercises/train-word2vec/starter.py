import numpy as np


def train_word2vec(pairs, negatives, centres, contexts, rate):
    # (P, 2), (E, P, K), (V, d), (V, d), float -> (V, d), (V, d), (E,)
    raise NotImplementedError
