"""Milestone 4: agreement with judgements."""

import math
import unittest
from pathlib import Path

import numpy as np
from both_languages import both
from project_data import DATA, averages, pairs, texts
from test_search import run

OWN = Path(__file__).resolve().parents[1] / "judgements.csv"


class Correlation(unittest.TestCase):
    def test_equal_values_share_their_rank(self):
        from explorer.evaluate import ranks

        np.testing.assert_allclose(ranks([10, 30, 20, 20]), [1, 4, 2.5, 2.5])
        np.testing.assert_allclose(ranks([5, 5, 5]), [2, 2, 2])

    def test_spearman_by_hand(self):
        from explorer.evaluate import spearman

        self.assertAlmostEqual(spearman([1, 2, 3, 4], [1, 8, 27, 64]), 1.0)
        self.assertAlmostEqual(spearman([1, 2, 3, 4], [9, 7, 5, 1]), -1.0)
        # ranks 1 2 3 4 and 1.5 1.5 3 4: by hand 4.5 / sqrt(5 * 4.5)
        self.assertAlmostEqual(spearman([1, 2, 3, 4], [0, 0, 1, 2]), 4.5 / math.sqrt(22.5))

    def test_a_constant_side_has_no_correlation(self):
        from explorer.evaluate import spearman

        self.assertTrue(
            math.isnan(spearman([1, 2, 3], [4, 4, 4])),
            both(
                "Si un lado no varía, la correlación no está definida: nan",
                "Where one side does not vary the correlation is undefined: nan",
            ),
        )


class Evaluation(unittest.TestCase):
    def setUp(self):
        self.collection = texts()
        self.ids = [row["id"] for row in self.collection]
        self.language = {row["id"]: row["language"] for row in self.collection}

    def test_averages_agree_with_the_judgements(self):
        from explorer.evaluate import evaluate

        rows = averages().transform([row["text"] for row in self.collection])
        self.assertGreaterEqual(
            evaluate(self.ids, rows, pairs()),
            0.55,
            both(
                "Los promedios deberían llegar a 0.55 sobre los 100 pares",
                "The averages should reach 0.55 over the 100 pairs",
            ),
        )

    def test_tfidf_agrees_within_a_language(self):
        from explorer.evaluate import evaluate
        from explorer.tfidf import TfIdf

        collection = [row["text"] for row in self.collection]
        same = [pair for pair in pairs() if self.language[pair[0]] == self.language[pair[1]]]
        value = evaluate(self.ids, TfIdf(collection).transform(collection), same)
        self.assertGreaterEqual(
            value,
            0.25,
            both(
                "Dentro de un mismo idioma, TF-IDF debería llegar a 0.25",
                "Within one language TF-IDF should reach 0.25",
            ),
        )

    def test_pairs_are_read(self):
        from explorer.evaluate import read_pairs

        self.assertEqual([tuple(pair) for pair in read_pairs(DATA / "pairs.csv")], pairs())

    def test_the_command_line_evaluates_both(self):
        lines = run("--evaluate", "--method", "both")
        values = {line[0]: float(line[1]) for line in lines}
        self.assertEqual(set(values), {"tfidf", "average"})
        self.assertGreater(values["average"], values["tfidf"])


class OwnJudgements(unittest.TestCase):
    def test_there_are_judgements_of_your_own(self):
        known = {row["id"] for row in texts()}
        ours = {frozenset(pair[:2]) for pair in pairs()}
        mine = pairs(OWN)
        new = {frozenset(pair[:2]) for pair in mine} - ours
        strange = [(a, b) for a, b, _ in mine if a == b or not {a, b} <= known]
        self.assertEqual(
            strange,
            [],
            both("Cada par une dos textos de texts.csv", "Each pair joins two texts of texts.csv"),
        )
        self.assertTrue(
            all(0 <= score <= 4 for _, _, score in mine),
            both("Los puntajes van de 0 a 4", "Scores go from 0 to 4"),
        )
        self.assertGreaterEqual(
            len(new),
            20,
            both(
                "judgements.csv necesita al menos 20 pares tuyos que no estén en pairs.csv",
                "judgements.csv needs at least 20 pairs of yours that are not in pairs.csv",
            ),
        )
        self.assertGreaterEqual(
            len({score for _, _, score in mine}),
            3,
            both("Usa al menos 3 puntajes distintos", "Use at least 3 different scores"),
        )
