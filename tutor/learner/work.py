"""What came of an exercise, from its attempts and the help that was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from tools.hints import RUNGS
from tutor.learner.entries import Attempt, Help

COPIED = timedelta(days=7)  # how long a solution that was shown is taken to be remembered rather than known


@dataclass(frozen=True)
class Work:
    """What came of one exercise.

    Attributes:
        state: `new`, `tried`, `solved` or `revealed`.
        helped: whether it took more than the counterexample.
    """

    state: Literal["new", "tried", "solved", "revealed"]
    helped: bool = False


def work_on(attempts: Sequence[Attempt], helps: Sequence[Help]) -> Work:
    """What came of one exercise, from its attempts and helps in the order of time.

    A pass within a week of seeing the solution is no solution of the learner's own.
    """
    shown = [help_.at for help_ in helps if help_.rung == len(RUNGS)]
    passes = [attempt for attempt in attempts if attempt.outcome == "passed"]
    own = [attempt for attempt in passes if not was_copied(attempt.at, shown)]
    if own:
        return Work("solved", own[0].rung > 1)
    if shown:
        return Work("revealed", True)
    return Work("tried" if attempts else "new")


def was_copied(at: str, shown: Sequence[str]) -> bool:
    """Whether a moment came within a week of one of the moments at which the solution was shown."""
    moment = datetime.fromisoformat(at)
    return any(then <= moment < then + COPIED for then in map(datetime.fromisoformat, shown))


def evidence_of(
    attempt: Attempt, earlier: Sequence[Attempt], helps: Sequence[Help]
) -> tuple[float, bool] | None:
    """Outcome and help of an attempt as an observation; None where it says nothing new.

    A program that could not be run says nothing. Of the attempts at an exercise up to its pass only the first
    failure counts, and of the passes of one day only the first.

    Args:
        attempt: the new one.
        earlier: attempts at the same exercise before it, in the order of time.
        helps: shown for the exercise before it.
    """
    last = next((before for before in reversed(earlier) if before.outcome in ("passed", "failed")), None)
    if attempt.outcome == "failed":
        return None if last is not None and last.outcome == "failed" else (0.0, False)
    if attempt.outcome != "passed":
        return None
    if last is not None and last.outcome == "passed" and last.at[:10] == attempt.at[:10]:
        return None
    since = next((before.at for before in reversed(earlier) if before.outcome == "passed"), "")
    return 1.0, was_helped(attempt.at, since, helps)


def was_helped(at: str, since: str, helps: Sequence[Help]) -> bool:
    """Whether a pass had more than the counterexample, or came within a week of the solution.

    Args:
        at: ISO time of the pass.
        since: that of the pass before, from which on help counts; empty where there was none.
        helps: for the exercise.
    """
    moment = datetime.fromisoformat(at)
    before = datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)
    shown = [help_.at for help_ in helps if help_.rung == len(RUNGS)]
    higher = [datetime.fromisoformat(help_.at) for help_ in helps if help_.rung > 1]
    return was_copied(at, shown) or any(before < then <= moment for then in higher)
