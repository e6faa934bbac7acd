import numpy as np


def neighbour_probabilities(distances, sigma):
    # (m,), float -> (m,)
    raise NotImplementedError


def find_sigma(distances, perplexity):
    # (m,), float -> float
    raise NotImplementedError


def affinities(points, perplexity):
    # (n, d), float -> (n, n)
    raise NotImplementedError
