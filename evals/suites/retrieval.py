"""Retrieval: how often a labelled place is among the first passages, by language, with parts left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.labels import Matcher, Question
from knowledge_base.retrieval import ALL_PARTS, Part, Retriever

ABLATIONS: dict[str, tuple[Part, ...]] = {
    "BM25": ("bm25",),
    "BM25 + glossary": ("bm25", "glossary"),
    "dense": ("dense",),
    "BM25 + dense": ("bm25", "dense"),
    "all": ALL_PARTS,
}


@dataclass(frozen=True)
class RetrievalScore:
    """Recall at 5 and at 10, and mean reciprocal rank at 10, of `n` questions."""

    recall_at_5: float
    recall_at_10: float
    mrr: float
    n: int


def score_retrieval(
    retriever: Retriever, matcher: Matcher, items: Sequence[Question], parts: Sequence[Part] = ALL_PARTS
) -> RetrievalScore:
    """Scores over the questions. A question with several groups counts at a rank where all are found."""
    ranks = [_rank(retriever, matcher, item, parts) for item in items]
    n = max(len(items), 1)
    return RetrievalScore(
        sum(rank <= 5 for rank in ranks) / n,
        sum(rank <= 10 for rank in ranks) / n,
        sum(1 / rank for rank in ranks if rank <= 10) / n,
        len(items),
    )


def _rank(retriever: Retriever, matcher: Matcher, item: Question, parts: Sequence[Part]) -> int:
    """First rank by which every group has been found; 99 when one is not among the first ten."""
    hits = retriever.search(item.question, 10, item.language, parts).hits
    ranks = []
    for group in item.groups:
        found = [i for i, hit in enumerate(hits, start=1) if matcher.found([hit.passage], group)]
        ranks.append(found[0] if found else 99)
    return max(ranks)
