"""Cards: one idea each, asked about and answered in a few sentences (`cards/<skill>.yaml`)."""

from pathlib import Path

from pydantic import RootModel

from knowledge_base.course import Course
from knowledge_base.course_fields import Entry, Id, Text
from knowledge_base.lesson_passages import LessonPassage
from knowledge_base.yaml_files import read_model


class Card(Entry):
    """Something to remember.

    Attributes:
        id: unique among the cards of the course.
        skill: that it belongs to.
        question: asks for an idea, not for a wording.
        answer: at most three sentences.
        wrong: an answer that learners give and that is wrong.
        passage: where the lesson says it.
    """

    id: Id
    skill: Id
    question: Text
    answer: Text
    wrong: Text
    passage: LessonPassage


class CardFile(RootModel[tuple[Card, ...]]):
    """`cards/<skill>.yaml`."""


def card_files(unit: Path) -> list[Path]:
    """The files of cards in a unit's folder, in order."""
    return sorted(unit.glob("cards/*.yaml"))


def read_cards(course: Course) -> tuple[Card, ...]:
    """Every card of a course, in the order of its units and skills.

    Raises:
        BadInput: the first thing that is wrong with a file of cards, with file and line.
    """
    order = {skill.id: index for index, skill in enumerate(course.skills)}
    units = [course.folder / "units" / unit.id for unit in course.units]
    found = [card for unit in units for path in card_files(unit) for card in read_model(path, CardFile).root]
    return tuple(sorted(found, key=lambda card: order.get(card.skill, len(order))))
