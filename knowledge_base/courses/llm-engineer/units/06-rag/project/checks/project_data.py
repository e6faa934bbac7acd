"""The data of the project, and what several checks share."""

import functools
import json
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
DAY = "2026-06-30"


def documents():
    """All documents, read with the learner's code."""
    from docrag.documents import load

    return load(DATA / "docs")


def document(text, name="page", **fields):
    """A document made for a check."""
    from docrag.records import Document

    known = {"title": "Page", "topic": name, "version": "1", "date": "2026-01-01", "language": "en"}
    return Document(**{"id": name, "text": text, **known, **fields})


def glossary():
    """The glossary, read with the learner's code."""
    from docrag.search import read_glossary

    return read_glossary(DATA / "glossary.csv")


def questions(split=None):
    """The questions, or those of a split."""
    rows = json.loads((DATA / "questions.json").read_text(encoding="utf-8"))
    return [row for row in rows if split in (None, row["split"])]


def new_rag(write=None, pages=None, day=DAY):
    """A system over the documents or other pages."""
    from docrag.answers import Rag

    return Rag(documents() if pages is None else pages, day, glossary(), write)


@functools.cache
def answers():
    """The answers to all questions, by id."""
    rag = new_rag()
    return {row["id"]: rag.answer(row["question"]) for row in questions()}


def plain(text):
    """Single spaces, no case."""
    return " ".join(text.split()).casefold()


def covers(claims, gold):
    """Whether a claim quotes the gold quote or half of it."""
    right = plain(gold["quote"])
    quotes = [plain(claim.quote) for claim in claims if claim.document == gold["document"]]
    return any(right in quote or (quote in right and 2 * len(quote) >= len(right)) for quote in quotes)
