"""The state of a conversation: builtins and ids only, so that any later version can read a checkpoint."""

import operator
from typing import Annotated, Any, TypedDict


class TurnRecord(TypedDict):
    """One turn as it is kept: what was asked, what came of it."""

    question: str
    language: str
    intent: str
    said: str
    answer: dict[str, Any] | None
    cancelled: bool
    at: str


class TutorState(TypedDict, total=False):
    """The root graph's state.

    Attributes:
        text: what the learner wrote in this turn.
        forced: the language asked for, or empty to detect it.
        question, before, language, answer: shared with the `ask` subgraph.
        routed: the routing decision, as a dict.
        said: a reply without sources.
        turns: every turn of the thread so far.
    """

    text: str
    forced: str
    at: str
    question: str
    before: str
    language: str
    routed: dict[str, Any]
    said: str
    answer: dict[str, Any] | None
    turns: Annotated[list[TurnRecord], operator.add]


class Quote(TypedDict):
    """A sentence that stands in a passage."""

    passage_id: str
    sentence: str


class AskState(TypedDict, total=False):
    """Builtins and ids only."""

    question: str
    before: str
    language: str
    passage_ids: list[str]
    quotes: list[Quote]
    answerable: bool
    draft: list[dict[str, Any]]
    answer: dict[str, Any]
    started: float
    timings_ms: dict[str, float]
