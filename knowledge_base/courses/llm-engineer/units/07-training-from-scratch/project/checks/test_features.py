"""Milestone 3: from rows and texts to numbers."""

import csv
import unittest
from pathlib import Path

import numpy as np
from both_languages import both

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of the data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Split(unittest.TestCase):
    def test_the_split_keeps_the_share_of_each_class(self):
        from mlp.features import stratified_split

        labels = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], [800, 160, 40]))
        train, valid = stratified_split(labels, 0.2, seed=1)
        self.assertEqual(np.bincount(labels[valid]).tolist(), [160, 32, 8])
        self.assertEqual(sorted([*train, *valid]), list(range(1000)))
        again = stratified_split(labels, 0.2, seed=1)[1]
        other = stratified_split(labels, 0.2, seed=2)[1]
        self.assertEqual(sorted(valid), sorted(again))
        self.assertNotEqual(sorted(valid), sorted(other))


class Table(unittest.TestCase):
    def setUp(self):
        self.train, self.test = rows("deliveries_train.csv"), rows("deliveries_test.csv")

    def test_missing_values_and_new_carriers_are_no_error(self):
        from mlp.features import TableFeatures

        x = TableFeatures(self.train).transform(self.test)
        self.assertEqual(len(x), len(self.test))
        self.assertTrue(np.isfinite(x).all(), both("Hay NaN o infinitos", "There are NaN or infinities"))

    def test_numbers_share_a_scale(self):
        from mlp.features import TableFeatures

        x = TableFeatures(self.train).transform(self.train)
        self.assertLess(
            float(np.abs(x).max()),
            30.0,
            both(
                "Una columna llega mucho más lejos que las demás: falta ponerlas en una misma escala",
                "One column reaches much farther than the others: they need a common scale",
            ),
        )

    def test_a_row_does_not_depend_on_its_neighbours(self):
        from mlp.features import TableFeatures

        features = TableFeatures(self.train)
        np.testing.assert_allclose(
            features.transform(self.test)[5],
            features.transform(self.test[5:6])[0],
            err_msg=both(
                "Las escalas se aprenden del entrenamiento, no de las filas que se transforman",
                "Scales are learned from training, not from the rows that are transformed",
            ),
        )

    def test_what_is_known_only_afterwards_is_not_used(self):
        from mlp.features import TableFeatures

        without = [{**row, "refund": ""} for row in self.train]
        np.testing.assert_allclose(
            TableFeatures(self.train).transform(self.train[:50]),
            TableFeatures(without).transform(without[:50]),
            err_msg=both(
                "Las características cambian con una columna que nadie conoce al predecir",
                "The features change with a column that nobody knows when predicting",
            ),
        )

    def test_every_other_column_counts(self):
        from mlp.features import TableFeatures

        features, base = TableFeatures(self.train), dict(self.train[0])
        changes = {"distance_km": "700", "weight_kg": "1.11", "stops": "9", "hour": "7", "weather": "snow"}
        for name, value in changes.items():
            moved = features.transform([base, {**base, name: value}])
            self.assertFalse(
                np.allclose(moved[0], moved[1]),
                both(f"Las características no cambian con {name}", f"The features do not change with {name}"),
            )


class Texts(unittest.TestCase):
    def test_texts_become_rows_and_new_words_are_no_error(self):
        from mlp.features import TextFeatures

        features = TextFeatures([row["text"] for row in rows("messages_train.csv")])
        x = features.transform(["¿Dónde está mi pedido?", "where is my parcel", "", "zzzz qqqq"])
        self.assertEqual(len(x), 4)
        self.assertTrue(np.isfinite(x).all(), both("Hay NaN o infinitos", "There are NaN or infinities"))
        self.assertFalse(np.allclose(x[0], x[1]))
