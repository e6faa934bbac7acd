"""Exercises as reviews: what the attempts at one say about how well its skill is still there.

The grade comes from what happened, day by day, and never from how it felt: passed at the first try is
good, passed alone after a failure is hard, and not passed, or passed with a hint or the solution, is again.
The first review is the first pass that was the learner's own; from then on each day with attempts is one.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby

from tutor.learner.entries import Attempt, Help, Review
from tutor.learner.record import Memory, Record
from tutor.learner.work import was_helped
from tutor.reviews.scheduling import AGAIN, GOOD, HARD, Schedule, Trace


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
    before: list[Attempt] = []  # failures before the first pass that was the learner's own
    last_pass = ""
    for day, some in groupby(judged, key=lambda attempt: day_of(attempt.at)):
        given = list(some)
        at, grade = _graded(given if found else before + given, helps, last_pass)
        passes = [attempt.at for attempt in given if attempt.outcome == "passed"]
        last_pass = passes[-1] if passes else last_pass
        if not found and grade == AGAIN:
            before += [attempt for attempt in given if attempt.outcome == "failed"]
        elif passes or day < today:
            found.append((at, grade))
    return found


def keep_outcomes(record: Record, item: str, skill: str, schedule: Schedule) -> int:
    """Keep what the attempts at an exercise showed since its latest review; how many reviews that is.

    Mastery learned of the attempts when they were made, so that nothing more follows for it.

    Args:
        record: of the learner.
        item: `exercise:<id>`.
        skill: its main one.
        schedule: in force.
    """
    reviews = list(_since(record, item, skill, schedule))
    if reviews:
        record.add(*reviews)
    return len(reviews)


def _since(record: Record, item: str, skill: str, schedule: Schedule) -> Iterator[Review]:
    name, today = item.partition(":")[2], schedule.day_of(record.now())
    trace: Memory | Trace | None = record.memory(item)
    for at, grade in outcomes(record.brief_attempts(name), record.helps(name), schedule.day_of, today):
        if trace is not None and schedule.day_of(at) <= schedule.day_of(trace.at):
            continue
        trace = left = schedule.after(trace, grade, at)
        yield Review(
            at, item, skill, grade, "checks", "", "", 0.0, left.state, left.step,
            left.stability, left.difficulty, left.due, left.repetitions, left.lapses,
        )  # fmt: skip


def _graded(given: Sequence[Attempt], helps: Sequence[Help], last_pass: str) -> tuple[str, int]:
    passed = next((attempt for attempt in given if attempt.outcome == "passed"), None)
    if passed is None:
        return given[-1].at, AGAIN
    if was_helped(passed.at, last_pass, helps):
        return passed.at, AGAIN
    return passed.at, GOOD if passed == given[0] else HARD
