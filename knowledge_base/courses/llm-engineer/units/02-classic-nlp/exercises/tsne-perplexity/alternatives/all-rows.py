import numpy as np


def neighbour_probabilities(distances, sigma):
    exponents = -distances / (2 * np.square(sigma))
    weights = np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def find_sigmas(distances, perplexity):
    logs = np.full((len(distances), 1), -12.0), np.full((len(distances), 1), 12.0)
    for _ in range(60):
        middle = (logs[0] + logs[1]) / 2
        p = neighbour_probabilities(distances, np.exp2(4 * middle))
        entropy = -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=1, keepdims=True)
        narrow = entropy < np.log2(perplexity)
        logs = np.where(narrow, middle, logs[0]), np.where(narrow, logs[1], middle)
    return np.exp2(4 * logs[1])


def find_sigma(distances, perplexity):
    return find_sigmas(distances[None, :], perplexity).item()


def affinities(points, perplexity):
    n = len(points)
    norms = (points**2).sum(axis=1)
    squared = np.maximum(norms[:, None] + norms - 2 * points @ points.T, 0)
    off = ~np.eye(n, dtype=bool)
    rows = squared[off].reshape(n, n - 1)
    result = np.zeros((n, n))
    result[off] = neighbour_probabilities(rows, find_sigmas(rows, perplexity)).ravel()
    return result
