"""Texts as points of a map."""

import numpy as np


def layout(rows: np.ndarray, seed: int) -> np.ndarray:
    """Points (n, 2) that keep neighbours together, as t-SNE does; the same seed gives the same points.

    Args:
        rows: (n, dimensions), each of length one or all zeros.
        seed: of the first positions.
    """
    raise NotImplementedError
