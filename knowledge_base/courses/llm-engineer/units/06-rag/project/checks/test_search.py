"""Milestone 2: search by words, by vectors and by both."""

import unittest
from unittest import mock

import numpy as np
from both_languages import both
from project_data import DAY, documents, glossary, questions


def index_of_documents():
    from docrag.chunking import split
    from docrag.documents import in_force
    from docrag.index import Index
    from docrag.search import Embedder

    index = Index(Embedder(glossary()))
    index.update([chunk for page in in_force(documents(), DAY) for chunk in split(page)])
    return index


def found(index, question, method="hybrid", k=5):
    return list(dict.fromkeys(chunk.document for chunk in index.search(question, k, method)))


class Words(unittest.TestCase):
    def test_codes_stay_whole(self):
        from docrag.search import tokenize

        self.assertIn(
            "e-240",
            list(tokenize("Error E-240: too large.")),
            both("El código E-240 debe ser una palabra entera", "The code E-240 should be one whole word"),
        )
        self.assertEqual(
            list(tokenize("RESTAURACIÓN del Volumen")),
            list(tokenize("restauracion del volumen")),
            both("Con y sin tildes debe dar lo mismo", "It should be the same with and without accents"),
        )

    def test_bm25_weighs_rarity_repetition_and_length(self):
        from docrag.search import Bm25

        model = Bm25(["disk full", "disk disk error", "copy ends second day late night backup"])
        scores = np.asarray(model.scores("disk"))
        self.assertTrue(scores[1] > scores[0] > scores[2] == 0, scores)
        self.assertLess(
            scores[1],
            1.5 * scores[0],
            both("La repetición debe saturarse", "Repetition should saturate"),
        )
        common = Bm25(["disk red", "disk blue", "disk green", "disk brown"])
        rare, shared = common.scores("red")[0], common.scores("disk")[0]
        self.assertTrue(
            rare > shared >= 0,
            both("Una palabra rara pesa más y ninguna resta", "A rare word weighs more and none subtracts")
            + f": {rare:.3f}, {shared:.3f}",
        )
        long = Bm25(["disk " + "word " * 30, "disk word"]).scores("disk")
        self.assertGreater(long[1], long[0], both("El texto corto debe ganar", "The short text should win"))
        self.assertFalse(np.any(np.asarray(model.scores("xyzzy"))))


class Vectors(unittest.TestCase):
    def test_vectors_have_length_one(self):
        from docrag.search import Embedder

        embed = Embedder(glossary())
        rows = embed(["restaurar un volumen", "the queue is full", ""])
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 0], atol=1e-6)
        np.testing.assert_allclose(
            embed(["the queue is full"])[0],
            rows[1],
            atol=1e-9,
            err_msg=both(
                "El vector de un texto no debe depender de los otros",
                "The vector of a text should not depend on the others",
            ),
        )

    def test_vectors_are_the_same_in_every_run(self):
        from docrag.search import Embedder

        texts = ["restaurar un volumen", "the queue is full"]
        rows = Embedder(glossary())(texts)

        def another(thing, known=hash):
            return known(f"another run {thing}" if isinstance(thing, str | bytes) else thing)

        with mock.patch("builtins.hash", another):
            again = Embedder(glossary())(texts)
        np.testing.assert_allclose(
            again,
            rows,
            atol=1e-9,
            err_msg=both(
                "hash() de un texto cambia de una corrida a otra: usa zlib.crc32 o hashlib",
                "hash() of a text changes from one run to the next: use zlib.crc32 or hashlib",
            ),
        )

    def test_translations_are_near(self):
        from docrag.search import Embedder

        pairs = [
            ("la cola guarda mensajes", "the queue keeps messages"),
            ("renovar un certificado", "renew a certificate"),
            ("respaldo nocturno del disco: copia", "nightly volume backup"),
            ("contraseña vencida: cambiar", "change the expired password"),
        ]
        embed = Embedder(glossary())
        similar = embed([one for one, _ in pairs]) @ embed([other for _, other in pairs]).T
        self.assertEqual(
            similar.argmax(axis=1).tolist(),
            [0, 1, 2, 3],
            both("La traducción debe ser la más cercana", "The translation should be the nearest"),
        )


class Fusion(unittest.TestCase):
    def test_fusion_by_hand(self):
        from docrag.search import rrf

        self.assertEqual(
            list(rrf([[0, 1, 2, 3], [4, 1, 5, 0]])),
            [1, 0, 4, 2, 5, 3],
            both(
                "1 es segundo en ambas listas (2/62) y gana a 0 (1/61 + 1/64)",
                "1 is second in both lists (2/62) and beats 0 (1/61 + 1/64)",
            ),
        )
        self.assertEqual(
            list(rrf([[0, 1], [2, 3, 1]], k=1)),
            [1, 0, 2, 3],
            both(
                "Con k = 1 y lugares desde 1, el 1 suma 1/3 + 1/4 y gana a 1/2",
                "With k = 1 and places from 1, item 1 adds 1/3 + 1/4 and beats 1/2",
            ),
        )
        self.assertEqual(list(rrf([[7, 3], []])), [7, 3])

    def test_codes_are_found_by_words(self):
        index = index_of_documents()
        for code in ("E-204", "E-424", "E-402"):
            self.assertEqual(found(index, code, "bm25")[:1], ["rio-errors"], code)
        self.assertIn("network-ports", found(index, "8443"))

    def test_paraphrases_are_found_by_vectors(self):
        index = index_of_documents()
        for question, gold in (
            ("renovar certificados", "certificates"),
            ("cola de mensajes: tamaño máximo", "rio-manual"),
            ("request limit per minute", "api-limits"),
        ):
            self.assertIn(gold, found(index, question, "vectors"), question)

    def test_hybrid_search_finds_the_documents(self):
        index = index_of_documents()
        for split in ("development", "test"):
            rows = [row for row in questions(split) if row["gold"]]
            hits = 0.0
            for row in rows:
                gold = {item["document"] for item in row["gold"]}
                hits += len(gold & set(found(index, row["question"]))) / len(gold)
            self.assertGreaterEqual(
                hits / len(rows),
                0.7,
                both(f"recall@5 en {split} debe llegar a 0.7", f"recall@5 on {split} should reach 0.7"),
            )
