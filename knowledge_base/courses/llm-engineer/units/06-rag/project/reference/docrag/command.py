"""The command line: python -m docrag --ask "..." """

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from docrag.answers import Rag
from docrag.documents import load
from docrag.evaluate import evaluate, read_questions
from docrag.search import read_glossary

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer a question or evaluate; 0 when done."""
    parser = argparse.ArgumentParser(prog="docrag", description=__doc__)
    parser.add_argument("--ask")
    parser.add_argument("--evaluate", choices=["development", "test"])
    parser.add_argument("--day", default="2026-06-30")
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args(arguments)
    rag = Rag(load(chosen.data / "docs"), chosen.day, read_glossary(chosen.data / "glossary.csv"))
    if chosen.ask:
        answer = rag.answer(chosen.ask)
        for claim in answer.claims:
            _print("claim", claim.document, claim.quote)
        if answer.abstains:
            _print("abstain", "", "not in the documents")
        for chunk in answer.chunks if answer.abstains else ():
            _print("near", chunk.document, chunk.heading)
    if chosen.evaluate:
        questions = read_questions(chosen.data / "questions.json", chosen.evaluate)
        for name, value in evaluate(rag, questions).items():
            _print(name, f"{value:.3f}")
    return 0


def _print(*fields: str) -> None:
    sys.stdout.write("\t".join(" ".join(field.split()) for field in fields) + "\n")


if __name__ == "__main__":
    sys.exit(main())
