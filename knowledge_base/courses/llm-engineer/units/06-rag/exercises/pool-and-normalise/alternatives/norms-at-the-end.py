import numpy as np


def mean_pool(tokens, mask):
    sums = (mask[:, None, :] @ tokens)[:, 0]
    counts = mask.sum(axis=1)[:, None]
    return np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)


def normalise(vectors):
    norms = np.linalg.norm(vectors, axis=1)[:, None]
    return np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)


def cosines(questions, passages):
    scale = np.outer(np.linalg.norm(questions, axis=1), np.linalg.norm(passages, axis=1))
    return np.divide(questions @ passages.T, scale, out=np.zeros_like(scale), where=scale > 0)
