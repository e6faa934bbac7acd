import numpy as np


def mean_pool(tokens, mask):
    kept = mask[:, :, None]
    counts = kept.sum(axis=1)
    return (tokens * kept).sum(axis=1) / counts  # fault


def normalise(vectors):
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)


def cosines(questions, passages):
    return normalise(questions) @ normalise(passages).T
