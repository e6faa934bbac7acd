"""Fits the weights of FSRS-6 to the learner's own reviews, and keeps them only if they predict better.

py-fsrs' own optimizer needs torch and pandas, which the base install does not have and a few thousand
reviews do not need. The formulas of py-fsrs are written here once more over arrays (items by reviews, for
several sets of weights at once), so that a gradient by differences costs one pass; a test holds them against
py-fsrs. The fit is the mode of the posterior: the log loss of the recalls plus a normal prior around the
default weights, which leaves alone what a short log says nothing about. Its spread was chosen on simulated
learners (`benchmarks/reviews.py`): a wider one follows the noise of a few hundred reviews.

A recall is predicted for every review that is not the first of its item nor on the day of the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

HELD_OUT = 0.2  # of the predicted recalls, the latest ones
LEAST = 0.005  # of log loss that has to be gained; less may be chance where the default weights are true
_RELATIVE, _ABSOLUTE = 0.2, 0.02  # spread of the prior: of each weight, and besides
_STEP = 1e-4  # of the differences, in units of the prior
_ITERATIONS = 60
_TINY = 1e-6  # recalls are kept this far from 0 and 1
_DECIMALS = 4

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Answers:
    """The answers to one item, in the order of time.

    Attributes:
        days: of each.
        grades: 1 to 4.
    """

    days: tuple[date, ...]
    grades: tuple[int, ...]


@dataclass(frozen=True)
class Fitted:
    """What came of a fit.

    Attributes:
        parameters: 21 numbers.
        reviews: that there were.
        predicted: recalls that were held out.
        log_loss: on those, with these weights.
        log_loss_before: with the weights before.
        log_loss_average: of saying the average recall of the others every time.
    """

    parameters: tuple[float, ...]
    reviews: int
    predicted: int
    log_loss: float
    log_loss_before: float
    log_loss_average: float

    @property
    def better(self) -> bool:
        """Whether these weights predict better than those before."""
        return self.log_loss < self.log_loss_before - LEAST


def fit(log: Sequence[Answers], present: Sequence[float]) -> Fitted | None:
    """Fit weights to the earlier recalls of a log and try them on the latest.

    Args:
        log: of each item.
        present: weights in force, 21 numbers.

    Returns:
        What came of it; None where the log has no two parts with predicted recalls.
    """
    table = Log.of(log)
    train, held = table.parts()
    if not train.any() or not held.any():
        return None
    found = _minimised(table, train)
    losses = [table.loss(np.asarray(weights)[None], held)[0] for weights in (found, present)]
    average = np.clip(table.recalled[train].mean(), _TINY, 1 - _TINY)
    chances = np.abs(1.0 - table.recalled[held] - average)  # that were given to what happened
    flat = -np.log(chances).mean()
    return Fitted(
        tuple(float(weight) for weight in found),
        sum(len(item.grades) for item in log),
        int(held.sum()),
        round(float(losses[0]), 5),
        round(float(losses[1]), 5),
        round(float(flat), 5),
    )


@dataclass(frozen=True)
class Log:
    """Answers as arrays (items, most answers of an item), filled up with grades of 0.

    Attributes:
        grades: 1 to 4; 0 where an item has no more answers.
        elapsed: days since the answer before.
        day: ordinals.
    """

    grades: NDArray[np.int64]
    elapsed: Numbers
    day: NDArray[np.int64]

    @classmethod
    def of(cls, log: Sequence[Answers]) -> "Log":
        """The arrays of a log."""
        longest = max((len(item.grades) for item in log), default=0)
        grades = np.zeros((len(log), longest), dtype=np.int64)
        day = np.zeros_like(grades)
        for row, item in enumerate(log):
            grades[row, : len(item.grades)] = item.grades
            day[row, : len(item.days)] = [one.toordinal() for one in item.days]
        elapsed = np.zeros(grades.shape)
        elapsed[:, 1:] = np.maximum(0, np.diff(day, axis=1))
        return cls(grades, elapsed, day)

    @cached_property
    def recalled(self) -> Flags:
        """Whether each answer was a recall."""
        return self.grades > 1

    @cached_property
    def predicted(self) -> Flags:
        """Which recalls are predicted."""
        later = np.arange(self.grades.shape[1])[None] > 0
        return (self.grades > 0) & (self.elapsed >= 1) & later

    def parts(self) -> tuple[Flags, Flags]:
        """Which recalls weights are fitted to, and which they are tried on: the latest days."""
        days = np.sort(self.day[self.predicted])
        if not len(days):
            return self.predicted, np.zeros_like(self.predicted)
        first_held = days[min(len(days) - 1, int(len(days) * (1 - HELD_OUT)))]
        return self.predicted & (self.day < first_held), self.predicted & (self.day >= first_held)

    def loss(self, weights: Numbers, wanted: Flags) -> Numbers:
        """Mean log loss (sets,) of the wanted recalls.

        Args:
            weights: (sets, 21).
            wanted: (items, answers).
        """
        recall = np.clip(self.recall(weights)[:, wanted], _TINY, 1 - _TINY)
        held = self.recalled[wanted]
        return np.asarray(-np.where(held, np.log(recall), np.log(1 - recall)).mean(axis=1))

    def recall(self, weights: Numbers) -> Numbers:
        """Predicted recall (sets, items, answers) before each answer; 1 before the first.

        Args:
            weights: (sets, 21).
        """
        model = _Memory(weights[:, :, None])
        predicted = np.ones((len(weights), *self.grades.shape))
        stability, difficulty = model.first(self.grades[:, 0])
        for place in range(1, self.grades.shape[1]):
            elapsed, grades = self.elapsed[:, place], self.grades[:, place]
            predicted[:, :, place] = model.recall(stability, elapsed)
            stability, difficulty = model.after(stability, difficulty, elapsed, grades)
        return predicted


class _Memory:
    """FSRS-6 over arrays (sets, items), as py-fsrs computes it.

    Args:
        weights: (sets, 21, 1).
    """

    def __init__(self, weights: Numbers) -> None:
        self._w = [weights[:, place] for place in range(weights.shape[1])]
        self._decay = -self._w[20]
        self._factor = 0.9 ** (1 / self._decay) - 1

    def first(self, grades: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
        """Stability and difficulty after the first answer."""
        by_grade = np.stack([np.maximum(self._w[place][:, 0], 0.001) for place in range(4)], axis=1)
        return by_grade[:, np.maximum(grades, 1) - 1], np.clip(self._start(grades), 1, 10)

    def recall(self, stability: Numbers, elapsed: Numbers) -> Numbers:
        """The forgetting curve."""
        return np.asarray((1 + self._factor * elapsed / stability) ** self._decay)

    def after(
        self, stability: Numbers, difficulty: Numbers, elapsed: Numbers, grades: NDArray[np.int64]
    ) -> tuple[Numbers, Numbers]:
        """Stability and difficulty after a later answer."""
        recall = self.recall(stability, elapsed)
        later = np.where(
            grades == 1,
            self._forgotten(stability, difficulty, recall),
            self._recalled(stability, difficulty, recall, grades),
        )
        new = np.where(elapsed < 1, self._same_day(stability, grades), later)
        return np.maximum(new, 0.001), self._harder(difficulty, grades)

    def _start(self, grades: NDArray[np.int64] | int) -> Numbers:
        return np.asarray(self._w[4] - np.exp(self._w[5] * (np.asarray(grades) - 1)) + 1)

    def _harder(self, difficulty: Numbers, grades: NDArray[np.int64]) -> Numbers:
        moved = difficulty - (10 - difficulty) * self._w[6] * (grades - 3) / 9
        return np.clip(self._w[7] * self._start(4) + (1 - self._w[7]) * moved, 1, 10)

    def _same_day(self, stability: Numbers, grades: NDArray[np.int64]) -> Numbers:
        more = np.exp(self._w[17] * (grades - 3 + self._w[18])) * stability ** -self._w[19]
        return np.asarray(stability * np.where(grades > 1, np.maximum(more, 1), more))

    def _forgotten(self, stability: Numbers, difficulty: Numbers, recall: Numbers) -> Numbers:
        w = self._w
        long = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * np.exp((1 - recall) * w[14])
        return np.minimum(long, stability / np.exp(w[17] * w[18]))

    def _recalled(
        self, stability: Numbers, difficulty: Numbers, recall: Numbers, grades: NDArray[np.int64]
    ) -> Numbers:
        w = self._w
        scale = np.where(grades == 2, w[15], 1) * np.where(grades == 4, w[16], 1)
        growth = np.exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (np.exp((1 - recall) * w[10]) - 1)
        return np.asarray(stability * (1 + growth * scale))


def _minimised(table: Log, train: Flags) -> Numbers:
    """The mode of the posterior, within the bounds of py-fsrs."""
    from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
    from scipy.optimize import minimize

    usual, low, high = map(np.asarray, (DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS))
    spread, recalls = _RELATIVE * np.abs(usual) + _ABSOLUTE, int(train.sum())
    steps = np.vstack([np.zeros(len(usual)), np.eye(len(usual)) * _STEP])

    def cost(place: Numbers) -> tuple[float, Numbers]:
        tried = place + steps
        losses = recalls * table.loss(usual + spread * tried, train) + 0.5 * (tried**2).sum(axis=1)
        return float(losses[0]), (losses[1:] - losses[0]) / _STEP

    bounds = list(zip((low - usual) / spread, (high - usual) / spread, strict=True))
    options: dict[str, Any] = {"maxiter": _ITERATIONS}
    start = np.zeros(len(usual))
    result = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(np.clip(np.round(usual + spread * result.x, _DECIMALS), low, high))
