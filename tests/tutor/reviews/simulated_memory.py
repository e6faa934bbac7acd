"""A learner whose memory is FSRS-6 with weights of their own, and the log that they leave."""

import random
from datetime import UTC, date, datetime, timedelta

from fsrs.scheduler import DEFAULT_PARAMETERS

from tutor.reviews.fitting import Answers
from tutor.reviews.scheduling import Schedule, Trace

START = date(2026, 11, 28)
_FASTER = {0: 0.3, 1: 0.3, 2: 0.3, 3: 0.3, 8: 0.6, 20: 2.5}  # by how much its weights differ
FORGETFUL = tuple(weight * _FASTER.get(place, 1.0) for place, weight in enumerate(DEFAULT_PARAMETERS))


def simulated_log(weights: tuple[float, ...], items: int, sessions: int, seed: int) -> list[Answers]:
    """What a learner who studies on weekends answers, when asked by the default schedule.

    Args:
        weights: of the learner's memory.
        items: that are learned, a few each weekend.
        sessions: weekends.
        seed: of chance.
    """
    chance, asked, own = random.Random(seed), Schedule(), Schedule(weights)
    log = []
    for item in range(items):
        day = START + timedelta(weeks=item * sessions // (2 * items))
        believed: Trace | None = None
        true: Trace | None = None
        days, grades = [], []
        while day < START + timedelta(weeks=sessions):
            recall = own.retrievability(true, day) if true else 0.0
            grade = (3 if chance.random() < recall else 1) if true else chance.choice((1, 3, 3))
            at = datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()
            believed, true = asked.after(believed, grade, at), own.after(true, grade, at)
            days.append(day)
            grades.append(grade)
            day = _weekend(date.fromisoformat(believed.due))
        log.append(Answers(tuple(days), tuple(grades)))
    return log


def _weekend(day: date) -> date:
    while day.weekday() < 5:
        day += timedelta(days=1)
    return day
