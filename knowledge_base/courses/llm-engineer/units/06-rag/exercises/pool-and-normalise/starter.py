import numpy as np


def mean_pool(tokens, mask):
    # tokens: (B, T, d), mask: (B, T) of 0 and 1 -> (B, d)
    raise NotImplementedError


def normalise(vectors):
    # vectors: (n, d) -> (n, d)
    raise NotImplementedError


def cosines(questions, passages):
    # questions: (Q, d), passages: (P, d) -> (Q, P)
    raise NotImplementedError
