"""What the learner types where the next week's plan is shown: take it, or change it."""

import re
from dataclasses import dataclass
from typing import Literal

from knowledge_base.errors import BadInput
from knowledge_base.words import folded
from tutor.profile_answers import MOST_HOURS, read_free

STEP = 1.0  # hours a week of "more" and "less"
_LEAST_HOURS = 0.5
_YES = {"si", "s", "yes", "y", "ok", "okay", "dale", "acepto", "acepta", "aceptar", "accept", "bien", "listo"}
_NO = {"no", "asi no", "nop", "nope"}
_LATER = {
    "stop", "later", "despues", "luego", "parar", "basta", "otro dia", "mas tarde", "ahora no", "not now",
    "seguimos despues", "lo dejamos", "pausa", "pause", "salir", "quit", "exit",
}  # fmt: skip
_OPTIONS = {
    "mas horas": "hours", "more hours": "hours", "menos temas": "cut", "fewer topics": "cut", "cut": "cut",
    "mas tiempo": "later", "more time": "later",
}  # fmt: skip
_HOURS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:h|hs|horas?|hours?)(?:\s+(?:por semana|a week|a la semana))?")
_MORE = re.compile(r"(?:mas|more)|\+\s*1")
_LESS = re.compile(r"(?:menos|less|fewer)|-\s*1")
_FREE = re.compile(r"(?:libre|libres|free)[\s:]+(.+)")


@dataclass(frozen=True)
class PlanAnswer:
    """What is to be done with the plan.

    Attributes:
        kind: `decline` leaves the plan as it is without taking it; `unclear` where it was not understood.
        hours: a week from then on, for `hours`.
        free: ISO dates to keep free, for `free`.
        option: kind of the way out, for `option`.
    """

    kind: Literal["accept", "decline", "hours", "free", "option", "unclear"]
    hours: float = 0.0
    free: tuple[str, ...] = ()
    option: str = ""


def is_yes(text: str) -> bool:
    """Whether it agrees."""
    return _bare(text) in _YES


def is_later(text: str) -> bool:
    """Whether the learner wants to stop here and go on another time."""
    return _bare(text) in _LATER


def read_plan_answer(text: str, hours: float) -> PlanAnswer:
    """What an answer wants of the plan.

    Args:
        text: as it was typed, in Spanish or English.
        hours: a week, so far.
    """
    typed = _bare(text)
    if typed in _YES:
        return PlanAnswer("accept")
    if typed in _NO:
        return PlanAnswer("decline")
    if typed in _OPTIONS:
        return PlanAnswer("option", option=_OPTIONS[typed])
    if (wanted := _hours(typed, hours)) is not None:
        return PlanAnswer("hours", hours=wanted) if wanted else PlanAnswer("unclear")
    if found := _FREE.fullmatch(typed):
        try:
            return PlanAnswer("free", free=read_free(found[1]))
        except BadInput:
            return PlanAnswer("unclear")
    return PlanAnswer("unclear")


def _hours(typed: str, hours: float) -> float | None:
    """Hours a week that are asked for; 0 where they cannot be, None where none are."""
    if _MORE.fullmatch(typed):
        return min(MOST_HOURS, hours + STEP)
    if _LESS.fullmatch(typed):
        return max(_LEAST_HOURS, hours - STEP)
    if found := _HOURS.fullmatch(typed):
        wanted = float(found[1].replace(",", "."))
        return wanted if _LEAST_HOURS <= wanted <= MOST_HOURS else 0.0
    return None


def _bare(text: str) -> str:
    return folded(" ".join(text.split())).strip(" .!¡«»\"'“”").lower()
