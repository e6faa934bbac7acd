"""How likely it is that a skill is known, with its uncertainty, from everything that was seen of it.

What is believed of a skill is a histogram: a weight w_i for each of seven levels q_i, the chance that an
unaided task is done right, slips and lucky guesses left out. The levels are even in logits from 0.03 to 0.97.
It is a hidden Markov model as in Corbett and Anderson, "Knowledge tracing", User Modeling and User-Adapted
Interaction 4, 1995, with seven states in place of two, and with forgetting.

- Before anything was seen, w_i ∝ q_i^a (1 - q_i)^b. What is asked outside of placement comes after a
  lesson, which moves a share of each level to the next, three times.
- An answer y, from 0 to 1, is right with P_i = g + (1 - g - s) q_i, with guess g and slip s as there: Bayes'
  rule gives w_i ∝ w_i P_i^y (1 - P_i)^(1 - y).
- Doing teaches: a share of each level moves to the next, greatest with help. With help there is nothing to
  learn from the answer, and only this. Placement does not say what was right, and teaches nothing.
- Time loses: the chance to be above level i falls by 2^(-q_i² Δt / h). So the estimate never rises by
  waiting, fading in two goes is fading in one, and high levels are lost first.
- h grows by a factor with each independent success and shrinks with each failure, as the half-life does with
  spaced practice in Settles and Meeder, "A trainable spaced repetition model for language learning", ACL
  2016.

The probability that is said is Σ w_i q_i. The interval lies between two quantiles, each level spread evenly
between its neighbours; their share is such that it holds the true chance of simulated learners with 80 %.

The constants were tuned by `python -m benchmarks.mastery --tune` on simulated learners, who are of other
kinds than this model, and rounded. Two are off their optimum on purpose: with `right` at 0.6 and `half_life`
at 2 answers are predicted a little better, but a few lucky guesses pass for mastery, and a good learner who
does one thing a day has to do eight before it is reached. What it gives on learners that were held out is in
docs/benchmarks.md. The constants wait for the logs of real learners.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from tutor.learner.entries import Observation, Source

MASTERED = 0.9
INDEPENDENT = 3  # unaided observations that it takes to call a skill mastered
DOUBTED = 2  # unaided failures after which the learner's own word counts no longer
LEVELS = 7
LESSON = 3  # steps that a lesson can move a level up
_LOWEST = 0.03  # the lowest level; the highest is as far from 1
_TAIL = 0.04  # of the weight, on either side of the interval of 80 %: the weights are too sure
_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True)
class Constants:
    """The numbers of the model; the equations are above.

    Attributes:
        low, high: exponents a and b of the prior.
        half_life: h, in days, of what was not done right yet.
        longer: factor by which an independent success makes it longer.
        longest: successes that count for it.
        lapse: successes that a failure takes back.
        taught: share of each level that moves up by a lesson, `LESSON` times.
        right, wrong, helped: share that moves up after an answer of that kind.
        slip: chance that what is known is answered wrong.
    """

    low: float = 0.5
    high: float = 2.0
    half_life: float = 4.0
    longer: float = 1.35
    longest: int = 12
    lapse: int = 3
    taught: float = 0.7
    right: float = 0.25
    wrong: float = 0.15
    helped: float = 0.4
    slip: float = 0.05


# Chance to be right without knowing. Hidden checks are hardly passed by luck; placement and the weekly quiz
# offer four options; reviews are in part graded by the learner.
GUESS: dict[Source, float] = {
    "attempt": 0.02, "project": 0.05, "review": 0.10, "quiz": 0.25, "interview": 0.05, "placement": 0.25,
}  # fmt: skip


@dataclass(frozen=True)
class Belief:
    """What is believed of one skill, as it was after the latest observation.

    Attributes:
        weights: of the levels, lowest first; their sum is 1.
        at: ISO time of the latest observation.
        seen: observations so far.
        independent: unaided right answers on another item or another day than those before.
        proofs: items of those of the latest day, as `item@day`.
        steps: of the half-life, each a factor `longer`.
        taught: whether there was a lesson: something else than placement was seen, or the skill was claimed.
        claimed: whether the learner says that it is known, and has not failed since as often as `DOUBTED`.
        failed: unaided failures since then.
    """

    weights: tuple[float, ...]
    at: str
    seen: int = 0
    independent: int = 0
    proofs: tuple[str, ...] = ()
    steps: int = 0
    taught: bool = False
    claimed: bool = False
    failed: int = 0


@dataclass(frozen=True)
class Estimate:
    """What is said of a skill at a moment.

    Attributes:
        probability: that an unaided task of the skill is done right, 0 to 1, slips and luck left out.
        low, high: an interval that holds it with about 80 %.
        seen: observations.
        mastered: whether it is 0.9 at least with three independent observations, or claimed by the learner.
        claimed: whether the learner says so, and has not failed twice since.
    """

    probability: float
    low: float
    high: float
    seen: int
    mastered: bool
    claimed: bool = False


class Model:
    """The equations with their constants; the module's own functions use those that were tuned."""

    def __init__(self, constants: Constants | None = None) -> None:
        self.constants = constants or Constants()
        self.levels = _levels()
        raw = [q**self.constants.low * (1 - q) ** self.constants.high for q in self.levels]
        self.prior = _normal(raw)
        self._losable = tuple(q * q for q in self.levels)
        slip = self.constants.slip
        self._right = {
            source: tuple(guess + (1 - guess - slip) * q for q in self.levels)
            for source, guess in GUESS.items()
        }

    def step(self, belief: Belief | None, observed: Observation) -> Belief:
        """The belief after an observation.

        Args:
            belief: before it; None where nothing was seen yet.
            observed: in the order of time.
        """
        before = self.faded(belief, observed.at) if belief else Belief(self.prior, observed.at)
        if observed.source == "override":
            return self._overridden(before, observed)
        seen = replace(before, at=observed.at, seen=before.seen + 1)
        if not seen.taught and observed.source != "placement":
            seen = self._taught(seen)
        if observed.helped:
            return replace(seen, weights=_moved_up(seen.weights, self.constants.helped))
        return self._failed(seen, observed) if observed.outcome < 0.5 else self._passed(seen, observed)

    def faded(self, belief: Belief, at: str) -> Belief:
        """The belief as time has left it; the learner's own word does not fade."""
        days = _days(belief.at, at)
        if belief.claimed or days <= 0:
            return belief
        half_lives = days / (self.constants.half_life * self.constants.longer**belief.steps)
        weights, above, before = [], 1.0, 1.0  # weight above a level, and what time has left of it
        for weight, losable in zip(belief.weights[:-1], self._losable, strict=False):
            above = max(0.0, above - weight)
            left = above * 2.0 ** (-half_lives * losable)
            weights.append(before - left)
            before = left
        return replace(belief, weights=(*weights, before), at=at)

    def estimate(self, belief: Belief | None, at: str) -> Estimate:
        """What a belief says at a moment."""
        now = self.faded(belief, at) if belief else Belief(self.prior, at)
        probability = self._mean(now)
        low, high = _quantile(now.weights, _TAIL), _quantile(now.weights, 1 - _TAIL)
        low, high = min(probability, low), max(probability, high)
        mastered = now.claimed or (probability >= MASTERED and now.independent >= INDEPENDENT)
        return Estimate(probability, low, high, now.seen, mastered, now.claimed)

    def expected(self, belief: Belief | None, source: Source, at: str) -> float:
        """Chance that an unaided answer would be right at a moment, slips and luck counted in."""
        now = self.faded(belief, at) if belief else Belief(self.prior, at)
        if not now.taught and source != "placement":
            now = self._taught(now)
        known = self._mean(now)
        return GUESS[source] + (1 - GUESS[source] - self.constants.slip) * known

    def _taught(self, belief: Belief) -> Belief:
        weights = belief.weights
        for _ in range(LESSON):
            weights = _moved_up(weights, self.constants.taught)
        return replace(belief, weights=weights, taught=True)

    def _passed(self, belief: Belief, observed: Observation) -> Belief:
        day = observed.at[:10]
        proof = f"{observed.item}@{day}"
        weights = self._updated(belief, observed, self.constants.right)
        if proof in belief.proofs:
            return replace(belief, weights=weights)
        proofs = (*(earlier for earlier in belief.proofs if earlier.endswith(f"@{day}")), proof)
        steps = min(belief.steps + 1, self.constants.longest)
        return replace(
            belief, weights=weights, independent=belief.independent + 1, proofs=proofs, steps=steps
        )

    def _failed(self, belief: Belief, observed: Observation) -> Belief:
        weights = self._updated(belief, observed, self.constants.wrong)
        failed = belief.failed + 1 if belief.claimed else 0
        claimed = belief.claimed and failed < DOUBTED
        steps = max(0, belief.steps - self.constants.lapse)
        return replace(belief, weights=weights, steps=steps, claimed=claimed, failed=failed)

    def _mean(self, belief: Belief) -> float:
        return sum(weight * q for weight, q in zip(belief.weights, self.levels, strict=True))

    def _updated(self, belief: Belief, observed: Observation, learned: float) -> tuple[float, ...]:
        """Bayes' rule, then what doing teaches; placement does not say what was right."""
        chances, right = self._right[observed.source], observed.outcome
        if right == 1.0:
            likely: tuple[float, ...] | list[float] = chances
        else:
            likely = [chance**right * (1 - chance) ** (1 - right) for chance in chances]
        weights = _normal([weight * like for weight, like in zip(belief.weights, likely, strict=True)])
        return weights if observed.source == "placement" else _moved_up(weights, learned)

    def _overridden(self, belief: Belief, observed: Observation) -> Belief:
        """The learner's own word counts as three independent successes at once, or as nothing known."""
        seen = replace(belief, at=observed.at, seen=belief.seen + 1, failed=0, claimed=False, proofs=())
        if observed.outcome < 0.5:
            weights = _normal([w * (1 - q) ** 3 for w, q in zip(self.prior, self.levels, strict=True)])
            return replace(seen, weights=weights, independent=0, steps=0)
        weights = belief.weights
        for _ in range(INDEPENDENT):
            weights = _normal([w * q for w, q in zip(weights, self.levels, strict=True)])
            weights = _moved_up(weights, self.constants.right)
        steps = max(belief.steps, INDEPENDENT)
        return replace(seen, weights=weights, claimed=True, taught=True, steps=steps)


def _levels() -> tuple[float, ...]:
    edge = math.log((1 - _LOWEST) / _LOWEST)
    return tuple(1 / (1 + math.exp(edge - 2 * edge * number / (LEVELS - 1))) for number in range(LEVELS))


def _normal(weights: list[float]) -> tuple[float, ...]:
    whole = math.fsum(weights)
    return tuple(weight / whole for weight in weights)


def _moved_up(weights: tuple[float, ...], share: float) -> tuple[float, ...]:
    """A share of each level in the next."""
    stayed = [weight * (1 - share) for weight in weights]
    stayed[-1] = weights[-1]
    for level, weight in enumerate(weights[:-1], start=1):
        stayed[level] += weight * share
    return tuple(stayed)


def _edges() -> tuple[float, ...]:
    levels = _levels()
    between = [(low + high) / 2 for low, high in pairwise(levels)]
    return (0.0, *between, 1.0)


_EDGES = _edges()


def _quantile(weights: tuple[float, ...], share: float) -> float:
    """The chance that a share of the weight lies below."""
    below = 0.0
    for weight, (low, high) in zip(weights, pairwise(_EDGES), strict=True):
        if below + weight >= share:
            return low + (high - low) * (share - below) / weight
        below += weight
    return 1.0


def _days(since: str, until: str) -> float:
    passed = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return passed.total_seconds() / _SECONDS_A_DAY


TUNED = Model()
step, faded, estimate, expected = TUNED.step, TUNED.faded, TUNED.estimate, TUNED.expected
