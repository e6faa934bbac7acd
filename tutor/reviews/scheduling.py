"""When an item is asked again: FSRS-6 by py-fsrs, in whole days of the learner's own calendar.

There are no learning steps. They repeat a new item after minutes, within one sitting; a weekend learner
has one sitting a day, and FSRS-6 learns from the first answer of a day. What was not known comes back the
next day at the earliest. There is no fuzz either: the same answers give the same dates.

Days are calendar days where the learner is, not stretches of 24 hours: Saturday at eleven and Sunday at ten
are a day apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from tutor.clock import timezone

if TYPE_CHECKING:
    import fsrs

RETENTION = 0.90  # desired, at the moment at which an item is asked again
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
LEECH = 4  # lapses
_DIGITS = 6
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # py-fsrs reads the clock where a card has no date


class Remembered(Protocol):
    """What the record keeps of an item: `tutor.learner.record.Memory` and `Review`."""

    @property
    def at(self) -> str: ...
    @property
    def state(self) -> int: ...
    @property
    def step(self) -> int | None: ...
    @property
    def stability(self) -> float: ...
    @property
    def difficulty(self) -> float: ...
    @property
    def repetitions(self) -> int: ...
    @property
    def lapses(self) -> int: ...


@dataclass(frozen=True)
class Trace:
    """What an answer leaves in memory.

    Attributes:
        at: ISO time of the answer.
        state, step: of py-fsrs' card; without learning steps always in review.
        stability: days after which it is remembered with 0.9.
        difficulty: 1 to 10.
        due: ISO date on which it is asked again.
        repetitions, lapses: so far.
    """

    at: str
    state: int
    step: int | None
    stability: float
    difficulty: float
    due: str
    repetitions: int
    lapses: int


@dataclass(frozen=True)
class Schedule:
    """Dates of reviews.

    Attributes:
        parameters: of FSRS-6, 21 numbers; py-fsrs' own where there are none.
        zone: IANA name of the learner's time zone; that of each time where it is empty.
        end: the last day of the course, after which nothing is put off while the course lasts; None where
            there is none.
    """

    parameters: tuple[float, ...] = ()
    zone: str = ""
    end: date | None = None

    def after(self, before: Remembered | None, grade: int, at: str) -> Trace:
        """What an answer leaves.

        Args:
            before: of the answers so far; None where there was none.
            grade: 1 to 4.
            at: ISO time.
        """
        from fsrs import Rating

        today = self.day_of(at)
        card, _ = self._scheduler.review_card(self._card(before), Rating(grade), _midnight(today))
        assert card.stability is not None
        assert card.difficulty is not None
        lapsed = before is not None and grade == AGAIN
        return Trace(
            at,
            int(card.state),
            card.step,
            round(card.stability, _DIGITS),
            round(card.difficulty, _DIGITS),
            self.within(card.due.date(), today).isoformat(),
            (before.repetitions if before else 0) + 1,
            (before.lapses if before else 0) + lapsed,
        )

    def replayed(self, answers: Sequence[tuple[str, int]]) -> Trace:
        """What all answers to an item leave.

        Args:
            answers: ISO time and grade of each, one at least, in the order of time.
        """
        trace: Trace | None = None
        for at, grade in answers:
            trace = self.after(trace, grade, at)
        assert trace is not None
        return trace

    def within(self, due: date, today: date) -> date:
        """A date of review, no later than the end of the course while that lasts."""
        return min(due, self.end) if self.end and today < self.end else due

    def retrievability(self, memory: Remembered, day: date) -> float:
        """How likely an item is remembered on a day, 0 to 1; FSRS-6's forgetting curve."""
        return float(self._scheduler.get_card_retrievability(self._card(memory), _midnight(day)))

    def day_of(self, at: str) -> date:
        """The date of an ISO time where the learner is."""
        if not self.zone:
            return date.fromisoformat(at[:10])
        return datetime.fromisoformat(at).astimezone(timezone(self.zone)).date()

    def _card(self, memory: Remembered | None) -> "fsrs.Card":
        from fsrs import Card, State

        if memory is None:
            return Card(card_id=1, due=_NEVER)
        return Card(
            card_id=1,
            state=State(memory.state),
            step=memory.step,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_NEVER,
            last_review=_midnight(self.day_of(memory.at)),
        )

    @cached_property
    def _scheduler(self) -> "fsrs.Scheduler":
        from fsrs import Scheduler
        from fsrs.scheduler import DEFAULT_PARAMETERS

        return Scheduler(
            self.parameters or DEFAULT_PARAMETERS,
            desired_retention=RETENTION,
            learning_steps=(),
            relearning_steps=(),
            enable_fuzzing=False,
        )


def is_leech(memory: Remembered) -> bool:
    """Whether an item was forgotten so often that asking it once more the same way is of no use."""
    return memory.lapses >= LEECH


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
