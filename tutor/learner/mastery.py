"""How likely it is that a skill is known, from the exercises that practise it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tools.hints import RUNGS
from tutor.learner.record import Attempt, Help

KNOWN_AT_START = 0.25
LEARNED_BY_TRYING = 0.2
GUESSED = 0.05  # hidden checks over drawn inputs are hardly passed by chance
SLIPPED = 0.15
COPIED = timedelta(days=7)  # how long a solution that was shown is taken to be remembered rather than known

Evidence = Literal["alone", "helped", "not yet"]


@dataclass(frozen=True)
class Work:
    """What came of one exercise.

    Attributes:
        state: `new`, `tried`, `solved` or `revealed`.
        helped: whether it took more than the counterexample.
    """

    state: Literal["new", "tried", "solved", "revealed"]
    helped: bool = False

    @property
    def evidence(self) -> Evidence | None:
        """What it says about its skills; None where nothing was tried."""
        if self.state == "new":
            return None
        if self.state == "solved":
            return "helped" if self.helped else "alone"
        return "not yet"


def work_on(attempts: Sequence[Attempt], helps: Sequence[Help]) -> Work:
    """What came of one exercise, from its attempts and helps in the order of time.

    A pass within a week of seeing the solution is no solution of the learner's own.
    """
    shown = [datetime.fromisoformat(help_.at) for help_ in helps if help_.rung == len(RUNGS)]
    passes = [attempt for attempt in attempts if attempt.outcome == "passed"]
    own = [attempt for attempt in passes if not _copied(attempt, shown)]
    if own:
        return Work("solved", own[0].rung > 1)
    if shown:
        return Work("revealed", True)
    return Work("tried" if attempts else "new")


def estimate(evidence: Iterable[Evidence]) -> float:
    """Probability that a skill is known, by Bayesian knowledge tracing.

    P(L|correct) = P(L)(1-s) / (P(L)(1-s) + (1-P(L))g), P(L|wrong) = P(L)s / (P(L)s + (1-P(L))(1-g)), then
    P(L) = P(L|·) + (1 - P(L|·))t, with slip s, guess g and transition t (Corbett and Anderson, "Knowledge
    tracing", UMUAI 4, 1995, equations 1 to 3). What was solved with help says nothing and teaches something:
    the transition alone.

    Args:
        evidence: of each exercise that practises the skill, in the order of time.
    """
    known = KNOWN_AT_START
    for seen in evidence:
        if seen == "alone":
            right = known * (1 - SLIPPED)
            known = right / (right + (1 - known) * GUESSED)
        elif seen == "not yet":
            wrong = known * SLIPPED
            known = wrong / (wrong + (1 - known) * (1 - GUESSED))
        known += (1 - known) * LEARNED_BY_TRYING
    return known


def _copied(attempt: Attempt, shown: Sequence[datetime]) -> bool:
    at = datetime.fromisoformat(attempt.at)
    return any(moment <= at < moment + COPIED for moment in shown)
