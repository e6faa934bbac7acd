"""Milestone 1: documents, versions and chunks."""

import re
import unittest

from both_languages import both
from project_data import DATA, DAY, document, documents

MARK = re.compile(r"^\s*(?:#+ .*|[-*](?= )|\d+\.(?= ))", re.M)
PAGE = """Before the first heading there is one sentence.

# Upgrade

Version 2.1 needs 4.5 GB of disk. Does it run on Río 4.2? Yes, since build 3.14.159 it does. The rest:

- Stop the service
- Wait 2.5 minutes

## Commands

```
# this line is no heading
copy --all

copy --check
```

## Ports

| service | port |
|---|---|
| agent | 8443 |
| broker | 5679 |

## End

The last sentence has no full stop
"""


class Documents(unittest.TestCase):
    def test_documents_are_read(self):
        found = {page.id: page for page in documents()}
        self.assertEqual(len(found), len(list((DATA / "docs").glob("*.md"))))
        page = found["cofre-manual-2-10"]
        self.assertEqual(
            (page.topic, page.version, page.date, page.language, page.title),
            ("cofre-manual", "2.10", "2026-01-15", "es", "Manual de Cofre"),
        )
        self.assertTrue(
            page.text.startswith("# Manual de Cofre\n") and page.text.endswith("90 días\n"),
            both(
                "text debe ser todo lo que sigue a la línea que cierra el encabezado",
                "text should be all that follows the line that closes the header",
            ),
        )

    def test_the_version_in_force_is_kept(self):
        from docrag.documents import in_force

        pages = documents()

        def ids(day):
            return {page.id for page in in_force(pages, day)}

        now = ids(DAY)
        self.assertEqual(
            now,
            {page.id for page in pages} - {"cofre-manual-2-9", "api-auth-1", "passwords-2026"},
            both(
                "El 2026-06-30 no rigen Cofre 2.9, la autenticación 1 ni la política de septiembre",
                "On 2026-06-30 Cofre 2.9, authentication 1 and the policy of September are not in force",
            ),
        )
        self.assertEqual(ids("2024-12-31"), {"api-auth-1"})
        self.assertTrue({"passwords-2026"} <= ids("2026-09-01") and "passwords-2025" not in ids("2026-09-01"))
        self.assertEqual({page.id for page in in_force(pages[::-1], DAY)}, now)


class Chunks(unittest.TestCase):
    def chunks(self, limit=400):
        from docrag.chunking import split

        return split(document(PAGE), limit)

    def whole(self, text, limit):
        return any(text in chunk.text for chunk in self.chunks(limit))

    def test_chunks_are_their_spans(self):
        from docrag.chunking import split

        for page in [*documents(), document(PAGE)]:
            for limit in (80, 400):
                chunks = split(page, limit)
                self.assertTrue(chunks)
                for chunk in chunks:
                    self.assertEqual(
                        (chunk.document, chunk.text),
                        (page.id, page.text[chunk.start : chunk.end]),
                        both(
                            f"Un fragmento de {page.id} no es el texto entre sus posiciones",
                            f"A chunk of {page.id} is not the text between its offsets",
                        ),
                    )
                starts = [chunk.start for chunk in chunks]
                self.assertEqual(starts, sorted(starts))

    def test_no_text_is_lost(self):
        from docrag.chunking import split

        for page in [*documents(), document(PAGE)]:
            for limit in (80, 400):
                kept = {i for chunk in split(page, limit) for i in range(chunk.start, chunk.end)}
                kept |= {i for mark in MARK.finditer(page.text) for i in range(*mark.span())}
                rest = "".join(" " if i in kept else letter for i, letter in enumerate(page.text)).split()
                self.assertEqual(
                    rest,
                    [],
                    both(
                        f"Con el límite {limit}, ningún fragmento de {page.id} tiene estas palabras",
                        f"With the limit {limit}, no chunk of {page.id} has these words",
                    ),
                )

    def test_sentences_stay_whole(self):
        for sentence in (
            "Before the first heading there is one sentence.",
            "Version 2.1 needs 4.5 GB of disk.",
            "Does it run on Río 4.2?",
            "Yes, since build 3.14.159 it does.",
            "Stop the service",
            "Wait 2.5 minutes",
            "The last sentence has no full stop",
        ):
            for limit in (60, 120):
                self.assertTrue(
                    self.whole(sentence, limit),
                    both(
                        f"Con el límite {limit}, esta oración no está entera en ningún fragmento: {sentence}",
                        f"With the limit {limit}, this sentence is whole in no chunk: {sentence}",
                    ),
                )

    def test_code_and_tables_stay_whole(self):
        code = "# this line is no heading\ncopy --all\n\ncopy --check"
        table = "| service | port |\n|---|---|\n| agent | 8443 |\n| broker | 5679 |"
        for limit in (30, 400):
            self.assertTrue(
                self.whole(code, limit), both("El bloque de código se partió", "The code block was cut")
            )
            self.assertTrue(self.whole(table, limit), both("La tabla se partió", "The table was cut"))

    def test_chunks_keep_to_their_section(self):
        chunks = self.chunks(10000)
        expected = {
            "Version 2.1": "Upgrade",
            "copy --check": "Commands",
            "broker": "Ports",
            "The last": "End",
        }
        for words, heading in expected.items():
            chunk = next(chunk for chunk in chunks if words in chunk.text)
            self.assertIn(
                heading,
                chunk.heading,
                both(
                    f"El fragmento con «{words}» debe llevar el encabezado de su sección",
                    f"The chunk with '{words}' should carry the heading of its section",
                ),
            )
            self.assertIn(
                "Page",
                chunk.heading,
                both("Falta el título del documento", "The document's title is missing"),
            )
            others = [other for other in expected if other != words]
            self.assertFalse(
                any(other in chunk.text for other in others),
                both("Un fragmento mezcla dos secciones", "A chunk mixes two sections"),
            )

    def test_the_limit_is_kept(self):
        from docrag.chunking import split

        text = "# Long\n\n" + " ".join(f"Sentence number {i} says little." for i in range(60))
        for limit in (100, 300):
            sizes = [len(chunk.text) for chunk in split(document(text), limit)]
            self.assertLessEqual(max(sizes), limit)
            self.assertLess(
                len(sizes),
                4 * len(text) / limit,
                both(
                    "Hay muchos más fragmentos que los necesarios", "There are many more chunks than needed"
                ),
            )
