import numpy as np


def mean_pool(tokens, mask):
    weights = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1)
    return np.einsum("bt,btd->bd", weights, tokens)


def normalise(vectors):
    norms = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    return vectors / np.where(norms > 0, norms, 1)[:, None]


def cosines(questions, passages):
    return np.einsum("qd,pd->qp", normalise(questions), normalise(passages))
