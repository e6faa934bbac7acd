"""How likely it is that a skill is known, with its uncertainty, from everything that was seen of it.

The ability θ of a learner in a skill, in logits, has a normal belief N(m, v). Between two observations it
goes back to where it began (an Ornstein-Uhlenbeck process): with ρ = 2^(-Δt/h), m ← m₀ + ρ(m - m₀) and
v ← ρ²v + (1 - ρ²)v₀; the half-life h doubles with each independent success. An answer is right with
P(θ) = g + (1 - g - s)σ(θ), with guess g and slip s by source; it moves the belief by one Fisher-scoring
step, v' = 1/(1/v + P'²/(P(1-P))) and m' = m + v'(y - P)P'/(P(1-P)), taken at θ = m (Glickman, "Parameter
estimation in large dynamic paired comparison experiments", Applied Statistics 48, 1999; used for learners by
Pelánek, "Applications of the Elo rating system in adaptive educational systems", Computers & Education 98,
2016). Trying teaches: m grows by a gain after each. The probability that is shown is
E[σ(θ)] ≈ σ(m/√(1 + πv/8)) (MacKay, "The evidence framework applied to classification networks", Neural
Computation 4, 1992).
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime

from tutor.learner.entries import Observation, Source

MASTERED = 0.9
INDEPENDENT = 3  # unaided observations that it takes to call a skill mastered
_START, _SPREAD = -1.0, 4.0  # mean and variance of θ before anything was seen
_HALF_LIFE = 30.0  # days
_LONGEST = 6  # doublings of the half-life
_GAIN = 0.3  # of trying, in logits
_BAND = 1.2816  # standard deviations of an interval that holds 80 %
_SECONDS_A_DAY = 86_400.0
# Guess and slip of each source.
_NOISE: dict[Source, tuple[float, float]] = {
    "attempt": (0.02, 0.10), "project": (0.05, 0.10), "review": (0.10, 0.10), "quiz": (0.10, 0.10),
    "interview": (0.10, 0.10), "placement": (0.25, 0.05), "override": (0.0, 0.0),
}  # fmt: skip


@dataclass(frozen=True)
class Belief:
    """What is believed of θ in one skill, as it was after the latest observation.

    Attributes:
        mean, variance: of θ, in logits.
        at: ISO time of the latest observation.
        seen: observations so far.
        independent: unaided right answers on another item or another day than those before.
        proofs: those, as `item@day`, the latest few.
        claimed: whether the learner's own word was the latest about it.
    """

    mean: float
    variance: float
    at: str
    seen: int = 0
    independent: int = 0
    proofs: tuple[str, ...] = ()
    claimed: bool = False


@dataclass(frozen=True)
class Estimate:
    """What is said of a skill at a moment.

    Attributes:
        probability: that an unaided task of the skill is done right, 0 to 1.
        low, high: an interval that holds it with 80 %.
        seen: observations.
        mastered: whether it is 0.9 at least with three independent observations, or claimed by the learner.
        claimed: whether the learner's own word was the latest about it.
    """

    probability: float
    low: float
    high: float
    seen: int
    mastered: bool
    claimed: bool = False


def step(belief: Belief | None, observed: Observation) -> Belief:
    """The belief after an observation.

    Args:
        belief: before it; None where nothing was seen yet.
        observed: in the order of time.
    """
    before = faded(belief or Belief(_START, _SPREAD, observed.at), observed.at)
    before = replace(before, at=observed.at, seen=before.seen + 1, claimed=False)
    if observed.source == "override":
        mean = 4.0 if observed.outcome > 0.5 else _START
        return replace(before, mean=mean, variance=1.0, claimed=observed.outcome > 0.5)
    if not observed.helped:
        before = _counted(_updated(before, observed), observed)
    return replace(before, mean=before.mean + _GAIN)


def faded(belief: Belief, at: str) -> Belief:
    """The belief as time has left it; the learner's own word does not fade."""
    if belief.claimed:
        return belief
    passed = datetime.fromisoformat(at) - datetime.fromisoformat(belief.at)
    days = max(0.0, passed.total_seconds() / _SECONDS_A_DAY)
    half_life = _HALF_LIFE * 2 ** min(belief.independent, _LONGEST)
    kept = 2 ** (-days / half_life)
    mean = _START + kept * (belief.mean - _START)
    return replace(belief, mean=mean, variance=kept**2 * belief.variance + (1 - kept**2) * _SPREAD)


def estimate(belief: Belief | None, at: str) -> Estimate:
    """What a belief says at a moment."""
    now = faded(belief, at) if belief else Belief(_START, _SPREAD, at)
    probability = _logistic(now.mean / math.sqrt(1 + math.pi * now.variance / 8))
    width = _BAND * math.sqrt(now.variance)
    mastered = now.claimed or (probability >= MASTERED and now.independent >= INDEPENDENT)
    low, high = _logistic(now.mean - width), _logistic(now.mean + width)
    return Estimate(probability, low, high, now.seen, mastered, now.claimed)


def _updated(belief: Belief, observed: Observation) -> Belief:
    guess, slip = _NOISE[observed.source]
    known = _logistic(belief.mean)
    right = guess + (1 - guess - slip) * known
    slope = (1 - guess - slip) * known * (1 - known)
    spread = right * (1 - right)
    variance = 1 / (1 / belief.variance + slope**2 / spread)
    mean = belief.mean + variance * (observed.outcome - right) * slope / spread
    return replace(belief, mean=mean, variance=variance)


def _counted(belief: Belief, observed: Observation) -> Belief:
    """Count an unaided right answer where it is another item or another day."""
    proof = f"{observed.item}@{observed.at[:10]}"
    if observed.outcome < 0.5 or proof in belief.proofs:
        return belief
    proofs = (*belief.proofs, proof)[-2 * INDEPENDENT :]
    return replace(belief, independent=belief.independent + 1, proofs=proofs)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
