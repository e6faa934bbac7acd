"""Search and answer, measured apart."""

import json
import math
from collections.abc import Collection, Sequence
from pathlib import Path

from docrag.answers import Rag, normal


def read_questions(path: Path | str, split: str) -> list[dict]:
    """The questions of a split: development or test."""
    return [row for row in json.loads(Path(path).read_text(encoding="utf-8")) if row["split"] == split]


def recall_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Share of the right items that are among the first k."""
    return len(set(ranked[:k]) & set(gold)) / len(set(gold))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """1 / place of the first right item, 0 without one."""
    return next((1 / place for place, item in enumerate(ranked, start=1) if item in gold), 0.0)


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a proportion."""
    p = hits / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def covers(claim, gold: dict) -> bool:
    """Whether a claim quotes the gold quote, or most of it."""
    quote, right = normal(claim.quote), normal(gold["quote"])
    return claim.document == gold["document"] and (
        right in quote or (quote in right and 2 * len(quote) >= len(right))
    )


def evaluate(rag: Rag, questions: Sequence[dict], k: int = 5) -> dict[str, float]:
    """recall, mrr, correct, false_refusals, false_answers."""
    recalls, places, right, refused, invented = [], [], [], [], []
    for row in questions:
        answer = rag.answer(row["question"], k)
        if not row["gold"]:
            invented.append(not answer.abstains)
            continue
        ranked = list(dict.fromkeys(chunk.document for chunk in answer.chunks))
        gold = {item["document"] for item in row["gold"]}
        recalls.append(recall_at(ranked, gold, k))
        places.append(reciprocal_rank(ranked, gold))
        refused.append(answer.abstains)
        right.append(all(any(covers(claim, item) for claim in answer.claims) for item in row["gold"]))
    lists = {
        "recall": recalls,
        "mrr": places,
        "correct": right,
        "false_refusals": refused,
        "false_answers": invented,
    }
    return {name: sum(values) / len(values) if values else math.nan for name, values in lists.items()}
