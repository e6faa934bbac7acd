"""Answers from a file, for scripts: a JSON object from an item's id to what is answered."""

import json
from collections.abc import Mapping
from pathlib import Path

from knowledge_base.errors import BadInput
from tutor.placement.answers import read_answer
from tutor.placement.bank import Bank
from tutor.placement.placement import Placement, Standing


def read_answers(path: Path, bank: Bank) -> dict[str, str]:
    """The answers in a file, every one of which can be read.

    Raises:
        BadInput: there is no such file, it is something else or half of it, or an answer cannot be read.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(path) from error
    if not isinstance(values, dict) or not all(_is_answer(value) for value in values.values()):
        raise _unusable(path)
    said = {item: "" if value is None else str(value) for item, value in values.items()}
    for item, value in said.items():
        read_answer(bank.item(item), value)
    return said


def give(placement: Placement, said: Mapping[str, str]) -> Standing:
    """Answer what is asked as long as there are answers to it; the rest can be asked at any time."""
    standing = placement.standing()
    while standing.item is not None and standing.item.id in said:
        _, standing = placement.answer(standing.item.id, said[standing.item.id])
    return standing


def _is_answer(value: object) -> bool:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def _unusable(path: Path) -> BadInput:
    return BadInput(
        "{path} holds no answers to a placement.",
        hint='It is a JSON object from items to answers, such as {{"place-math-cosine": "0.97"}}.',
        path=path,
    )
