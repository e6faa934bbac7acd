"""Milestone 1: words and TF-IDF."""

import unicodedata
import unittest

import numpy as np
from both_languages import both
from project_data import texts

SMALL = ["el gato duerme", "el perro duerme", "el banco cobra una comisión"]


class Tokens(unittest.TestCase):
    def test_tokens_ignore_case_and_punctuation(self):
        from explorer.tokens import tokenize

        self.assertEqual(
            list(tokenize("¿El NIÑO comió? ¡Sí, dos-veces!")),
            ["el", "niño", "comió", "sí", "dos", "veces"],
            both(
                "tokenize debe dar las palabras en minúsculas y en orden, sin signos y con sus tildes",
                "tokenize should give the words in lower case and in order, without marks, with accents",
            ),
        )

    def test_both_unicode_forms_are_one_word(self):
        from explorer.tokens import tokenize

        composed = unicodedata.normalize("NFC", "Mañana sube la comisión")
        self.assertEqual(
            list(tokenize(unicodedata.normalize("NFD", composed))),
            list(tokenize(composed)),
            both(
                "El mismo texto en forma descompuesta (NFD) debe dar las mismas palabras",
                "The same text in decomposed form (NFD) should give the same words",
            ),
        )


class TfIdfRows(unittest.TestCase):
    def test_tfidf_rows_have_length_one(self):
        from explorer.tfidf import TfIdf

        all_texts = [row["text"] for row in texts()]
        model = TfIdf(all_texts)
        rows = model.transform(all_texts)
        self.assertEqual(rows.shape, (len(all_texts), len(model.terms)))
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-9)

    def test_rare_terms_weigh_more(self):
        from explorer.tfidf import TfIdf

        model = TfIdf(SMALL)
        terms = list(model.terms)
        row = model.transform(["el perro duerme"])[0]
        el, duerme, perro = (row[terms.index(word)] for word in ("el", "duerme", "perro"))
        self.assertTrue(
            perro > duerme > el,
            both(
                "«perro» está en 1 texto, «duerme» en 2 y «el» en 3: sus pesos deberían ir en ese orden",
                "'perro' is in 1 text, 'duerme' in 2 and 'el' in 3: their weights should be in that order",
            )
            + f": {perro:.3f}, {duerme:.3f}, {el:.3f}",
        )

    def test_a_repeated_term_weighs_more(self):
        from explorer.tfidf import TfIdf

        model = TfIdf(SMALL)
        terms = list(model.terms)
        once, twice = model.transform(["gato perro", "gato gato perro"])
        self.assertGreater(
            twice[terms.index("gato")],
            once[terms.index("gato")],
            both(
                "«gato» debería pesar más en un texto que lo dice 2 veces",
                "'gato' should weigh more in a text that says it 2 times",
            ),
        )

    def test_unknown_words_give_a_zero_row(self):
        from explorer.tfidf import TfIdf

        rows = TfIdf(SMALL).transform(["xyz qwerty", ""])
        self.assertTrue(
            np.isfinite(rows).all() and not rows.any(),
            both(
                "Un texto sin palabras conocidas debe dar una fila de ceros, sin NaN",
                "A text without known words should give a row of zeros, without NaN",
            ),
        )
