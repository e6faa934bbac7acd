"""What simulated learners show over a weekend course: observations as the record would have them.

Two skills a month for 24 weeks, on Saturdays and Sundays: a lesson, exercises with retries and help, cards
and exercises that come back at growing intervals, a quiz a week, a project and an interview a month. Weeks
are missed, and some learners are away for a month or two.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from evals.learners import Learner, Task
from tutor.learner.entries import Observation, Source

START = datetime(2026, 11, 28, 9, tzinfo=UTC)  # a Saturday
WEEKS = 24
SKILLS = tuple(f"skill{number}" for number in range(12))
_EXERCISES, _CARDS, _QUESTIONS = 3, 3, 3
_DUE_AT_ONCE = 10
_SCORED: tuple[Source, ...] = ("attempt", "review", "quiz", "placement")


@dataclass(frozen=True)
class Look:
    """What is true of a skill at a check-in.

    Attributes:
        before: how many observations of the history were made until then.
        skill: its id.
        at: ISO time.
        chance: of a right answer without help, over eight exercises of the skill.
    """

    before: int
    skill: str
    at: str
    chance: float


@dataclass
class History:
    """All that one learner showed.

    Attributes:
        learner: its name.
        seen: in the order of time.
        looks: at each check-in, at every skill that was begun.
    """

    learner: str
    seen: list[Observation] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)


def scored(observed: Observation) -> bool:
    """Whether it is an answer to be predicted: right or wrong, and without help."""
    return observed.source in _SCORED and not observed.helped


def history(learner: Learner, name: str, seed: int) -> History:
    """The course of one learner."""
    return _Course(learner, name, random.Random(f"course {seed}")).run()


def histories(kind: type[Learner], seeds: range) -> list[History]:
    """The courses of several learners of a kind."""
    return [history(kind(seed), f"{kind.__name__} {seed}", seed) for seed in seeds]


class _Course:
    def __init__(self, learner: Learner, name: str, draw: random.Random) -> None:
        self.learner, self.draw = learner, draw
        self.history = History(name)
        self.due: dict[Task, tuple[float, float]] = {}  # day and interval, in days
        self.begun: list[str] = []
        self.asks_for_help = draw.betavariate(2, 2)
        self.misses = draw.betavariate(1, 6)
        away = draw.randint(4, 18)
        self.away = range(away, away + draw.randint(3, 8)) if draw.random() < 0.35 else range(0)

    def run(self) -> History:
        if self.draw.random() < 0.5:
            for skill in SKILLS:
                self._ask(Task(skill, "placement", "placement"), 0.0)
        coming = list(SKILLS)
        for week in range(WEEKS):
            if week not in self.away and self.draw.random() >= self.misses:
                fresh = [coming.pop(0)] if coming and 2 * len(self.begun) <= week else []
                self._week(week, fresh)
        return self.history

    def _week(self, week: int, fresh: list[str]) -> None:
        saturday, sunday = 7.0 * week + 0.05, 7.0 * week + 1.05
        self._reviews(saturday)
        for skill in fresh:
            self.learner.read(skill, saturday)
            self.begun.append(skill)
            self._exercises(skill, (0, 1), saturday + 0.1)
            for card in range(_CARDS):
                self.due[Task(skill, f"card{card}", "review")] = (sunday - 0.2, 1.0)
        self._reviews(sunday)
        if not fresh and self.begun:
            self._exercises(self.begun[-1], (2,), sunday + 0.1)
        for skill in self.draw.sample(self.begun, min(3, len(self.begun))):
            self._ask(Task(skill, f"question{self.draw.randrange(_QUESTIONS)}", "quiz"), sunday + 0.2)
        if week % 4 == 3:
            self._monthly(sunday + 0.25)
        self._look(sunday + 0.3)

    def _exercises(self, skill: str, numbers: tuple[int, ...], day: float) -> None:
        for number in numbers:
            task = Task(skill, f"exercise{number}", "attempt")
            self._exercise(task, day + 0.02 * number)
            self.due[task] = (day + 12, 14.0)

    def _exercise(self, task: Task, day: float) -> None:
        """Up to four tries; seen are the first failure and the pass."""
        helped, failed = False, False
        for attempt in range(4):
            right = self.learner.answer(task, day + 0.002 * attempt, helped=helped)
            if right or not failed:
                self._show(task, day + 0.002 * attempt, float(right), helped=helped and right)
            if right:
                return
            failed = True
            helped = helped or self.draw.random() < self.asks_for_help

    def _reviews(self, day: float) -> None:
        due = sorted(
            (when, task.skill, task.item, task) for task, (when, _) in self.due.items() if when <= day
        )
        for count, (_, _, _, task) in enumerate(due[:_DUE_AT_ONCE]):
            interval = self.due[task][1]
            right = self._ask(task, day + 0.003 * count)
            longer = min(120.0, 2.5 * interval) if right else 1.0
            self.due[task] = (day + longer - 0.5, longer)

    def _monthly(self, day: float) -> None:
        parts: tuple[tuple[Source, int], ...] = (("project", 4), ("interview", 5))
        for source, tasks in parts:
            for skill in self.draw.sample(self.begun, min(2, len(self.begun))):
                asked = [Task(skill, f"{source}{number}", source) for number in range(tasks)]
                share = sum(self.learner.answer(task, day) for task in asked) / tasks
                self._show(Task(skill, source, source), day, share)

    def _ask(self, task: Task, day: float) -> bool:
        right = self.learner.answer(task, day)
        self._show(task, day, float(right))
        return right

    def _show(self, task: Task, day: float, outcome: float, *, helped: bool = False) -> None:
        seen = Observation(
            _moment(day), task.skill, task.source, f"{task.skill}:{task.item}", outcome, helped
        )
        self.history.seen.append(seen)

    def _look(self, day: float) -> None:
        for skill in self.begun:
            asked = [Task(skill, f"exercise{number}") for number in range(8)]
            chance = sum(self.learner.chance(task, day) for task in asked) / len(asked)
            self.history.looks.append(Look(len(self.history.seen), skill, _moment(day), chance))


def _moment(day: float) -> str:
    return (START + timedelta(days=day)).isoformat()


def by_skill(seen: list[Observation]) -> Iterator[list[Observation]]:
    """Each skill's observations, in the order of time."""
    for skill in sorted({observed.skill for observed in seen}):
        yield [observed for observed in seen if observed.skill == skill]
