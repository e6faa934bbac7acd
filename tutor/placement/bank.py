"""The placement items of a course, in the order in which they tell most, and which units build on which."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge_base.course import Course, Unit
from knowledge_base.errors import BadInput
from knowledge_base.placement import PlacementItem, WrongOption, read_placement
from knowledge_base.yaml_files import nearest

BUILDS_ON = 0.85  # share of a unit's skills that another must need for it to build on that unit


@dataclass(frozen=True)
class UnitItems:
    """The items of a unit.

    Attributes:
        unit: its id.
        skip_at: right answers that show it as known.
        items: the most telling first.
        builds_on: ids of units that whoever knows this one knows too.
    """

    unit: str
    skip_at: int
    items: tuple[PlacementItem, ...]
    builds_on: frozenset[str]

    @property
    def most_wrong(self) -> int:
        """Wrong answers with which it can still be passed."""
        return len(self.items) - self.skip_at


@dataclass(frozen=True)
class Bank:
    """Every unit of a course that has items, in the order of the course."""

    units: tuple[UnitItems, ...]

    @cached_property
    def _by_item(self) -> dict[str, tuple[PlacementItem, UnitItems]]:
        return {item.id: (item, unit) for unit in self.units for item in unit.items}

    def item(self, item_id: str) -> PlacementItem:
        """The item with that id.

        Raises:
            BadInput: there is none; names the nearest.
        """
        return self._found(item_id)[0]

    def unit_of(self, item_id: str) -> UnitItems:
        """The unit that an item tells about.

        Raises:
            BadInput: there is no such item; names the nearest.
        """
        return self._found(item_id)[1]

    def knows(self, item_id: str) -> bool:
        """Whether there is such an item; a course may have lost one that was answered."""
        return item_id in self._by_item

    def _found(self, item_id: str) -> tuple[PlacementItem, UnitItems]:
        if item_id not in self._by_item:
            raise BadInput(
                'There is no placement item "{id}"; the nearest is "{nearest}".',
                hint="See the one that is asked now with: tutor placement status",
                id=item_id,
                nearest=nearest(item_id, list(self._by_item)),
            )
        return self._by_item[item_id]


def read_bank(course: Course) -> Bank:
    """The items of a course.

    Raises:
        BadInput: a placement.yaml is wrong, or the course has none.
    """
    needs = course.needed()
    units = []
    for unit in course.units:
        placement = read_placement(course.folder / "units" / unit.id)
        if placement is not None:
            items = _most_telling_first(unit, placement.items, needs)
            units.append(UnitItems(unit.id, placement.skip_at, items, _builds_on(unit, course, needs)))
    if not units:
        raise BadInput(
            "This course has no placement.",
            hint="Say yourself what you know: tutor placement known UNIT",
        )
    return Bank(tuple(units))


def options(item: PlacementItem) -> tuple[WrongOption | None, ...]:
    """The options of a choice in the order in which they are shown; None is the right one.

    The order is drawn, and the same each time.
    """
    shown = [None, *item.wrong] if item.wrong else []
    random.Random(item.id).shuffle(shown)  # noqa: S311 - no secret
    return tuple(shown)


def _most_telling_first(
    unit: Unit, items: tuple[PlacementItem, ...], needs: Mapping[str, frozenset[str]]
) -> tuple[PlacementItem, ...]:
    """Numbers before choices, which can be guessed; skills first that need most of the unit; each skill once,
    then what is left."""
    own = {skill.id for skill in unit.skills}
    ordered = sorted(items, key=lambda item: (item.kind != "number", -len(needs[item.skill] & own)))
    first: dict[str, PlacementItem] = {}
    for item in ordered:
        first.setdefault(item.skill, item)
    again = [item for item in ordered if first[item.skill] is not item]
    return (*first.values(), *again)


def _builds_on(unit: Unit, course: Course, needs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    needed: frozenset[str] = frozenset().union(*(needs[skill.id] for skill in unit.skills))
    return frozenset(
        other.id
        for other in course.units
        if other.id != unit.id
        and sum(skill.id in needed for skill in other.skills) >= BUILDS_ON * len(other.skills)
    )
