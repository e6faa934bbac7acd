"""Milestone 4: an index that follows the documents."""

import dataclasses
import unittest

from both_languages import both
from project_data import DAY, document, documents, glossary, new_rag, questions


class Counted:
    """An embedder that notes what it was given."""

    def __init__(self):
        from docrag.search import Embedder

        self._embed, self.texts = Embedder(glossary()), []

    def __call__(self, texts):
        self.texts += list(texts)
        return self._embed(texts)


def chunks_of(pages):
    from docrag.chunking import split

    return [chunk for page in pages for chunk in split(page, 200)]


def current():
    from docrag.documents import in_force

    return in_force(documents(), DAY)


def filled(pages):
    from docrag.index import Index

    embed = Counted()
    index = Index(embed)
    return index, embed, index.update(chunks_of(pages))


def changed(pages, name, old, new):
    return [
        dataclasses.replace(page, text=page.text.replace(old, new)) if page.id == name else page
        for page in pages
    ]


class Updates(unittest.TestCase):
    def test_the_same_documents_embed_nothing(self):
        index, embed, first = filled(current())
        self.assertEqual(first, (len(embed.texts), 0))
        self.assertGreaterEqual(len(embed.texts), 40)
        embed.texts.clear()
        self.assertEqual(tuple(index.update(chunks_of(current()))), (0, 0))
        self.assertEqual(
            embed.texts, [], both("Nada cambió y se volvió a codificar", "Nothing changed, yet it embedded")
        )

    def test_a_changed_sentence_embeds_its_chunk(self):
        index, embed, _ = filled(current())
        embed.texts.clear()
        pages = changed(current(), "log-retention", "400 days", "500 days")
        self.assertEqual(
            tuple(index.update(chunks_of(pages))),
            (1, 1),
            both(
                "Cambió un fragmento: se codifica 1 y se quita 1",
                "One chunk changed: 1 embedded and 1 removed",
            ),
        )
        self.assertEqual(len(embed.texts), 1)
        self.assertIn("500 days", " ".join(chunk.text for chunk in index.search("audit logs days", 5)))
        self.assertNotIn(
            "400 days", " ".join(chunk.text for chunk in index.search("audit logs 400 days", 50))
        )

    def test_moved_chunks_are_not_embedded_and_keep_right_offsets(self):
        index, embed, _ = filled(current())
        embed.texts.clear()
        pages = changed(current(), "rio-errors", "# Río error codes\n", "\n\n\n\n# Río error codes\n")
        self.assertEqual(tuple(index.update(chunks_of(pages))), (0, 0))
        self.assertEqual(embed.texts, [])
        texts = {page.id: page.text for page in pages}
        for chunk in index.search("E-402 credit", 5):
            self.assertEqual(
                texts[chunk.document][chunk.start : chunk.end],
                chunk.text,
                both(
                    "El texto es el mismo y está en otro lugar: las posiciones deben ser las nuevas",
                    "The text is the same in another place: the offsets should be the new ones",
                ),
            )

    def test_removed_documents_are_not_found(self):
        index, _, _ = filled(current())
        gone = len(chunks_of([page for page in current() if page.id == "support"]))
        pages = [page for page in current() if page.id != "support"]
        self.assertEqual(tuple(index.update(chunks_of(pages))), (0, gone))
        for method in ("bm25", "vectors", "hybrid"):
            self.assertNotIn(
                "support", {chunk.document for chunk in index.search("soporte Premium idiomas", 60, method)}
            )

    def test_an_updated_index_equals_a_new_one(self):
        one = changed(current(), "rio-manual", "for 4 days", "for 6 days")[3:]
        index, _, _ = filled(current())
        index.update(chunks_of(one))
        new, _, _ = filled(one)
        same = total = 0
        for row in questions():
            expected = set(new.search(row["question"], 5))
            same, total = same + len(expected & set(index.search(row["question"], 5))), total + len(expected)
        self.assertGreaterEqual(
            same,
            0.95 * total,  # equal scores may come in another order
            both(
                "El índice actualizado y uno nuevo deben encontrar los mismos fragmentos",
                "The updated index and a new one should find the same chunks",
            ),
        )

    def test_answers_follow_the_documents(self):
        rag = new_rag()
        question = "¿Cuántas copias nocturnas conserva Cofre?"
        page = next(page for page in documents() if page.id == "cofre-manual-2-10")
        newer = dataclasses.replace(
            page,
            id="cofre-manual-2-11",
            version="2.11",
            date="2026-06-01",
            text=page.text.replace("últimas 14 copias", "últimas 21 copias"),
        )
        embedded, removed = rag.update([*documents(), newer])
        self.assertLessEqual(max(embedded, removed), 5)
        claims = rag.answer(question).claims
        self.assertTrue(claims and all("14 copias" not in claim.quote for claim in claims), str(claims))
        self.assertIn("21 copias", claims[0].quote)
        self.assertEqual(claims[0].document, "cofre-manual-2-11")
        rag.update(documents())
        self.assertIn("14 copias", rag.answer(question).claims[0].quote)

    def test_an_empty_index_finds_nothing(self):
        index, _, _ = filled([document("# Page\n\nOne sentence about disks.\n")])
        index.update([])
        self.assertEqual(list(index.search("disks")), [])
        self.assertTrue(new_rag(pages=[]).answer("¿Cuántas copias?").abstains)
