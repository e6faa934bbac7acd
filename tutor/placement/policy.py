"""What a placement asks next, and what it shows: a function of the answers so far, so it goes on anywhere.

It climbs from the first unit until one is passed, halves what lies above it, asks a little about the units
that a passed one builds on, and goes through the rest in order. Two failed units in a row end it, since what
follows builds on them. `benchmarks/placement.py` compares it with other ways on simulated learners.
"""

from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge_base.placement import PlacementItem
from tutor.placement.bank import Bank, UnitItems

State = Literal["passed", "implied", "failed", "open", "new", "settled"]


@dataclass(frozen=True)
class Rules:
    """What may be varied.

    Attributes:
        enough: failed units in a row that end it.
        jump: whether to look far ahead once a unit is passed.
        confirm: items, all right, that show a unit as known on which a passed one builds.
    """

    enough: int = 2
    jump: bool = True
    confirm: int = 2


RULES = Rules()


@dataclass(frozen=True)
class Verdict:
    """What is known of a unit.

    Attributes:
        unit: its id.
        state: `passed` and `failed` by its own items; `implied` by a few of them and a unit that builds on
            it; `open` where more would have to be asked; `new` where nothing was; `settled` where it counts
            as known already.
        right, asked: items.
        through: the unit that builds on it, where it is implied; else empty.
    """

    unit: str
    state: State
    right: int
    asked: int
    through: str = ""

    @property
    def known(self) -> bool:
        """Whether this placement shows it as known."""
        return self.state in ("passed", "implied")


@dataclass(frozen=True)
class Next:
    """Where a placement stands.

    Attributes:
        item: to ask; None where there is nothing more to learn.
        verdicts: of every unit, in the order of the course.
    """

    item: PlacementItem | None
    verdicts: tuple[Verdict, ...]


def look(
    bank: Bank, results: Mapping[str, bool], settled: Collection[str] = (), rules: Rules = RULES
) -> Next:
    """Where a placement stands.

    Args:
        bank: the items.
        results: whether each item that was answered is right.
        settled: units that count as known whatever their items say.
        rules: how to go about it.
    """
    walk = _Walk(bank, results, settled, rules)
    item = next(walk.items(), None)
    return Next(item, tuple(walk.verdict(unit) for unit in bank.units))


class _Walk:
    """Goes the same way each time; what it yields first is asked next, and only that."""

    def __init__(
        self, bank: Bank, results: Mapping[str, bool], settled: Collection[str], rules: Rules
    ) -> None:
        self._units = bank.units
        self._results = results
        self._settled = settled
        self._rules = rules
        self._implied: dict[str, str] = {}

    def items(self) -> Iterator[PlacementItem]:
        passed = yield from self._climb()
        if passed is None:
            return
        if self._rules.jump:
            yield from self._jump(passed)
        yield from self._rest()

    def verdict(self, unit: UnitItems) -> Verdict:
        answered = self._answered(unit)
        right, asked = sum(answered), len(answered)
        return Verdict(unit.unit, self._state(unit), right, asked, self._implied.get(unit.unit, ""))

    def _climb(self) -> Generator[PlacementItem, None, int | None]:
        """From the front to the first unit that is passed; None where there is none."""
        failed = 0
        for place, unit in enumerate(self._units):
            yield from self._whole(unit)
            if self._state(unit) == "passed":
                return place
            failed = 0 if self._holds(unit) else failed + 1
            if failed == self._rules.enough:
                break
        return None

    def _jump(self, low: int) -> Iterator[PlacementItem]:
        """Halve what lies between the last unit that holds and the first that does not."""
        high = len(self._units)
        while high - low > 1:
            yield from self._confirm()
            middle = (low + high) // 2
            yield from self._whole(self._units[middle])
            low, high = (middle, high) if self._holds(self._units[middle]) else (low, middle)
        yield from self._confirm()

    def _confirm(self) -> Iterator[PlacementItem]:
        """A few items of each unit that a passed one builds on."""
        for unit in self._units:
            through = next((u.unit for u in self._units if self._shows(u, unit)), "")
            if not through or self._holds(unit) or self._state(unit) == "failed":
                continue
            answered = self._answered(unit)[: self._rules.confirm]
            if all(answered):
                if len(answered) < self._rules.confirm:
                    yield self._next_of(unit)
                self._implied[unit.unit] = through

    def _rest(self) -> Iterator[PlacementItem]:
        failed = 0
        for unit in self._units:
            yield from self._whole(unit)
            failed = 0 if self._holds(unit) else failed + 1
            if failed == self._rules.enough:
                return

    def _whole(self, unit: UnitItems) -> Iterator[PlacementItem]:
        """The items of a unit until it is passed or failed."""
        while self._state(unit) in ("new", "open"):
            yield self._next_of(unit)

    def _next_of(self, unit: UnitItems) -> PlacementItem:
        return next(item for item in unit.items if item.id not in self._results)

    def _shows(self, passed: UnitItems, unit: UnitItems) -> bool:
        return unit.unit in passed.builds_on and self._state(passed) == "passed"

    def _holds(self, unit: UnitItems) -> bool:
        return self._state(unit) in ("passed", "implied", "settled")

    def _answered(self, unit: UnitItems) -> list[bool]:
        return [self._results[item.id] for item in unit.items if item.id in self._results]

    def _state(self, unit: UnitItems) -> State:
        answered = self._answered(unit)
        right = sum(answered)
        if right >= unit.skip_at:
            return "passed"
        if unit.unit in self._implied:
            return "implied"
        if unit.unit in self._settled:
            return "settled"
        if len(answered) - right > unit.most_wrong:
            return "failed"
        return "open" if answered else "new"
