"""What can be asked again: the cards of the course, and exercises as small coding tasks."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from knowledge_base.cards import Card, card_files, read_cards
from knowledge_base.course import Course
from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercise, Exercises
from knowledge_base.placement import Placement, read_placement
from knowledge_base.yaml_files import nearest, read_text

EXERCISE = "exercise:"
_CARD = re.compile(r"^- id:", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """Something that is asked again; it has a card or an exercise.

    Attributes:
        id: of the card, or `exercise:<id>`.
        skill: that it tells about, an exercise's main one.
    """

    id: str
    skill: str
    card: Card | None = None
    exercise: Exercise | None = None


class Items:
    """The items of a course, read when they are first asked for.

    Args:
        course: whose they are.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.exercises = Exercises(course)
        self._tasks: dict[str, Item] = {}
        self._placements: dict[str, Placement | None] = {}

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Every card by its id, in the order of the course.

        Raises:
            BadInput: a file of cards is wrong.
        """
        return {card.id: card for card in read_cards(self.course)}

    def get(self, item_id: str) -> Item:
        """The item with that id.

        Raises:
            BadInput: there is none; names the nearest.
        """
        if item_id.startswith(EXERCISE):
            return self._task(item_id)
        if item_id not in self.cards:
            raise BadInput(
                'There is no item "{id}"; the nearest is "{nearest}".',
                hint="See what is due with: tutor quiz --json",
                id=item_id,
                nearest=nearest(item_id, list(self.cards)),
            )
        return Item(item_id, self.cards[item_id].skill, card=self.cards[item_id])

    def _task(self, item_id: str) -> Item:
        if item_id not in self._tasks:
            exercise = self.exercises.get(item_id.removeprefix(EXERCISE))
            self._tasks[item_id] = Item(item_id, exercise.entry.skills[0], exercise=exercise)
        return self._tasks[item_id]

    def placement(self, unit: str) -> Placement | None:
        """The placement of a unit; None where it has none.

        Raises:
            BadInput: its file is wrong.
        """
        if unit not in self._placements:
            self._placements[unit] = read_placement(self.course.folder / "units" / unit)
        return self._placements[unit]

    def knows(self, item_id: str) -> bool:
        """Whether the course still has an item."""
        if item_id.startswith(EXERCISE):
            return item_id.removeprefix(EXERCISE) in self.exercises.ids
        return item_id in self.cards

    def cards_of(self, skills: Collection[str]) -> list[Card]:
        """The cards of some skills, in the order of the course."""
        return [card for card in self.cards.values() if card.skill in skills]

    def count_cards(self, skill: str) -> int:
        """How many cards a skill has; without reading what they say, where its file bears its name."""
        unit = self.course.folder / "units" / self.course.unit_of_skill(skill).id
        path = unit / "cards" / f"{skill}.yaml"
        if not path.is_file():
            return len(self.cards_of({skill})) if card_files(unit) else 0
        return len(_CARD.findall(read_text(path)))
