"""Exercises as reviews: what the attempts at one say about how well its skill is still there.

The grade comes from what happened, day by day, and never from how it felt: passed at the first try is
good, passed alone after a failure is hard, and not passed, or passed with a hint or the solution, is again.
The first review is the first pass that was the learner's own; from then on each day with attempts is one.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from tools.hints import RUNGS
from tutor.learner.entries import Attempt, Help
from tutor.learner.work import was_copied
from tutor.reviews.scheduling import AGAIN, GOOD, HARD


def outcomes(
    attempts: Sequence[Attempt], helps: Sequence[Help], day_of: Callable[[str], date], today: date
) -> list[tuple[str, int]]:
    """ISO time and grade of each review that the attempts at one exercise amount to.

    Args:
        attempts: at it, in the order of time.
        helps: for it, in the order of time.
        day_of: the learner's day of an ISO time.
        today: a day without a pass is graded once it is over.
    """
    judged = [attempt for attempt in attempts if attempt.outcome in ("passed", "failed")]
    found: list[tuple[str, int]] = []
    before: list[Attempt] = []  # of days before the first pass
    last_pass = ""
    for day, some in groupby(judged, key=lambda attempt: day_of(attempt.at)):
        given = list(some)
        at, grade = _graded(given if found else before + given, helps, last_pass)
        passes = [attempt.at for attempt in given if attempt.outcome == "passed"]
        last_pass = passes[-1] if passes else last_pass
        if not found and grade == AGAIN:
            before += given
        elif passes or day < today:
            found.append((at, grade))
    return found


def _graded(given: Sequence[Attempt], helps: Sequence[Help], last_pass: str) -> tuple[str, int]:
    passed = next((attempt for attempt in given if attempt.outcome == "passed"), None)
    if passed is None:
        return given[-1].at, AGAIN
    if _helped(passed, last_pass, helps):
        return passed.at, AGAIN
    return passed.at, GOOD if passed == given[0] else HARD


def _helped(passed: Attempt, last_pass: str, helps: Sequence[Help]) -> bool:
    """Whether more than the counterexample was shown since the last pass, or the solution not long before."""
    shown = [help_.at for help_ in helps if help_.rung == len(RUNGS)]
    meanwhile = (help_.rung > 1 and last_pass < help_.at <= passed.at for help_ in helps)
    return was_copied(passed.at, shown) or any(meanwhile)
