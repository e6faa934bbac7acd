"""Placement: a few items that tell whether a unit can be skipped (`placement.yaml`)."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge_base.course_fields import Entry, Id, Minutes, Text, Whole
from knowledge_base.lesson_passages import LessonPassage
from knowledge_base.yaml_files import read_model

Number = Annotated[float, Field(allow_inf_nan=False)]


class WrongOption(Entry):
    """An option that is wrong, and why."""

    text: Text
    why: Text


class PlacementItem(Entry):
    """One question of a placement.

    Attributes:
        id: unique among the placement items of the course.
        skill: that it tells about.
        kind: one option of four, or a number.
        question: makes sense without the lesson.
        right: the right option, or the number.
        wrong: the other three options; none for a number.
        tolerance: how far off a number may be, in its own unit.
        passage: where the lesson says it.
    """

    id: Id
    skill: Id
    kind: Literal["choice", "number"]
    question: Text
    right: Text | Number
    wrong: Annotated[tuple[WrongOption, ...], Field(max_length=3)] = ()
    tolerance: Annotated[float, Field(ge=0)] | None = None
    passage: LessonPassage

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        is_choice = isinstance(self.right, Text) and len(self.wrong) == 3 and self.tolerance is None
        is_number = isinstance(self.right, float) and not self.wrong and self.tolerance is not None
        if not (is_choice if self.kind == "choice" else is_number):
            raise PydanticCustomError(
                "fits_its_kind",
                "a choice has a text as right and three wrong ones, a number has a number and a tolerance",
            )
        return self


class Placement(Entry):
    """`placement.yaml`.

    Attributes:
        minutes: that it takes.
        skip_at: right answers that let the learner skip the unit.
        items: six to ten.
    """

    minutes: Minutes
    skip_at: Whole
    items: Annotated[tuple[PlacementItem, ...], Field(min_length=6, max_length=10)]

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.skip_at > len(self.items):
            raise PydanticCustomError("can_be_reached", "skip_at is more than there are items")
        return self


def placement_path(unit: Path) -> Path:
    """Where the placement of a unit is, or would be."""
    return unit / "placement.yaml"


def read_placement(unit: Path) -> Placement | None:
    """The placement in a unit's folder; None where there is none.

    Raises:
        BadInput: the first thing that is wrong with it, with file and line.
    """
    path = placement_path(unit)
    return read_model(path, Placement) if path.is_file() else None
