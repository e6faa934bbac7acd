"""Search and answer, measured apart."""

from collections.abc import Collection, Sequence
from pathlib import Path

from docrag.answers import Rag


def read_questions(path: Path | str, split: str) -> list[dict]:
    """The questions of a split, development or test, as they are in the file."""
    raise NotImplementedError


def recall_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Share of the right items that are among the first k."""
    raise NotImplementedError


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """1 / place of the first right item, 0 without one."""
    raise NotImplementedError


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Lower and upper end of the 95 % interval of a proportion."""
    raise NotImplementedError


def evaluate(rag: Rag, questions: Sequence[dict], k: int = 5) -> dict[str, float]:
    """Means over the questions.

    Returns:
        recall, mrr: of the documents of the chunks, each document once; over the answerable questions.
        correct: over the answerable ones, whether each gold quote is in the quote of a claim of its document
            (half of the gold quote is enough).
        false_refusals: share of the answerable ones on which it abstains.
        false_answers: share of the unanswerable ones on which it does not.
    """
    raise NotImplementedError
