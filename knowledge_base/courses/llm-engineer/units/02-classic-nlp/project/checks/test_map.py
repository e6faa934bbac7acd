"""Milestone 5: the map."""

import functools
import unittest

import numpy as np
from both_languages import both
from project_data import averages, texts


@functools.cache
def rows() -> np.ndarray:
    """The collection as averages."""
    return averages().transform([row["text"] for row in texts()])


def kept(points: np.ndarray) -> float:
    """Share of each text's 5 nearest that are among the 10 nearest on the map."""
    similarities = rows() @ rows().T
    np.fill_diagonal(similarities, -np.inf)
    distances = ((points[:, None] - points[None]) ** 2).sum(axis=-1)
    np.fill_diagonal(distances, np.inf)
    before, after = np.argsort(-similarities, axis=1)[:, :5], np.argsort(distances, axis=1)[:, :10]
    return float(np.mean([len(set(a) & set(b)) / 5 for a, b in zip(before, after, strict=True)]))


class Map(unittest.TestCase):
    def test_the_map_keeps_neighbours(self):
        from explorer.layout import layout

        points = np.asarray(layout(rows(), 3))
        self.assertEqual(points.shape, (120, 2))
        self.assertTrue(np.isfinite(points).all())
        self.assertGreaterEqual(
            kept(points),
            0.5,
            both(
                "La mitad de los 5 vecinos de cada texto debería quedar entre los 10 más cercanos del mapa",
                "Half of each text's 5 neighbours should be among the 10 nearest on the map",
            ),
        )

    def test_the_same_seed_gives_the_same_map(self):
        from explorer.layout import layout

        one, again, other = layout(rows(), 1), layout(rows(), 1), layout(rows(), 2)
        np.testing.assert_array_equal(one, again)
        self.assertFalse(
            np.allclose(one, other),
            both(
                "Con otra semilla el mapa debería empezar en otro lugar",
                "With another seed the map should begin elsewhere",
            ),
        )
