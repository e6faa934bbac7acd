"""When the course will be done, and how sure that is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from tutor.learner.entries import Profile
from tutor.planning.blocks import STUDY, Session
from tutor.planning.study_days import study_days

HELD_BEFORE, MISSED_BEFORE = 9.0, 1.0  # of a Beta prior: nine sessions in ten are held
_LOW, _HIGH = 0.1, 0.9
_MOST_MISSED = 2000


@dataclass(frozen=True)
class Forecast:
    """When the course will be done.

    Attributes:
        finish: the last day of study, if every session is held; empty where nothing is left.
        low, high: days before which it is done with one chance in ten, and nine in ten.
        end: on which the course should be done.
        weeks_behind: weeks from `end` to `finish`, a begun one counted whole; 0 where it is in time.
        attendance: share of sessions that are held, as far as is known.
        pace: minutes that were needed for a minute that was planned.
    """

    finish: str
    low: str
    high: str
    end: str
    weeks_behind: int
    attendance: float
    pace: float


def forecast(
    profile: Profile, sessions: Sequence[Session], today: date, end: date, held: int, missed: int, pace: float
) -> Forecast:
    """When the course will be done.

    Of the sessions ahead each is held with a probability of which Beta(9 + held, 1 + missed) is known; so the
    number that is missed before the n-th is held is beta negative binomial (Johnson, Kemp and Kotz,
    "Univariate Discrete Distributions", 3rd edition, 2005, section 6.2.3). Its 10 % and 90 % quantiles are
    counted off on the days of study.

    Args:
        profile: who studies, and when.
        sessions: planned from today on.
        today: the date.
        end: on which the course should be done.
        held, missed: sessions of the past that were and were not.
        pace: as in `Forecast`.
    """
    working = [
        n for n, session in enumerate(sessions) if any(b.kind in STUDY and not b.done for b in session.blocks)
    ]
    alpha, beta = HELD_BEFORE + held, MISSED_BEFORE + missed
    attendance = round(alpha / (alpha + beta), 3)
    if not working:
        return Forecast("", "", "", end.isoformat(), 0, attendance, round(pace, 2))
    needed = working[-1] + 1
    few, many = (missed_before(needed, alpha, beta, share) for share in (_LOW, _HIGH))
    days = [day.day for day in islice(study_days(profile, today), needed + many)]
    finish = sessions[working[-1]].day
    late = max(0, math.ceil((finish - end) / timedelta(weeks=1)))
    low, high = days[min(needed + few, len(days)) - 1], days[-1]
    return Forecast(
        finish.isoformat(),
        low.isoformat(),
        high.isoformat(),
        end.isoformat(),
        late,
        attendance,
        round(pace, 2),
    )


def missed_before(needed: int, alpha: float, beta: float, share: float) -> int:
    """Sessions that are missed before `needed` are held, a quantile of the beta negative binomial."""
    log_one = _log_beta(needed + alpha, beta) - _log_beta(alpha, beta)
    total, term = 0.0, math.exp(log_one)
    for missed in range(_MOST_MISSED):
        total += term
        if total >= share:
            return missed
        term *= (needed + missed) * (beta + missed) / ((missed + 1) * (needed + alpha + beta + missed))
    return _MOST_MISSED


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
