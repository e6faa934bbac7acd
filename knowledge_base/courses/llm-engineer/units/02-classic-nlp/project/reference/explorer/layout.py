"""Texts as points of a map."""

import numpy as np


def layout(rows: np.ndarray, seed: int, perplexity: float = 12.0, steps: int = 500) -> np.ndarray:
    """Points (n, 2) that keep neighbours together: t-SNE (van der Maaten and Hinton, JMLR 9, 2008).

    Args:
        rows: (n, dimensions), each of length one or all zeros.
        seed: of the first positions.
        perplexity: about how many neighbours each point holds on to.
        steps: of gradient descent.
    """
    n = len(rows)
    wanted = _affinities(_squared_distances(rows), perplexity)
    points = np.random.default_rng(seed).normal(scale=1e-2, size=(n, 2))
    velocity = np.zeros_like(points)
    for step in range(steps):
        exaggeration = 4.0 if step < 100 else 1.0
        kernel = 1.0 / (1.0 + _squared_distances(points))
        np.fill_diagonal(kernel, 0.0)
        got = np.maximum(kernel / kernel.sum(), 1e-12)
        pull = (exaggeration * wanted - got) * kernel
        gradient = 4.0 * (pull.sum(axis=1, keepdims=True) * points - pull @ points)
        velocity = (0.5 if step < 100 else 0.8) * velocity - 40.0 * gradient
        points = points + velocity
        points -= points.mean(axis=0)
    return points


def _squared_distances(points: np.ndarray) -> np.ndarray:
    squares = (points**2).sum(axis=1)
    return np.maximum(squares[:, None] + squares[None, :] - 2.0 * points @ points.T, 0.0)


def _affinities(distances: np.ndarray, perplexity: float) -> np.ndarray:
    """Symmetric probabilities whose rows have the entropy that the perplexity asks for."""
    n = len(distances)
    wanted = np.zeros((n, n))
    for row in range(n):
        others = np.delete(distances[row], row)
        low, high, precision = 0.0, np.inf, 1.0
        for _ in range(60):
            weights = np.exp(-(others - others.min()) * precision)
            share = weights / weights.sum()
            entropy = -(share * np.log(np.maximum(share, 1e-300))).sum()
            if entropy > np.log(perplexity):
                low, precision = precision, precision * 2 if high == np.inf else (precision + high) / 2
            else:
                high, precision = precision, (precision + low) / 2
        wanted[row, np.arange(n) != row] = share
    return np.maximum((wanted + wanted.T) / (2 * n), 1e-12)
