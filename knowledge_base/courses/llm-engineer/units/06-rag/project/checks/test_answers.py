"""Milestone 3: answers with checked quotes."""

import unittest

from both_languages import both
from project_data import answers, covers, document, documents, new_rag, plain, questions

PAGE = """# Copies

The nightly copy starts at 02:00.
It keeps the last 14 copies. Copies are not encrypted. Stop the service before a restore.
"""


def holds(sentence, quote, page="page"):
    from docrag.answers import verify
    from docrag.records import Claim

    return bool(
        verify(
            Claim(sentence, page, quote), [document(PAGE), document("# Other\n\nNothing here.\n", "other")]
        )
    )


class Quotes(unittest.TestCase):
    def test_quotes_in_the_document_hold(self):
        for sentence, quote in (
            ("The copy starts at 02:00.", "The nightly copy starts at 02:00."),
            ("It keeps 14 copies.", "starts at 02:00. It keeps  the last 14 copies"),
            ("Copies are not encrypted.", "copies are not encrypted."),
        ):
            self.assertTrue(holds(sentence, quote), f"{sentence} <- {quote}")

    def test_invented_quotes_do_not_hold(self):
        for quote in ("It keeps the last 30 copies.", "Stop the service first before a restore.", "", "  "):
            self.assertFalse(
                holds("Stop the service.", quote),
                both(
                    f"Esta cita no está en la página: «{quote}»", f"This quote is not in the page: '{quote}'"
                ),
            )
        self.assertFalse(holds("", ""), both("Una cita vacía no vale", "An empty quote does not hold"))
        self.assertFalse(holds("It keeps 14 copies.", "It keeps the last 14 copies.", "other"))
        self.assertFalse(holds("It keeps 14 copies.", "It keeps the last 14 copies.", "no-such-page"))

    def test_numbers_must_be_in_the_quote(self):
        for sentence in (
            "It keeps the last 30 copies.",
            "It keeps the last 4 copies.",
            "It keeps the last 1 copies.",
        ):
            self.assertFalse(
                holds(sentence, "It keeps the last 14 copies."),
                both(
                    f"El número no está en la cita: {sentence}", f"The number is not in the quote: {sentence}"
                ),
            )

    def test_quotes_about_something_else_do_not_hold(self):
        self.assertFalse(
            holds("Metrics travel compressed every quarter.", "Stop the service before a restore.")
        )

    def test_a_denial_is_no_support(self):
        for sentence, quote in (
            ("Copies are encrypted.", "Copies are not encrypted."),
            ("Never stop the service before a restore.", "Stop the service before a restore."),
        ):
            self.assertFalse(
                holds(sentence, quote),
                both(
                    f"La oración dice lo contrario de la cita: {sentence}",
                    f"The sentence says the opposite of the quote: {sentence}",
                ),
            )


class Answers(unittest.TestCase):
    def test_invented_claims_never_reach_the_answer(self):
        from docrag.records import Claim

        good = Claim("Conserva las últimas 14 copias.", "cofre-manual-2-10", "conserva las últimas 14 copias")
        drafts = [
            Claim("Conserva las últimas 30 copias.", "cofre-manual-2-10", "conserva las últimas 30 copias"),
            Claim("Conserva las últimas 7 copias.", "cofre-manual-2-9", "conserva las últimas 7 copias"),
            good,
            Claim("Conserva las últimas 21 copias.", "cofre-manual-2-10", "conserva las últimas 14 copias"),
        ]
        given = []

        def write(_question, chunks):
            given.extend(chunks)
            return drafts

        answer = new_rag(write).answer("¿Cuántas copias nocturnas conserva Cofre?")
        self.assertEqual(
            list(answer.claims),
            [good],
            both(
                "De lo que redacta write solo queda lo que pasa verify, y con páginas vigentes",
                "Of what write drafts only what passes verify stays, and of pages in force",
            ),
        )
        self.assertTrue({chunk.document for chunk in given} >= {"cofre-manual-2-10"})
        self.assertTrue(new_rag(lambda *_: drafts[:1]).answer("¿Cuántas copias?").abstains)

    def test_every_quote_is_in_its_document(self):
        pages = {page.id: plain(page.text) for page in documents()}
        claims = [claim for answer in answers().values() for claim in answer.claims]
        self.assertGreaterEqual(
            len(claims), 15, both("Casi no hay respuestas", "There are hardly any answers")
        )
        for claim in claims:
            self.assertTrue(claim.quote.strip())
            self.assertIn(plain(claim.quote), pages[claim.document])

    def test_only_pages_in_force_are_cited(self):
        for row in questions():
            answer = answers()[row["id"]]
            used = {claim.document for claim in answer.claims} | {chunk.document for chunk in answer.chunks}
            self.assertFalse(
                used & {"cofre-manual-2-9", "api-auth-1", "passwords-2026"},
                both(f"Página no vigente en: {row['question']}", f"Page not in force in: {row['question']}"),
            )
        answer = new_rag(day="2025-06-30").answer("¿Cuántas copias nocturnas conserva Cofre?")
        self.assertIn("últimas 7 copias", " ".join(claim.quote for claim in answer.claims))

    def test_a_contradiction_shows_both_pages(self):
        for row in questions():
            if len(row["gold"]) == 2 and row["split"] == "development":
                shown = [claim.document for claim in answers()[row["id"]].claims]
                self.assertEqual(
                    shown[:2],
                    ["rio-release-4-2", "rio-manual"],
                    both(
                        "Dos páginas vigentes dan tamaños distintos: muestra las dos, primero la nueva",
                        "Two pages in force give other sizes: both should be shown, the newer first",
                    ),
                )

    def test_agreement_is_no_contradiction(self):
        self.assertEqual(
            {claim.document for claim in answers()["q01"].claims},
            {"cofre-manual-2-10"},
            both("La versión vieja no es una contradicción", "The old version is no contradiction"),
        )

    def test_it_abstains_where_the_documents_are_silent(self):
        rows = [row for row in questions() if not row["gold"]]
        wrong = [row["question"] for row in rows if not answers()[row["id"]].abstains]
        self.assertLessEqual(len(wrong), 4, both("Respondió a", "It answered") + f": {wrong}")
        for row in rows:
            self.assertTrue(
                answers()[row["id"]].chunks or not answers()[row["id"]].claims,
                both("Al abstenerse debe dejar los fragmentos", "When it abstains the chunks should stay"),
            )

    def test_it_answers_with_the_right_passage(self):
        for split, least in (("development", 9), ("test", 9)):
            rows = [row for row in questions(split) if row["gold"]]
            right = [all(covers(answers()[row["id"]].claims, item) for item in row["gold"]) for row in rows]
            wrong = [row["question"] for row, ok in zip(rows, right, strict=True) if not ok]
            self.assertGreaterEqual(
                sum(right),
                least,
                both(
                    f"De 15 preguntas ({split}) se esperan {least}; fallan",
                    f"Of 15 questions ({split}) {least} should be right; wrong",
                )
                + f": {wrong}",
            )
