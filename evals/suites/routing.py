"""Routing: how often a turn goes where it should, how sure the classifier is, and how often it asks.

A clear utterance has one intent and is right when the tutor acts on it; one that it asks about is counted
apart. An ambiguous one is well taken when the tutor acts on an acceptable intent, or asks which was meant.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from evals.labels import DATA, Split
from knowledge_base.documents import Language
from tutor.agent.events import Intent, Routed

BINS = 10  # of equal width, for the expected calibration error

Route = Callable[[str, Language], Routed]


class Utterance(BaseModel):
    """A labelled turn: clear with its `intent`, or ambiguous with every intent that is `acceptable`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    language: Language
    split: Split
    intent: Intent | None = None
    kind: Literal["clear", "ambiguous"] = "clear"
    acceptable: tuple[Intent, ...] = ()

    @model_validator(mode="after")
    def _labelled(self) -> "Utterance":
        if (self.intent is not None) == (self.kind == "ambiguous") or bool(self.acceptable) == bool(
            self.intent
        ):
            raise ValueError(f"{self.text!r} needs an intent, or is ambiguous with acceptable ones")
        return self


@dataclass(frozen=True)
class RoutingScore:
    """Shares over the utterances of one language and split.

    Attributes:
        right: clear utterances whose likeliest intent is theirs, asked about or not.
        acted: clear utterances that went to their intent without a question.
        asked: clear utterances that were asked about.
        calibration_error: expected calibration error of the clear ones (Guo and others, "On Calibration of
            Modern Neural Networks", ICML 2017, section 3), 0 to 1.
        well_taken: ambiguous utterances that went to an acceptable intent or were asked about.
        ambiguous_asked: ambiguous utterances that were asked about.
        by_intent: share of right ones of each intent.
        confusion: how often (intent, what it was taken for), mistakes only.
        clear, ambiguous: how many of each.
    """

    right: float
    acted: float
    asked: float
    calibration_error: float
    well_taken: float
    ambiguous_asked: float
    by_intent: dict[Intent, float]
    confusion: dict[tuple[Intent, Intent], int]
    clear: int
    ambiguous: int


def utterances(split: Split | None = None, path: Path = DATA / "routing.yaml") -> list[Utterance]:
    """The labelled utterances of one half, or of both."""
    items = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [item for item in map(Utterance.model_validate, items) if split in (None, item.split)]


def score_routing(route: Route, items: Sequence[Utterance]) -> dict[Language, RoutingScore]:
    """Scores by language, of the utterances given.

    Args:
        route: decides a turn without a conversation, such as `Router.route`.
        items: usually those of one split.
    """
    languages: tuple[Language, ...] = ("es", "en")
    return {
        language: _score(route, [item for item in items if item.language == language])
        for language in languages
    }


def _score(route: Route, items: Sequence[Utterance]) -> RoutingScore:
    routed = [(item, route(item.text, item.language)) for item in items]
    clear = [(item.intent, found) for item, found in routed if item.intent is not None]
    unclear = [(item, found) for item, found in routed if item.intent is None]
    right = [intent == found.intent for intent, found in clear]
    asked = [bool(found.alternatives) for _, found in clear]
    intents: list[Intent] = sorted({intent for intent, _ in clear})
    return RoutingScore(
        right=_share(right),
        acted=_share([r and not a for r, a in zip(right, asked, strict=True)]),
        asked=_share(asked),
        calibration_error=calibration_error([found.confidence for _, found in clear], right),
        well_taken=_share([bool(f.alternatives) or f.intent in item.acceptable for item, f in unclear]),
        ambiguous_asked=_share([bool(found.alternatives) for _, found in unclear]),
        by_intent={one: _share([found.intent == one for i, found in clear if i == one]) for one in intents},
        confusion=dict(Counter((i, found.intent) for i, found in clear if i != found.intent)),
        clear=len(clear),
        ambiguous=len(unclear),
    )


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance between confidence and share of right ones, over bins of confidence; 0 without any."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, correct in zip(confidences, right, strict=True):
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, correct))
    gaps = [abs(sum(c for c, _ in inside) - sum(r for _, r in inside)) for inside in bins.values()]
    return sum(gaps) / max(len(confidences), 1)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
