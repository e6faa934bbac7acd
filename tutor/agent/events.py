"""What a turn tells the face that shows it, in order, while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge_base.citations import Answer, Citation
from knowledge_base.documents import Language

Intent = Literal[
    "ask", "plan", "practice", "quiz", "interview", "checkin", "progress", "library", "model", "other"
]
INTENTS: tuple[Intent, ...] = (
    "ask", "plan", "practice", "quiz", "interview", "checkin", "progress", "library", "model", "other",
)  # fmt: skip
DecidedBy = Literal["command", "classifier", "model", "fallback"]


@dataclass(frozen=True)
class Routed:
    """Which intent the turn has, how sure (0 to 1), and who decided."""

    intent: Intent
    confidence: float
    language: Language
    decided_by: DecidedBy
    alternatives: tuple[Intent, ...] = ()
    """Not empty when the tutor should ask which of these was meant."""


@dataclass(frozen=True)
class QuotesFound:
    """The best supporting quotes, before any wording."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Wording:
    """A piece of a sentence that the model is writing; provisional until the program has checked it."""

    text: str


@dataclass(frozen=True)
class Answered:
    """The checked answer; it takes the place of all wording."""

    answer: Answer


@dataclass(frozen=True)
class Said:
    """A reply that needs no sources: small talk, what is not there yet, which intent was meant."""

    text: str
    options: tuple[Intent, ...] = ()


@dataclass(frozen=True)
class Working:
    """What takes a while now, as the learner is told."""

    text: str


@dataclass(frozen=True)
class Offer:
    """Something to choose: what is shown, and the text that choosing it sends."""

    label: str
    sends: str


@dataclass(frozen=True)
class Practised:
    """What came of practice: an exercise, a report, a run, a hint, a solution.

    Attributes:
        text: Markdown of our own; what came from outside stands in fences.
        exercise: id of the one it is about; empty where it is about none.
        final: whether nothing more comes; else a later one takes its place.
        offers: what can be chosen now.
        memory: what the conversation remembers from here on (`agent/state.py`), builtins only.
    """

    text: str
    exercise: str = ""
    final: bool = True
    offers: tuple[Offer, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Replied:
    """A reply about the plan or of a quiz.

    Attributes:
        text: Markdown of our own.
        offers: what can be chosen now.
    """

    text: str
    offers: tuple[Offer, ...] = ()


Event = Routed | QuotesFound | Wording | Answered | Said | Working | Practised | Replied
