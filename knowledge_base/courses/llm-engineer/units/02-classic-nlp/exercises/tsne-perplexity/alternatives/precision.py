import numpy as np


def neighbour_probabilities(distances, sigma):
    return row(distances, 1 / (2 * sigma * sigma))[0]


def row(distances, beta):
    scaled = beta * (distances - distances.min())
    weights = np.exp(-scaled)
    p = weights / weights.sum()
    return p, np.log(weights.sum()) + p @ scaled


def find_sigma(distances, perplexity):
    wanted = np.log(perplexity)
    low, high, beta = 0.0, np.inf, 1 / max(distances.mean(), 1e-12)
    for _ in range(200):
        entropy = row(distances, beta)[1]
        if abs(entropy - wanted) < 1e-10:
            break
        if entropy > wanted:
            low = beta
            beta = 2 * beta if np.isinf(high) else (low + high) / 2
        else:
            high = beta
            beta = (low + high) / 2
    return float(np.sqrt(1 / (2 * beta)))


def affinities(points, perplexity):
    rows = []
    for i, point in enumerate(points):
        distances = np.delete(((points - point) ** 2).sum(axis=1), i)
        p = neighbour_probabilities(distances, find_sigma(distances, perplexity))
        rows.append(np.insert(p, i, 0))
    return np.array(rows)
