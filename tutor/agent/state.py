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


class PracticeMemory(TypedDict, total=False):
    """What a conversation remembers of practice. What the exercise hides is never in it.

    Attributes:
        exercise: id of the one that lies open; empty where none does.
        program: the latest program of the learner's.
        did: what was last done with it, `check` or `run`.
        seed: of that check.
        pending: `reveal` where the tutor asked whether the solution is to be shown.
    """

    exercise: str
    program: str
    did: str
    seed: int
    pending: str


class PracticeState(TypedDict, total=False):
    """Builtins and ids only.

    Attributes:
        question, language, said, practice, findings: shared with the root graph.
        move: what the learner wants (`agent/practice_moves.py`), or what stands in its way.
        target: id of the exercise that it is about.
        place: id of the skill or unit that was named.
        words: of the turn, without the code.
        code: of the turn; of the conversation where the turn has none.
    """

    question: str
    language: str
    said: str
    practice: PracticeMemory
    findings: list[dict[str, Any]]
    move: str
    target: str
    place: str
    words: str
    code: str


class PlanMemory(TypedDict, total=False):
    """What a conversation remembers of the plan.

    Attributes:
        change: that was proposed and waits for the learner's yes; empty where none does.
    """

    change: dict[str, Any]


class PlanState(TypedDict, total=False):
    """Builtins and ids only.

    Attributes:
        question, language, said, plan: shared with the root graph.
        wish: what the turn wants (`agent/plan_reading.py`).
    """

    question: str
    language: str
    said: str
    plan: PlanMemory
    wish: dict[str, Any]


class QuizMemory(TypedDict, total=False):
    """What a conversation remembers of a quiz. Neither questions nor right answers are in it.

    Attributes:
        quiz: its id; empty where none is open.
        language: that it is held in.
        check: whether it is the weekly one without help.
        skill: that alone is asked; empty where all are.
        item: id of what was asked and waits for an answer; empty where nothing does.
        answer: the learner's, where it waits for a grade of their own.
        grading: whether it does.
        asked: ISO time at which the item was shown.
        passed: ids of items that were passed over.
    """

    quiz: str
    language: str
    check: bool
    skill: str
    item: str
    answer: str
    grading: bool
    asked: str
    passed: list[str]


class QuizState(TypedDict, total=False):
    """Builtins and ids only.

    Attributes:
        question, language, said, at, routed, quiz: shared with the root graph.
        move: what the turn does with the quiz (`agent/quiz_reading.py`).
    """

    question: str
    language: str
    said: str
    at: str
    routed: dict[str, Any]
    quiz: QuizMemory
    move: str


class TutorState(TypedDict, total=False):
    """The root graph's state.

    Attributes:
        text: what the learner wrote in this turn.
        forced: the language asked for, or empty to detect it.
        question, before, language, answer: shared with the `ask` subgraph.
        routed: the routing decision, as a dict.
        said: a reply without sources; Markdown where the intent is practice.
        practice: shared with the `practice` subgraph.
        plan, quiz: shared with the subgraphs of these names.
        checkin: the step of the weekly check-in that waits in this thread; empty where none does.
        findings: what a model may word of the program that was run or checked in this turn.
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
    practice: PracticeMemory
    plan: PlanMemory
    quiz: QuizMemory
    checkin: str
    findings: list[dict[str, Any]]
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
