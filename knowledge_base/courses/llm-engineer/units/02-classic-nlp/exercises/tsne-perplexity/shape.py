import numpy as np


def neighbour_probabilities(distances, sigma):
    weights = np.exp(____)
    return weights / weights.sum()


def perplexity_of(distances, sigma):
    p = neighbour_probabilities(distances, sigma)
    p = p[p > 0]
    return ____


def find_sigma(distances, perplexity):
    sigma = 1.0
    while ____ > perplexity:
        sigma /= 2
    while ____ < perplexity:
        sigma *= 2
    low, high = ____, sigma
    for _ in range(50):
        middle = (low + high) / 2
        if perplexity_of(distances, middle) < perplexity:
            ____ = middle
        else:
            ____ = middle
    return high


def affinities(points, perplexity):
    n = len(points)
    squared = ((points[:, None] - points[None, :]) ** 2).sum(axis=-1)
    result = np.zeros((n, n))
    for i in range(n):
        others = ____
        row = squared[i, others]
        result[i, others] = neighbour_probabilities(row, find_sigma(row, perplexity))
    return result
