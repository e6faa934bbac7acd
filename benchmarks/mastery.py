"""The estimate of mastery beside other predictions of the next answer, on simulated learners.

    python -m benchmarks.mastery [--bkt PYTHON]     compare on learners that were held out
    python -m benchmarks.mastery --tune             the constants that predict the training learners best

PYTHON has pyBKT 1.4.3 (with scikit-learn 1.7.2; it cannot be imported beside 1.9). What is fitted is fitted
on the training learners of two kinds, mixed; the third kind is seen by nobody before it is predicted. Only
unaided answers are predicted, each from what the same learner showed before.
"""

import argparse
import csv
import json
import math
import random
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.histories import START, History, by_skill, histories, scored
from benchmarks.tables import table
from evals.learners import KINDS, AllOrNone, Gradual
from tutor.learner.entries import Observation, Source
from tutor.learner.mastery import Belief, Constants, Estimate, Model

TRAINING, HELD_OUT = range(1000, 1060), range(3000, 3060)
BINS = 10
BOOTSTRAP = 1000
OURS = "this project"
Predictions = list[float]  # of each scored answer, in the order of the histories and of time
Predictor = Callable[[Sequence[History]], Predictions]


@dataclass(frozen=True)
class Answers:
    """What is to be predicted.

    Attributes:
        outcomes: 0 or 1.
        learners: the history of each.
    """

    outcomes: list[int]
    learners: list[int]


def main() -> None:
    """Compare, or tune."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bkt", type=Path, default=None, help="a Python that has pyBKT")
    parser.add_argument("--tune", action="store_true")
    asked = parser.parse_args()
    training = [*histories(AllOrNone, TRAINING), *histories(Gradual, TRAINING)]
    if asked.tune:
        tune(training)
        return
    held_out = {kind.__name__: histories(kind, HELD_OUT) for kind in KINDS}
    compare(training, held_out, asked.bkt)
    print(coverage(held_out), *mastered(held_out), speed(held_out["Gradual"]), sep="\n\n")


# -- predictions -----------------------------------------------------------------------------------


def compare(training: Sequence[History], held_out: Mapping[str, Sequence[History]], bkt: Path | None) -> None:
    """Print a table for each kind of learner, and the reliability of ours."""
    everyone = [history for group in held_out.values() for history in group]
    rows = {name: predict(everyone) for name, predict in baselines(training).items()}
    rows |= bkt_predictions(bkt, training, everyone) if bkt else {}
    rows[OURS] = ours(everyone)
    at = 0
    for kind, group in held_out.items():
        answers = answers_of(group)
        part = {name: row[at : at + len(answers.outcomes)] for name, row in rows.items()}
        at += len(answers.outcomes)
        print(f"**{kind}**, {len(group)} learners, {len(answers.outcomes)} answers\n")
        print(scores(part, answers), end="\n\n")
    print(reliability(rows[OURS], answers_of(everyone).outcomes), end="\n\n")


def answers_of(group: Sequence[History]) -> Answers:
    """The answers to be predicted."""
    found = [
        (int(seen.outcome), number)
        for number, history in enumerate(group)
        for seen in history.seen
        if scored(seen)
    ]
    return Answers([outcome for outcome, _ in found], [learner for _, learner in found])


def ours(group: Sequence[History], constants: Constants | None = None) -> Predictions:
    """What `tutor.learner.mastery` expects."""
    model, said = Model(constants), []
    for history in group:
        beliefs: dict[str, Belief] = {}
        for seen in history.seen:
            belief = beliefs.get(seen.skill)
            if scored(seen):
                said.append(model.expected(belief, seen.source, seen.at))
            beliefs[seen.skill] = model.step(belief, seen)
    return said


def baselines(training: Sequence[History]) -> dict[str, Predictor]:
    """The means of the training answers, and the estimate that the tutor had before."""
    return {
        "mean": mean_of(training, lambda _: ""),
        "mean by skill": mean_of(training, lambda seen: seen.skill),
        "mean by skill and source": mean_of(training, lambda seen: f"{seen.skill} {seen.source}"),
        "BKT, constants by hand": hand_bkt,
    }


def mean_of(training: Sequence[History], key: Callable[[Observation], str]) -> Predictor:
    """The mean of the training answers with the same key."""
    outcomes = defaultdict(list)
    for seen in answered(training):
        outcomes[key(seen)].append(seen.outcome)
    means = {name: statistics.fmean(values) for name, values in outcomes.items()}
    return lambda group: [means[key(seen)] for seen in answered(group)]


def answered(group: Sequence[History]) -> Iterator[Observation]:
    """The observations that are scored."""
    return (seen for history in group for seen in history.seen if scored(seen))


def hand_bkt(group: Sequence[History]) -> Predictions:
    """Knowledge tracing without forgetting, as the tutor estimated mastery at first."""
    start, learned, guess, slip = 0.25, 0.2, 0.05, 0.15
    said = []
    for history in group:
        known: dict[str, float] = defaultdict(lambda: start)
        for seen in history.seen:
            now = known[seen.skill]
            right = now * (1 - slip) + (1 - now) * guess
            if scored(seen):
                said.append(right)
            if not seen.helped:
                now = now * (1 - slip) / right if seen.outcome >= 0.5 else now * slip / (1 - right)
            known[seen.skill] = now + (1 - now) * learned
    return said


def bkt_predictions(
    python: Path, training: Sequence[History], held_out: Sequence[History]
) -> dict[str, Predictions]:
    """What pyBKT predicts in each of its ways."""
    script = Path(__file__).with_name("bkt_predictions.py")
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("training.csv", "held_out.csv", "predictions.json")]
        write_answers(training, files[0])
        write_answers(held_out, files[1])
        subprocess.run([python, "-W", "ignore", script, *files], check=True)
        found: dict[str, Predictions] = json.loads(files[2].read_text(encoding="utf-8"))
    kept = [scored(seen) for history in held_out for seen in history.seen]
    return {way: [said for said, keep in zip(row, kept, strict=True) if keep] for way, row in found.items()}


def write_answers(group: Sequence[History], to: Path) -> None:
    """A CSV file as pyBKT reads it; with help the answer is not seen, and the gap is that which follows."""
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order_id", "user_id", "skill_name", "correct", "source", "gap"])
        number = 0
        for history in group:
            for seen, gap in zip(history.seen, gaps(history.seen), strict=True):
                correct = -1 if seen.helped else int(seen.outcome >= 0.5)
                writer.writerow([number, history.learner, seen.skill, correct, seen.source, gap])
                number += 1


def gaps(seen: Sequence[Observation]) -> list[str]:
    """For each, how long it is to the next of its skill, and whether it was helped."""
    later: dict[str, datetime] = {}
    found = []
    for one in reversed(seen):
        at = datetime.fromisoformat(one.at)
        days = (later.get(one.skill, at) - at) / timedelta(days=1)
        later[one.skill] = at
        found.append(f"{sum(days > edge for edge in (0.5, 3, 10, 30))}{'helped' * one.helped}")
    return found[::-1]


# -- scores ----------------------------------------------------------------------------------------


def scores(rows: Mapping[str, Predictions], answers: Answers) -> str:
    """Log loss with its distance from ours, AUC and calibration of each row."""
    losses = {
        name: [loss(*pair) for pair in zip(row, answers.outcomes, strict=True)] for name, row in rows.items()
    }
    lines = []
    for name, row in rows.items():
        low, high = difference(losses[name], losses[OURS], answers.learners)
        apart = "" if name == OURS else f"{low:+.3f} to {high:+.3f}"
        mean, error = statistics.fmean(losses[name]), calibration(row, answers.outcomes)
        lines.append([name, f"{mean:.4f}", apart, f"{auc(row, answers.outcomes):.3f}", f"{error:.3f}"])
    return table(["", "log loss", "above ours, 95 %", "AUC", "ECE"], lines)


def loss(said: float, outcome: int) -> float:
    """-ln of the probability that was given to what happened."""
    return -math.log(max(1e-9, said if outcome else 1 - said))


def difference(one: Sequence[float], other: Sequence[float], learners: Sequence[int]) -> tuple[float, float]:
    """An interval of the difference of two mean losses, by a bootstrap over learners."""
    apart: dict[int, float] = defaultdict(float)
    counts: dict[int, int] = defaultdict(int)
    for first, second, learner in zip(one, other, learners, strict=True):
        apart[learner] += first - second
        counts[learner] += 1
    draw, names, drawn = random.Random(1), list(counts), []
    for _ in range(BOOTSTRAP):
        some = draw.choices(names, k=len(names))
        drawn.append(sum(apart[name] for name in some) / sum(counts[name] for name in some))
    drawn.sort()
    return drawn[round(0.025 * BOOTSTRAP)], drawn[round(0.975 * BOOTSTRAP)]


def auc(said: Sequence[float], outcomes: Sequence[int]) -> float:
    """Chance that a right answer was given more than a wrong one; ties count half."""
    ranks, at = 0.0, 0
    order = sorted(zip(said, outcomes, strict=True))
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] == order[at][0]:
            end += 1
        ranks += sum(outcome for _, outcome in order[at:end]) * (at + end + 1) / 2
        at = end
    right = sum(outcomes)
    return (ranks - right * (right + 1) / 2) / (right * (len(order) - right))


def bins(said: Sequence[float], outcomes: Sequence[int]) -> list[tuple[int, float, float]]:
    """Of each of ten equal bins of what was said: answers, mean of what was said, share that was right."""
    groups: list[list[tuple[float, int]]] = [[] for _ in range(BINS)]
    for chance, outcome in zip(said, outcomes, strict=True):
        groups[min(BINS - 1, int(chance * BINS))].append((chance, outcome))
    return [_bin(group) for group in groups]


def _bin(group: Sequence[tuple[float, int]]) -> tuple[int, float, float]:
    if not group:
        return 0, 0.0, 0.0
    said, right = zip(*group, strict=True)
    return len(group), statistics.fmean(said), statistics.fmean(right)


def calibration(said: Sequence[float], outcomes: Sequence[int]) -> float:
    """Expected calibration error over the ten bins."""
    return sum(count * abs(mean - right) for count, mean, right in bins(said, outcomes)) / len(said)


def reliability(said: Sequence[float], outcomes: Sequence[int]) -> str:
    """A table of the bins."""
    rows = [
        [f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}", str(count), f"{mean:.3f}", f"{right:.3f}"]
        for number, (count, mean, right) in enumerate(bins(said, outcomes))
        if count
    ]
    return table(["said", "answers", "mean said", "right"], rows)


# -- the interval, and mastery ---------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A skill at a check-in.

    Attributes:
        of: learner and skill.
        chance: the true one, of an exercise done right without help.
        said: by ours.
    """

    of: tuple[str, str]
    chance: float
    said: Estimate


def looks(group: Sequence[History]) -> Iterator[Seen]:
    """Each skill that was begun, at each check-in."""
    model = Model()
    for history in group:
        beliefs: dict[str, Belief] = {}
        at = 0
        for look in history.looks:
            for seen in history.seen[at : look.before]:
                beliefs[seen.skill] = model.step(beliefs.get(seen.skill), seen)
            at = look.before
            said = model.estimate(beliefs[look.skill], look.at)
            yield Seen((history.learner, look.skill), look.chance, said)


def coverage(held_out: Mapping[str, Sequence[History]]) -> str:
    """How often the 80 % interval holds the true chance at the check-ins."""
    rows = []
    for kind, group in held_out.items():
        found = list(looks(group))
        held = statistics.fmean(one.said.low <= one.chance <= one.said.high for one in found)
        below = statistics.fmean(one.chance < one.said.low for one in found)
        width = statistics.fmean(one.said.high - one.said.low for one in found)
        rows.append([kind, str(len(found)), f"{held:.3f}", f"{below:.3f}", f"{width:.2f}"])
    columns = ["interval of 80 %", "looks", "holds the true chance", "is above it", "mean width"]
    return table(columns, rows)


def mastered(held_out: Mapping[str, Sequence[History]]) -> Iterator[str]:
    """What is true of skills that are called mastered; then how soon the good get there, and guessers."""
    rows = []
    for kind, group in held_out.items():
        found = list(looks(group))
        true = [one.chance for one in found if one.said.mastered]
        good = [one.said.mastered for one in found if one.chance >= 0.85]
        rows.append([
            kind, f"{len(true) / len(found):.2f}", f"{statistics.fmean(true):.3f}",
            f"{statistics.fmean(chance < 0.7 for chance in true):.3f}", f"{statistics.fmean(good):.2f}",
            f"{losses_of_mastery(found):.1f}",
        ])  # fmt: skip
    yield table(
        [
            "", "of the looks mastered", "true chance then", "of them under 0.7",
            "mastered where it is 0.85 and more", "times lost, a skill and course",
        ],
        rows,
    )  # fmt: skip
    yield table(["", "ever mastered in 20 answers", "answers until then, median"], list(strangers()))


def losses_of_mastery(found: Sequence[Seen]) -> float:
    """How often a skill that was mastered at one check-in was not at the next, on average."""
    skills: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for one in found:
        skills[one.of].append(one.said.mastered)
    lost = [sum(was and not now for was, now in pairwise(said)) for said in skills.values()]
    return statistics.fmean(lost)


def strangers() -> Iterator[list[str]]:
    """Learners whose answers are right with one chance, on a weekend's two days, three new items a day."""
    sources: tuple[Source, ...] = ("placement", "quiz", "review", "attempt")
    for name, chance in (("right with 0.25", 0.25), ("right with 0.5", 0.5), ("right with 0.9", 0.9)):
        for source in sources:
            times = [first_mastered(random.Random(seed), chance, source) for seed in range(1000)]
            reached = [time for time in times if time]
            median = f"{statistics.median(reached):.0f}" if reached else ""
            yield [f"{source}, {name}", f"{len(reached) / len(times):.1%}", median]


def first_mastered(draw: random.Random, chance: float, source: Source) -> int:
    """The answer, of twenty, at which the skill is first called mastered; 0 where it never is."""
    model, belief = Model(), None
    for number in range(20):
        day = 7 * (number // 6) + number % 6 // 3
        at = (START + timedelta(days=day, minutes=number)).isoformat()
        outcome = float(draw.random() < chance)
        belief = model.step(belief, Observation(at, "skill", source, f"item{number}", outcome))
        if model.estimate(belief, at).mastered:
            return number + 1
    return 0


def speed(group: Sequence[History]) -> str:
    """Steps a second."""
    sequences = [seen for history in group for seen in by_skill(history.seen)]
    model, started = Model(), time.perf_counter()
    for sequence in sequences:
        belief = None
        for seen in sequence:
            belief = model.step(belief, seen)
    steps = sum(len(sequence) for sequence in sequences)
    return f"{steps / (time.perf_counter() - started):,.0f} steps a second"


# -- tuning ----------------------------------------------------------------------------------------


def tune(training: Sequence[History], rounds: int = 4) -> None:
    """Search along one constant at a time, in smaller steps each round, and print what was found."""
    outcomes = answers_of(training).outcomes
    best, found = mean_loss(training, outcomes, Constants()), Constants()
    print(f"{best:.5f} before", flush=True)
    for number in range(rounds):
        factor = 1.4 ** (1 / 2**number)
        for name in TUNED_BY_FACTOR:
            best, found = along(name, factor, best, found, training, outcomes)
        print(f"{best:.5f} {asdict(found)}", flush=True)


TUNED_BY_FACTOR = ("low", "high", "taught", "half_life", "longer", "wrong", "helped", "slip")
_SHARES = {"taught", "right", "wrong", "helped", "slip"}


def along(
    name: str,
    factor: float,
    best: float,
    found: Constants,
    training: Sequence[History],
    outcomes: Sequence[int],
) -> tuple[float, Constants]:
    """Go up or down with one constant while it helps."""
    for sign in (1, -1):
        while True:
            value = getattr(found, name) * factor**sign
            if name in _SHARES and value >= 1:
                break
            changed = replace(found, **{name: value})
            if (error := mean_loss(training, outcomes, changed)) > best - 1e-5:
                break
            best, found = error, changed
    return best, found


def mean_loss(training: Sequence[History], outcomes: Sequence[int], constants: Constants) -> float:
    """Of the constants, over all training answers."""
    return statistics.fmean(map(loss, ours(training, constants), outcomes))


if __name__ == "__main__":
    main()
