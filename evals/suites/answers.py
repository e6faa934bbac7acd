"""Answering: who is refused, who is answered falsely, and whether each quote resolves.

These are the parts a program can decide. Whether a cited quote truly supports its sentence is read by a
person on a sample (`docs/quality.md`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.labels import Matcher, Question, Unanswerable
from knowledge_base.citations import Answer, stands_in
from tutor.agent.ask import ask_once
from tutor.agent.context import TutorContext


@dataclass(frozen=True)
class AnswerScore:
    """Shares over the questions of one language.

    Attributes:
        refused: answerable questions that were abstained from.
        abstained: unanswerable questions that were abstained from.
        quotes_resolve: displayed quotes that stand in the stored document.
        right_place: answered answerable questions with a citation at a labelled place.
        answerable, unanswerable: how many of each.
    """

    refused: float
    abstained: float
    quotes_resolve: float
    right_place: float
    answerable: int
    unanswerable: int


async def score_answers(
    context: TutorContext,
    matcher: Matcher,
    answerable: Sequence[Question],
    unanswerable: Sequence[Unanswerable],
) -> tuple[AnswerScore, list[Answer]]:
    """Ask every question; returns the scores and the answers, in order."""
    given = [await ask_once(context, item.question, item.language) for item in answerable]
    empty = [await ask_once(context, item.question, item.language) for item in unanswerable]
    answered = [
        (item, answer) for item, answer in zip(answerable, given, strict=True) if not answer.abstained
    ]
    quotes = [_resolves(context, answer, i) for answer in [*given, *empty] for i in range(_shown(answer))]
    placed = [_at_place(context, matcher, item, answer) for item, answer in answered]
    score = AnswerScore(
        refused=_share([answer.abstained for answer in given]),
        abstained=_share([answer.abstained for answer in empty]),
        quotes_resolve=_share(quotes),
        right_place=_share(placed),
        answerable=len(given),
        unanswerable=len(empty),
    )
    return score, [*given, *empty]


def _shown(answer: Answer) -> int:
    return len(answer.citations) + len(answer.nearest)


def _resolves(context: TutorContext, answer: Answer, index: int) -> bool:
    citation = [*answer.citations, *answer.nearest][index]
    return stands_in(citation.quote, context.retriever.store.document(citation.uri).text)


def _at_place(context: TutorContext, matcher: Matcher, item: Question, answer: Answer) -> bool:
    ids = [citation.passage_id for citation in answer.citations]
    passages = list(context.retriever.store.passages(ids).values())
    return any(matcher.found(passages, group) for group in item.groups)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
