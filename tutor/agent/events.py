"""What a turn tells the face that shows it, in order, while it runs."""

from dataclasses import dataclass
from typing import Literal

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


Event = Routed | QuotesFound | Wording | Answered | Said
