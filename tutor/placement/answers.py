"""What is typed in answer to a placement item: a letter, a number, or nothing for "I do not know"."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.placement import PlacementItem
from knowledge_base.words import folded
from tutor.placement.bank import options

LETTERS = "abcd"
_UNKNOWN = ("", "-", "?", "no se", "i don't know", "i do not know")
_ROUNDING = 1e-9  # of the largest number that is compared


@dataclass(frozen=True)
class Answer:
    """An answer that could be read.

    Attributes:
        text: as it is kept; empty for "I do not know".
        right: whether it holds.
    """

    text: str
    right: bool


def read_answer(item: PlacementItem, typed: str) -> Answer:
    """What was answered, and whether it is right.

    Raises:
        BadInput: it is neither an answer of this kind nor "I do not know".
    """
    if folded(typed.strip()) in _UNKNOWN:
        return Answer("", right=False)
    return _choice(item, typed) if item.kind == "choice" else _number(item, typed)


def _choice(item: PlacementItem, typed: str) -> Answer:
    shown, said = options(item), folded(typed.strip().rstrip(".)"))
    for letter, option in zip(LETTERS, shown, strict=True):
        text = item.right if option is None else option.text
        assert not isinstance(text, float)
        spoken = {folded(text.in_language(language).rstrip(".")) for language in get_args(Language)}
        if said == letter or said in spoken:
            return Answer(letter, right=option is None)
    raise BadInput(
        "{value} is none of the options.",
        hint="Write a letter from a to d, or nothing if you do not know.",
        value=typed.strip(),
    )


def _number(item: PlacementItem, typed: str) -> Answer:
    assert isinstance(item.right, float)
    assert item.tolerance is not None
    said = typed.strip().replace(",", ".").replace("−", "-")
    try:
        value = float(Fraction(said)) if "/" in said else float(said)
    except (ValueError, ZeroDivisionError, OverflowError):
        value = math.nan
    if not math.isfinite(value):
        raise BadInput(
            "{value} is not a number.",
            hint="Write a number such as 0.25 or 1/4, or nothing if you do not know.",
            value=typed.strip(),
        )
    room = item.tolerance + _ROUNDING * max(1.0, abs(item.right))
    return Answer(said, right=abs(value - item.right) <= room)
