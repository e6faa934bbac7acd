"""Milestone 2: averages of word vectors."""

import unittest

import numpy as np
from both_languages import both
from project_data import DATA, averages, pairs, texts


class WordVectors(unittest.TestCase):
    def test_vectors_are_read(self):
        from explorer.vectors import load_vectors

        words, matrix = load_vectors(DATA / "vectors.txt")
        first = (DATA / "vectors.txt").read_text(encoding="utf-8").split("\n", 1)[0].split(" ")
        self.assertEqual(np.asarray(matrix).shape, (898, 64))
        self.assertEqual((len(words), words[0]), (898, first[0]))
        np.testing.assert_allclose(matrix[0], [float(value) for value in first[1:]])


class AverageRows(unittest.TestCase):
    def test_averages_have_length_one(self):
        rows = averages().transform([row["text"] for row in texts()])
        self.assertEqual(rows.shape, (120, 64))
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-9)

    def test_word_order_does_not_matter(self):
        one, other = averages().transform(["the bank charged a fee", "a fee charged the bank"])
        np.testing.assert_allclose(one, other, atol=1e-9)

    def test_uncovered_text_is_zero_without_nan(self):
        rows = averages().transform(["xyzzy qwertz", ""])
        self.assertTrue(
            np.isfinite(rows).all() and not rows.any(),
            both(
                "Un texto sin ningún vector debe dar ceros, sin NaN ni error",
                "A text without any vector should give zeros, with neither NaN nor an error",
            ),
        )

    def test_new_words_count(self):
        near, far, query = averages().transform(["perro", "impuesto", "gato"])
        self.assertGreater(
            near @ query,
            far @ query,
            both(
                "«perro» debería quedar más cerca de «gato» que «impuesto», aunque ningún texto los nombre",
                "'perro' should be closer to 'gato' than 'impuesto', though no text names them",
            ),
        )

    def test_translations_are_near(self):
        rows, collection = averages().transform([row["text"] for row in texts()]), texts()
        place = {row["id"]: number for number, row in enumerate(collection)}
        hits = 0
        translations = [(a, b) for a, b, score in pairs() if score == 4]
        for a, b in translations:
            language = collection[place[b]]["language"]
            others = [n for n, row in enumerate(collection) if row["language"] == language]
            best = sorted(others, key=lambda n: -rows[n] @ rows[place[a]])[:5]
            hits += place[b] in best
        self.assertGreaterEqual(
            hits,
            15,
            both(
                "De 20 traducciones, al menos 15 deberían estar entre los 5 textos más cercanos de su idioma",
                "Of 20 translations, at least 15 should be among the 5 nearest texts of their language",
            ),
        )
