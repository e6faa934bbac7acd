"""Simulated learners of three kinds, none of which learns as `tutor.learner.mastery` believes.

They stand in for people where there are none yet: each has knowledge that nobody sees, answers from it,
learns by reading and doing, and forgets. Difficulties hang on the ids alone, so any skill and item can be
asked. Their numbers are assumptions, wide on purpose; only what holds for all of the kinds is worth
believing.
"""

import math
import random
import zlib
from abc import ABC, abstractmethod
from dataclasses import dataclass

from tutor.learner.entries import Source

# Chance of a right answer without knowing, and of a wrong one in spite of it, by where it is asked. Placement
# and the weekly quiz have four options; reviews are in part graded by the learner. Each learner is more or
# less lucky and careless.
NOISE: dict[Source, tuple[float, float]] = {
    "attempt": (0.02, 0.08), "project": (0.03, 0.08), "review": (0.10, 0.06), "quiz": (0.25, 0.06),
    "interview": (0.05, 0.10), "placement": (0.25, 0.05), "override": (0.0, 0.0),
}  # fmt: skip
_SAVED = 0.6  # of the failures that help turns into a pass


@dataclass(frozen=True)
class Task:
    """Something that is asked of a learner.

    Attributes:
        skill, item: their ids.
        source: where it is asked.
    """

    skill: str
    item: str
    source: Source = "attempt"


class Learner(ABC):
    """Somebody who knows, learns and forgets.

    Args:
        seed: of all that is drawn for this learner; the same seed and the same days are the same learner.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(f"{type(self).__name__} {seed}")  # noqa: S311 - no secret
        self._careless = self.random.gammavariate(4, 0.25)  # mean 1
        self._lucky = self.random.gammavariate(4, 0.25)

    def chance(self, task: Task, day: float) -> float:
        """Probability that the task would be done right without help on a day, counted from any day 0."""
        guess, slip = NOISE[task.source]
        guess, slip = min(0.5, guess * self._lucky), min(0.4, slip * self._careless)
        return guess + (1 - guess - slip) * self.grasp(task.skill, task.item, day)

    def answer(self, task: Task, day: float, *, helped: bool = False) -> bool:
        """Do the task, learn from it, and say whether it was right."""
        chance = self.chance(task, day)
        right = self.random.random() < (1 - (1 - chance) * (1 - _SAVED) if helped else chance)
        self.practise(task.skill, task.item, day, right=right, helped=helped)
        return right

    @abstractmethod
    def grasp(self, skill: str, item: str, day: float) -> float:
        """Probability that the item is known, slips and lucky guesses left out."""

    @abstractmethod
    def read(self, skill: str, day: float) -> None:
        """Study the skill's lesson."""

    @abstractmethod
    def practise(self, skill: str, item: str, day: float, *, right: bool, helped: bool) -> None:
        """Learn from having done an item."""


class AllOrNone(Learner):
    """Knows a skill or does not, and loses it at some moment: knowledge tracing with forgetting.

    Each learner has their own chances to know, to learn and to forget. What is recalled after a day at least
    is lost later.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        draw = self.random
        self._known_before = draw.betavariate(1.5, 6)
        self._by_reading = draw.betavariate(3, 5)
        self._by_doing = draw.betavariate(2, 8)
        self._half_life = draw.lognormvariate(math.log(12), 0.6)
        self._lost: dict[str, float] = {}  # day on which a skill is lost
        self._lives: dict[str, float] = {}  # its half-life, in days
        self._used: dict[str, float] = {}

    def grasp(self, skill: str, item: str, day: float) -> float:  # noqa: ARG002
        """1 or 0."""
        self._meet(skill, day)
        return float(day < self._lost[skill])

    def read(self, skill: str, day: float) -> None:
        """Learn it, with a chance."""
        self._meet(skill, day)
        self._maybe_learn(skill, day, self._by_reading)

    def practise(self, skill: str, item: str, day: float, *, right: bool, helped: bool) -> None:  # noqa: ARG002
        """Learn it with a chance, or hold what is known for longer."""
        self._meet(skill, day)
        if day >= self._lost[skill]:
            self._maybe_learn(skill, day, min(1.0, self._by_doing * (1.5 if helped else 1)))
        elif day - self._used[skill] >= 1:
            self._lives[skill] = min(1000.0, 1.5 * self._lives[skill])
            self._keep(skill, day)
        self._used[skill] = day

    def _meet(self, skill: str, day: float) -> None:
        if skill in self._lost:
            return
        self._lives[skill], self._used[skill], self._lost[skill] = self._half_life, day, day
        self._maybe_learn(skill, day, self._known_before)

    def _maybe_learn(self, skill: str, day: float, chance: float) -> None:
        if self.random.random() < chance:
            self._keep(skill, day)

    def _keep(self, skill: str, day: float) -> None:
        self._lost[skill] = day + self.random.expovariate(math.log(2) / self._lives[skill])


@dataclass
class _Trace:
    """An encounter that is left in memory: its day, weight, and how fast it decays."""

    day: float
    weight: float
    decay: float


class Gradual(Learner):
    """Has an ability and traces of practice that decay by a power of time; items differ in difficulty.

    A trace decays the faster the more was active when it was laid (in the manner of Pavlik and Anderson,
    "Practice and forgetting effects on vocabulary memory", Cognitive Science 29, 2005), but so little that
    spacing does not pay: of the three, this is the kind that reviews help least. What was practised on one
    item helps half as much on another of the skill.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._ability = self.random.gauss(-1.2, 0.9)
        self._rate = self.random.lognormvariate(math.log(1.7), 0.2)
        self._decay = self.random.uniform(0.15, 0.35)
        self._traces: dict[str, list[_Trace]] = {}

    def grasp(self, skill: str, item: str, day: float) -> float:
        """A logistic function of ability, difficulties and practice."""
        active = self._active(skill, day) + self._active(f"{skill} {item}", day)
        hard = 0.6 * _drawn(f"skill {skill}") + 0.7 * _drawn(f"item {skill} {item}")
        return _logistic(self._ability - hard + self._rate * math.log1p(active))

    def read(self, skill: str, day: float) -> None:
        """Lay a trace of twice the weight of a task."""
        self._lay(skill, day, 2.0)

    def practise(self, skill: str, item: str, day: float, *, right: bool, helped: bool) -> None:
        """Lay a trace for the skill and one for the item."""
        weight = 1.0 if right or helped else 0.7
        self._lay(skill, day, weight * 2 / 3)
        self._lay(f"{skill} {item}", day, weight * 2 / 3)

    def _lay(self, key: str, day: float, weight: float) -> None:
        decay = self._decay + 0.25 * min(1.0, self._active(key, day))
        self._traces.setdefault(key, []).append(_Trace(day, weight, decay))

    def _active(self, key: str, day: float) -> float:
        traces = self._traces.get(key, ())
        return sum((trace.weight * (1 + day - trace.day) ** -trace.decay for trace in traces), 0.0)


@dataclass
class _Part:
    """A part of a skill: how long it is remembered, in days of half-life (0 where it is not known)."""

    life: float = 0.0
    day: float = 0.0

    def there(self, day: float) -> float:
        return 2.0 ** -((day - self.day) / self.life) if self.life else 0.0


class Parts(Learner):
    """Knows some of the four parts of a skill; an item needs one to three of them, all at once.

    A part fades exponentially, and lasts longer each time that it is recalled, the more so the nearer it was
    to being lost.
    """

    PARTS = 4

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        draw = self.random
        self._known_before = draw.betavariate(1.5, 6)
        self._by_reading = draw.betavariate(5, 3)
        self._by_doing = draw.betavariate(4, 5)
        self._life = draw.lognormvariate(math.log(14), 0.5)
        self._parts: dict[str, list[_Part]] = {}

    def grasp(self, skill: str, item: str, day: float) -> float:
        """Probability that all needed parts are recalled."""
        return math.prod(part.there(day) for part in self._needed(skill, item, day))

    def read(self, skill: str, day: float) -> None:
        """Learn each part with a chance."""
        for part in self._of(skill, day):
            self._maybe_learn(part, day, self._by_reading)

    def practise(self, skill: str, item: str, day: float, *, right: bool, helped: bool) -> None:
        """Strengthen the parts that were recalled; learn each of the others with a chance."""
        for part in self._needed(skill, item, day):
            there = part.there(day)
            if (right and not helped and there > 0) or self.random.random() < there:
                part.life, part.day = min(2000.0, part.life * (1.15 + 2.2 * (1 - there))), day
            else:
                self._maybe_learn(part, day, self._by_doing)

    def _of(self, skill: str, day: float) -> list[_Part]:
        if skill not in self._parts:
            self._parts[skill] = [_Part() for _ in range(self.PARTS)]
            for part in self._parts[skill]:
                self._maybe_learn(part, day, self._known_before)
        return self._parts[skill]

    def _needed(self, skill: str, item: str, day: float) -> list[_Part]:
        drawn = random.Random(f"parts {skill} {item}")  # noqa: S311 - no secret
        return drawn.sample(self._of(skill, day), drawn.randint(1, 3))

    def _maybe_learn(self, part: _Part, day: float, chance: float) -> None:
        if self.random.random() < chance:
            part.life, part.day = max(self._life, 0.5 * part.life), day


KINDS: tuple[type[Learner], ...] = (AllOrNone, Gradual, Parts)


def _drawn(key: str) -> float:
    """A standard normal number that hangs on a text alone."""
    return random.Random(zlib.crc32(key.encode())).gauss(0, 1)  # noqa: S311 - no secret


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
