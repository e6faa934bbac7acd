"""Milestones 5 and 6: measuring, and the analysis of errors."""

import contextlib
import csv
import io
import unittest
from pathlib import Path

from both_languages import both
from project_data import DATA, documents, plain, questions

STAGES = {"ingestion", "chunking", "retrieval", "context", "generation", "label"}


class Scripted:
    """A system that answers what it was told."""

    def __init__(self, reply):
        self._reply = reply

    def answer(self, question, *_options, **_named):
        from docrag.records import Answer, Chunk, Claim

        claims, ranked = self._reply(next(row for row in questions() if row["question"] == question))
        return Answer(
            tuple(Claim(quote, name, quote) for name, quote in claims),
            tuple(Chunk(name, 0, 1, "x", name) for name in ranked),
        )


def gold(row):
    return [(item["document"], item["quote"]) for item in row["gold"]]


def run(*arguments):
    from docrag.command import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main([*arguments, "--data", str(DATA)])
    return [line.split("\t") for line in out.getvalue().splitlines()]


class Metrics(unittest.TestCase):
    def test_recall_and_reciprocal_rank_by_hand(self):
        from docrag.evaluate import recall_at, reciprocal_rank

        ranked = ["k", "l", "m", "n", "o"]
        self.assertAlmostEqual(recall_at(ranked, {"l", "p"}, 5), 0.5)
        self.assertAlmostEqual(recall_at(ranked, {"l", "o"}, 3), 0.5)
        self.assertAlmostEqual(recall_at(ranked, {"z"}, 5), 0.0)
        self.assertAlmostEqual(reciprocal_rank(ranked, {"m", "o"}), 1 / 3)
        self.assertAlmostEqual(reciprocal_rank(ranked, {"z"}), 0.0)

    def test_wilson_by_hand(self):
        from docrag.evaluate import wilson

        by_hand = {(17, 20): (0.640, 0.948), (170, 200): (0.794, 0.893), (20, 20): (0.839, 1.0)}
        for (hits, n), expected in by_hand.items():
            for found, right in zip(wilson(hits, n), expected, strict=True):
                self.assertAlmostEqual(found, right, places=3, msg=f"{hits}/{n}")
        self.assertAlmostEqual(wilson(0, 20)[0], 0.0, places=9)

    def test_search_and_answer_are_measured_apart(self):
        from docrag.evaluate import evaluate, read_questions

        rows = read_questions(DATA / "questions.json", "development")
        self.assertEqual(len(rows), 20)

        def measured(reply):
            return {name: round(value, 3) for name, value in evaluate(Scripted(reply), rows).items()}

        def names(row):
            return [name for name, _ in gold(row)]

        self.assertEqual(
            measured(lambda row: (gold(row), names(row))),
            {"recall": 1.0, "mrr": 1.0, "correct": 1.0, "false_refusals": 0.0, "false_answers": 0.0},
        )
        self.assertEqual(
            measured(lambda row: ([], ["support-x", "support-x", *names(row)])),
            {"recall": 1.0, "mrr": 0.5, "correct": 0.0, "false_refusals": 1.0, "false_answers": 0.0},
            both(
                "Siempre se abstiene; el documento es el segundo",
                "It always abstains; the document is second",
            ),
        )
        self.assertEqual(
            measured(lambda _row: ([("support-x", "x")], ["support-x"])),
            {"recall": 0.0, "mrr": 0.0, "correct": 0.0, "false_refusals": 0.0, "false_answers": 1.0},
            both("Siempre responde y siempre mal", "It always answers and always wrongly"),
        )
        one = measured(lambda row: (gold(row)[:1], names(row)[:1]))
        self.assertLess(
            max(one["correct"], one["recall"]),
            1.0,
            both(
                "A la pregunta con dos pasajes le falta uno",
                "One passage of the question with two is missing",
            ),
        )


class CommandLine(unittest.TestCase):
    def test_the_command_line_quotes(self):
        lines = run("--ask", "How long are audit logs kept?")
        self.assertEqual(lines[0][:2], ["claim", "log-retention"])
        self.assertIn("400 days", lines[0][2])
        page = next(page for page in documents() if page.id == "log-retention")
        self.assertIn(plain(lines[0][2]), plain(page.text))

    def test_the_command_line_abstains(self):
        lines = run("--ask", "Who painted the Mona Lisa in Florence?")
        self.assertTrue(lines[0][0].startswith("abstain"), str(lines))
        self.assertFalse(any(line[0] == "claim" for line in lines))
        lines = run("--ask", "¿Cuántas copias nocturnas conserva Cofre?", "--day", "2025-06-30")
        self.assertEqual(lines[0][:2], ["claim", "cofre-manual-2-9"])

    def test_the_command_line_evaluates(self):
        for split in ("development", "test"):
            values = {line[0]: float(line[1]) for line in run("--evaluate", split)}
            self.assertEqual(set(values), {"recall", "mrr", "correct", "false_refusals", "false_answers"})
            self.assertTrue(all(0 <= value <= 1 for value in values.values()))


class Errors(unittest.TestCase):
    def test_ten_errors_have_a_stage_and_a_cause(self):
        path = Path(__file__).resolve().parents[1] / "errors.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = ("question", "expected", "got", "cause")
        full = [row for row in rows if all((row.get(name) or "").strip() for name in columns)]
        self.assertGreaterEqual(
            len({row["question"] for row in full if row["stage"] in STAGES}),
            10,
            both(
                "errors.csv debe tener al menos 10 preguntas distintas, cada una con su etapa y su causa",
                "errors.csv should have at least 10 different questions, each with its stage and cause",
            ),
        )
