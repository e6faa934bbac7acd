"""Answers to cards: which key points the scorer of the quiz credits, and what it leaves to the learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from evals.labels import DATA, Split
from knowledge_base.cards import Card
from knowledge_base.documents import Language
from tutor.reviews.grading import AnswerScorer, Scored, key_points

Kind = Literal["right", "partial", "wrong", "empty", "off-topic", "negated", "fluent", "question", "swapped"]


class GivenAnswer(BaseModel):
    """An answer as a learner writes it.

    Attributes:
        card: id of the card that it answers.
        says: of each key point, whether the answer says it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    split: Split
    card: str
    language: Language
    kind: Kind
    says: tuple[bool, ...]
    answer: str


@dataclass(frozen=True)
class ScoredAnswer:
    """An answer with what the scorer made of it."""

    given: GivenAnswer
    scored: Scored


@dataclass(frozen=True)
class AnswerScore:
    """Shares over a group of answers; 1 where a share is of nothing.

    Attributes:
        precision: of the points that were credited, those that the answer says.
        recall: of the points that an answer says, those that were credited.
        left: of all points, those that were left to the learner.
        wrongly_failed: of the answers that say their first point, those that were called wrong.
        wrongly_passed: of the answers that do not say it, those that were called right or partial.
        points, answers: how many there were.
    """

    precision: float
    recall: float
    left: float
    wrongly_failed: float
    wrongly_passed: float
    points: int
    answers: int


def given_answers(split: Split | None = None, path: Path = DATA / "quiz_answers.yaml") -> list[GivenAnswer]:
    """The labelled answers, of one half or of both."""
    found = [GivenAnswer.model_validate(item) for item in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [one for one in found if split in (None, one.split)]


def score_answers(
    scorer: AnswerScorer, answers: Sequence[GivenAnswer], cards: Mapping[str, Card]
) -> list[ScoredAnswer]:
    """What the scorer makes of each answer."""
    return [ScoredAnswer(one, _scored(scorer, one, cards[one.card])) for one in answers]


def summed(scored: Sequence[ScoredAnswer]) -> AnswerScore:
    """The shares of a group of answers."""
    points = [
        (says, point.said)
        for one in scored
        for says, point in zip(one.given.says, one.scored.points, strict=True)
    ]
    good = [one for one in scored if one.given.says[0]]
    bad = [one for one in scored if not one.given.says[0]]
    return AnswerScore(
        precision=_share([says for says, said in points if said == "yes"]),
        recall=_share([said == "yes" for says, said in points if says]),
        left=_share([said == "unsure" for _, said in points]),
        wrongly_failed=_share([one.scored.verdict == "wrong" for one in good]),
        wrongly_passed=_share([one.scored.verdict in ("right", "partial") for one in bad]),
        points=len(points),
        answers=len(scored),
    )


def _scored(scorer: AnswerScorer, given: GivenAnswer, card: Card) -> Scored:
    language = given.language
    points = key_points(card.answer.in_language(language))
    question, wrong = card.question.in_language(language), card.wrong.in_language(language)
    return scorer.score(given.answer, question, points, wrong, language)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0
