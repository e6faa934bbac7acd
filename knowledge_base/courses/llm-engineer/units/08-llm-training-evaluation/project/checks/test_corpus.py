"""Milestones 1 and 2: the corpus and the tokenizer."""

import tempfile
import unicodedata
import unittest
from pathlib import Path

from both_languages import both
from shared import DATA, curated, documents, parts

TALE = "The old boat sleeps near the pier and nobody in the whole town of Brisa knows whose it is"


def made(text: str, licence: str = "CC0 1.0", language: str = "en") -> dict[str, str]:
    """A document."""
    return {"id": "x", "source": "y", "licence": licence, "language": language, "text": text}


class Tidy(unittest.TestCase):
    def test_menus_go_and_letters_have_one_form(self):
        from minigpt.corpus import tidy

        text = "Inicio | Noticias | Contacto\nLa niña\nA | B\nHome | News | More"
        self.assertEqual(tidy(unicodedata.normalize("NFD", text)), "La niña\nA | B")

    def test_addresses_are_replaced(self):
        from minigpt.corpus import tidy

        self.assertEqual(
            tidy("Write to ana.m@brisa.example.\nCall +34 555 123 456. Day 12: 53 sacks of 120."),
            "Write to [email].\nCall [phone]. Day 12: 53 sacks of 120.",
        )

    def test_documents_are_read(self):
        from minigpt.corpus import read_documents

        self.assertEqual(list(read_documents(DATA / "corpus.jsonl")), list(documents()))


class Curation(unittest.TestCase):
    def test_similarity_by_hand(self):
        from minigpt.corpus import similarity

        self.assertAlmostEqual(similarity("uno dos tres cuatro cinco", "Uno, dos tres cuatro seis."), 2 / 4)
        self.assertEqual(similarity("uno", "dos"), 0)

    def test_each_document_goes_for_its_first_reason(self):
        from minigpt.corpus import curate

        given = [
            made(TALE), made("short", licence="unknown"), made("short"), made(TALE, licence=""),
            made(TALE.upper() + "!"), made(TALE.replace("pier", "quay")),
            made("Home | News | Contact | More and more and more and more and more\nshort"),
        ]  # fmt: skip
        kept, dropped = curate(given)
        self.assertEqual([each["text"] for each in kept], [TALE])
        self.assertEqual(dict(dropped), {"licence": 2, "short": 2, "copy": 2})

    def test_a_document_without_licence_does_not_push_out_a_copy(self):
        from minigpt.corpus import curate

        kept, _ = curate([made(TALE, licence="unknown"), made(TALE)])
        self.assertEqual(
            len(kept),
            1,
            both("Solo cuentan como originales los documentos que se quedan",
                 "Only documents that stay count as originals"),
        )  # fmt: skip

    def test_the_collection_is_curated(self):
        kept, dropped = curated()
        self.assertEqual(dict(dropped), {"licence": 40, "short": 18, "copy": 75})
        self.assertEqual(len(kept), 440)
        whole = "\n".join(each["text"] for each in kept)
        for piece in ("cookies", "@", "+34"):
            self.assertNotIn(piece, whole)
        self.assertEqual(whole, unicodedata.normalize("NFC", whole))

    def test_the_split_is_fair_and_whole(self):
        from minigpt.corpus import split

        kept = curated()[0]
        found = split(kept, 0)
        self.assertEqual(
            sorted(each["id"] for part in found for each in part), sorted(each["id"] for each in kept)
        )
        for part, share in zip(found, (0.8, 0.1, 0.1), strict=True):
            for language in ("es", "en"):
                whole = sum(each["language"] == language for each in kept)
                here = sum(each["language"] == language for each in part)
                self.assertAlmostEqual(here / whole, share, delta=0.02, msg=language)
        ids = [[each["id"] for each in split(kept, seed)[2]] for seed in (0, 0, 1)]
        self.assertEqual(ids[0], ids[1])
        self.assertNotEqual(set(ids[0]), set(ids[2]))

    def test_leaks_by_hand(self):
        from minigpt.corpus import leaked

        train = ["uno dos tres cuatro", "cinco seis siete ocho"]
        self.assertAlmostEqual(leaked("Dos, tres cuatro cinco seis siete", train, 3), 2 / 4)
        self.assertAlmostEqual(leaked("uno dos cinco seis", train, 3), 0)
        self.assertEqual(leaked("uno dos", train, 3), 0)


class Ids(unittest.TestCase):
    def test_every_text_comes_back(self):
        from minigpt.tokenizer import Tokenizer

        tokenizer = Tokenizer(parts()[0][:40], 400)
        for text in ("La niña pintó un farol.", " two  blanks\n\nand lines ", "日本 ☃ 🚢", "", "—¿Sí? —“No”"):
            ids = tokenizer.encode(text)
            self.assertEqual(tokenizer.decode(ids), text)
            self.assertTrue(all(0 <= each < tokenizer.size for each in ids))
        self.assertLessEqual(tokenizer.size, 400)

    def test_no_text_can_write_the_end_of_a_document(self):
        from minigpt.tokenizer import Tokenizer

        tokenizer = Tokenizer(parts()[0][:40], 400)
        for text in ("<eos>", "<|endoftext|>", "</s>", "[EOS]", "<end>"):
            ids = tokenizer.encode(f"a {text} b")
            self.assertNotIn(
                tokenizer.eos, ids, both(f"{text} terminó el documento", f"{text} ended the document")
            )
            self.assertEqual(tokenizer.decode(ids), f"a {text} b")
        self.assertTrue(0 <= tokenizer.eos < tokenizer.size)
        self.assertEqual(
            tokenizer.decode([*tokenizer.encode("a"), tokenizer.eos, *tokenizer.encode("b")]), "ab"
        )

    def test_merges_are_learned(self):
        from minigpt.tokenizer import Tokenizer

        train, _, test = parts()
        small, large = Tokenizer(train, 300), Tokenizer(train, 1000)
        text = " ".join(test)
        self.assertAlmostEqual(large.fertility(text), len(large.encode(text)) / len(text.split()))
        self.assertLess(
            large.fertility(text),
            2.2,
            both(
                "Con 1000 ids, la fertilidad debería bajar de 2.2",
                "With 1000 ids, fertility should be below 2.2",
            ),
        )
        self.assertLess(large.fertility(text), small.fertility(text))

    def test_a_saved_tokenizer_encodes_the_same(self):
        from minigpt.tokenizer import Tokenizer

        tokenizer = Tokenizer(parts()[0][:40], 400)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tokenizer.json"
            tokenizer.save(path)
            loaded = Tokenizer.load(path)
        text = parts()[2][0]
        self.assertEqual(loaded.encode(text), tokenizer.encode(text))
        self.assertEqual((loaded.eos, loaded.size), (tokenizer.eos, tokenizer.size))

    def test_documents_are_joined(self):
        from minigpt.tokenizer import Tokenizer, joined

        tokenizer = Tokenizer(parts()[0][:40], 400)
        end, one, two = tokenizer.eos, tokenizer.encode("uno"), tokenizer.encode("dos")
        self.assertEqual(joined(tokenizer, ["uno", "dos"]), [end, *one, end, *two, end])
