"""Milestone 3: neighbours, reasons and the command line."""

import contextlib
import io
import random
import time
import unittest

import numpy as np
from both_languages import both
from project_data import averages, texts


def run(*arguments: str) -> list[list[str]]:
    """What the command line prints, as fields of lines."""
    from explorer.command import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main(list(arguments))
    assert code in (0, None), f"main({list(arguments)}) returned {code!r}"
    return [line.split("\t") for line in printed.getvalue().splitlines() if line.strip()]


class Nearest(unittest.TestCase):
    def test_a_text_is_its_own_nearest(self):
        from explorer.search import nearest
        from explorer.tfidf import TfIdf

        collection = [row["text"] for row in texts()]
        rows = TfIdf(collection).transform(collection)
        for number in (0, 17, 119):
            index, similarity = nearest(rows[number], rows, 1)[0]
            self.assertEqual(
                index,
                number,
                both(
                    "El más cercano de un texto debe ser él mismo",
                    "The nearest of a text should be the text itself",
                ),
            )
            self.assertAlmostEqual(similarity, 1.0, places=9)

    def test_neighbours_come_best_first(self):
        from explorer.search import nearest

        rows = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0], [-1.0, 0.0], [0.8, 0.6]])
        found = nearest(np.array([1.0, 0.0]), rows, 3)
        self.assertEqual([index for index, _ in found], [0, 4, 1])
        np.testing.assert_allclose([similarity for _, similarity in found], [1.0, 0.8, 0.6])
        self.assertEqual(len(nearest(np.array([1.0, 0.0]), rows, 50)), 5)

    def test_an_unknown_query_has_no_neighbours(self):
        from explorer.search import nearest

        self.assertEqual(
            list(nearest(np.zeros(2), np.eye(2), 2)),
            [],
            both(
                "Una consulta de ceros no se parece a nada: la lista debe estar vacía",
                "A query of zeros is like nothing: the list should be empty",
            ),
        )

    def test_a_thousand_texts_within_a_second(self):
        from explorer.search import nearest
        from explorer.tfidf import TfIdf

        draw = random.Random(7)
        words = sorted({word for row in texts() for word in row["text"].split()})
        collection = [" ".join(draw.sample(words, 8)) for _ in range(1000)]
        tfidf, average = TfIdf(collection), averages()
        prepared = [(model, model.transform(collection)) for model in (tfidf, average)]
        started = time.perf_counter()
        for model, rows in prepared:
            nearest(model.transform(["the bank charged me a fee"])[0], rows, 5)
        self.assertLess(
            time.perf_counter() - started,
            1.0,
            both(
                "Con 1000 textos preparados, una consulta con los dos métodos debe tardar menos de 1 s",
                "With 1000 texts prepared, a query with both methods should take less than 1 s",
            ),
        )


class Reasons(unittest.TestCase):
    def test_shared_terms_add_up_to_the_similarity(self):
        from explorer.search import shared_terms
        from explorer.tfidf import TfIdf

        model = TfIdf([row["text"] for row in texts()])
        one, other = "The bank charged me a fee.", "Pay the fee at the bank"
        left, right = model.transform([one, other])
        terms = shared_terms(model, one, other, 10)
        self.assertEqual(
            {term for term, _ in terms},
            {"the", "bank", "fee"},
            both(
                "Van solo los términos que están en los dos textos", "Only terms of both texts belong there"
            ),
        )
        self.assertAlmostEqual(
            sum(share for _, share in terms),
            float(left @ right),
            places=9,
            msg=both("Las partes deben sumar el coseno", "The shares should add up to the cosine"),
        )
        shares = [share for _, share in terms]
        self.assertEqual(shares, sorted(shares, reverse=True))
        self.assertEqual(
            terms[-1][0],
            "the",
            both("«the» es común: debe ser lo que menos pesa", "'the' is common: it should weigh least"),
        )


class CommandLine(unittest.TestCase):
    def test_the_command_line_shows_neighbours(self):
        lines = run("--query", "Snails ate my lettuces", "--method", "tfidf", "--top", "3")
        self.assertEqual([line[0] for line in lines], ["tfidf"] * 3)
        self.assertEqual(lines[0][3], "Snails ate the lettuces.")
        similarities = [float(line[1]) for line in lines]
        self.assertEqual(similarities, sorted(similarities, reverse=True))
        for word in ("snails", "lettuces"):
            self.assertIn(
                word,
                lines[0][4],
                both(
                    "El último campo dice los términos que más pesaron",
                    "The last field has the terms that weighed most",
                ),
            )

    def test_the_command_line_shows_both_methods(self):
        lines = run("--query", "me duele la cabeza", "--method", "both", "--top", "2")
        self.assertEqual([line[0] for line in lines], ["tfidf", "tfidf", "average", "average"])
        self.assertIn("duele la cabeza", lines[2][3])

    def test_a_query_without_known_words_is_no_error(self):
        lines = run("--query", "xyzzy", "--method", "tfidf")
        self.assertFalse(
            any(len(line) > 3 for line in lines),
            both(
                "Para una consulta sin palabras conocidas no debe haber vecinos",
                "For a query without known words there should be no neighbours",
            ),
        )
