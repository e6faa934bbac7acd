"""Answers from a file: a list of items with an answer each, or with a grade of the learner's own."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.errors import BadInput, Missing
from tutor.reviews.scheduling import AGAIN, EASY, GOOD, HARD

GRADES = {"again": AGAIN, "hard": HARD, "good": GOOD, "easy": EASY}
_HINT = 'Write a list such as [{{"item": "ID", "answer": "TEXT"}}, {{"item": "ID", "grade": "good"}}].'
_MOST = 8 * 1024 * 1024  # bytes


class Answer(BaseModel):
    """One answer.

    Attributes:
        item: its id.
        answer: in words, or the letter of an option; empty where it was only thought.
        grade: of the learner's own, 1 to 4 or its name; None where the program grades.
        seconds: that it took; 0 where that is not known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    item: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(max_length=20_000)] = ""
    grade: int | str | None = None
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


def read_answers(path: Path) -> tuple[Answer, ...]:
    """The answers of a file, with grades as numbers.

    Raises:
        Missing: there is no such file.
        BadInput: it is no whole list of answers, an item is there twice, or a grade is none.
    """
    if not path.is_file():
        raise Missing("There is no file {path}.", hint="Check its name.", path=path)
    answers = [_answer(path, place, value) for place, value in enumerate(_values(path), 1)]
    seen: set[str] = set()
    for answer in answers:
        if answer.item in seen:
            raise BadInput('{path}: the item "{id}" is there twice.', path=path, id=answer.item)
        seen.add(answer.item)
    return tuple(answers)


def read_grade(text: str, names: Collection[str] = GRADES) -> int | None:
    """A grade as it is typed, by number or by name; None where it is none."""
    typed = text.strip().lower()
    if typed in GRADES and typed in names:
        return GRADES[typed]
    return int(typed) if typed in {str(grade) for grade in GRADES.values()} else None


def _values(path: Path) -> list[Any]:
    try:
        given = path.read_bytes() if path.stat().st_size <= _MOST else b""
        values = json.loads(given.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput("{path} is no whole JSON file; nothing was changed.", hint=_HINT, path=path) from error
    if not isinstance(values, list) or not values:
        raise BadInput("{path} is no list of answers; nothing was changed.", hint=_HINT, path=path)
    return values


def _answer(path: Path, place: int, value: Any) -> Answer:
    try:
        answer = Answer.model_validate(value)
    except ValidationError as error:
        raise BadInput(
            "{path}: answer {place} cannot be used; nothing was changed.", hint=_HINT, path=path, place=place
        ) from error
    if answer.grade is None:
        return answer
    grade = read_grade(str(answer.grade))
    if grade is None:
        raise BadInput(
            "{path}: {grade} is no grade; nothing was changed.",
            hint="A grade is 1 again, 2 hard, 3 good or 4 easy.",
            path=path,
            grade=answer.grade,
        )
    return answer.model_copy(update={"grade": grade})
