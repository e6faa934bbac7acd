"""Ways to place a learner, compared on simulated ones: how long each takes, and how often it is wrong.

    python -m benchmarks.placement [--learners 1000] [--seed 1] [--kinds]

Learners are drawn in five kinds, none of which follows the rules of a placement: novices; some who have come
part of the way, in the order of the course, with gaps; practitioners, who know agents, RAG and services and
not the mathematics; academics, for whom it is the other way round; experts. Each knows or does not know each
skill. Who knows it answers right 88 times in 100 (numbers) or 93 (choices); who does not passes half of the
items over, and is else right 3 times in 100 or 30. Seconds are log-normal: about 85 and 45 with knowledge, 60
and 35 without, 20 for an item that is passed over. These are assumptions: the table says which way is better,
not how long a real learner needs.

A unit is in truth known where the share of its skills that is known is that of `skip_at` at least. Lost are
the hours of skills that are not known and would be left out; saved, those of skills that are known and are.
"""

import argparse
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.tables import table
from knowledge_base.course import Course
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.placement import PlacementItem
from tutor.placement.bank import Bank, read_bank
from tutor.placement.placement import LIMIT_SECONDS, LONGEST_SECONDS, SHORTEST_SECONDS
from tutor.placement.policy import RULES, Rules, look

NEVER = 99
WAYS = {
    "in order, to the end of the time": Rules(enough=NEVER, jump=False),
    "in order, one failed unit ends it": Rules(enough=1, jump=False),
    "in order, two failed units end it": Rules(jump=False),
    "halving, what is built on confirmed by 0": Rules(confirm=0),
    "halving, confirmed by 1": Rules(confirm=1),
    "halving, confirmed by 2 (as it is)": RULES,
    "halving, confirmed by 3": Rules(confirm=3),
}
# Share of each kind of learner, and how likely practitioners and academics know a skill of each unit.
SHARES = {"novice": 25, "on the way": 30, "practitioner": 20, "academic": 15, "expert": 10}
PRACTITIONER = (0.4, 0.3, 0.3, 0.5, 0.85, 0.85, 0.2, 0.3, 0.5, 0.9, 0.8, 0.5, 0.6)
ACADEMIC = (0.97, 0.85, 0.9, 0.7, 0.2, 0.3, 0.95, 0.6, 0.2, 0.2, 0.4, 0.4, 0.4)


@dataclass(frozen=True)
class Outcome:
    """What a placement came to."""

    kind: str
    items: int
    minutes: float
    known: int
    wrongly_skipped: int
    wrongly_kept: int
    hours_lost: float
    hours_saved: float


def draw_learner(course: Course, random_: random.Random) -> tuple[str, frozenset[str]]:
    """Kind of a learner, and ids of the skills that they know."""
    (kind,) = random_.choices(list(SHARES), list(SHARES.values()))
    order = [skill.id for skill in course.study_order()]
    chances = dict.fromkeys(order, 0.96)
    if kind == "novice":
        first = {skill.id for skill in course.units[0].skills}
        chances = {skill: 0.2 * (skill in first) for skill in order}
    elif kind == "on the way":
        far = random_.randrange(len(order) + 1)
        chances = {skill: 0.95 if place < far else 0.03 for place, skill in enumerate(order)}
    elif kind in ("practitioner", "academic"):
        shares = PRACTITIONER if kind == "practitioner" else ACADEMIC
        chances = {s.id: share for unit, share in zip(course.units, shares, strict=True) for s in unit.skills}
    return kind, frozenset(skill for skill in order if random_.random() < chances[skill])


def draw_answer(item: PlacementItem, known: frozenset[str], random_: random.Random) -> tuple[bool, float]:
    """Whether an item is answered right, and the seconds that it takes."""
    number, jitter = item.kind == "number", random_.lognormvariate(0, 0.4)
    if item.skill in known:
        return random_.random() < (0.88 if number else 0.93), (85 if number else 45) * jitter
    if random_.random() < 0.5:
        return False, 20 * jitter
    return random_.random() < (0.03 if number else 0.3), (60 if number else 35) * jitter


def place(
    bank: Bank, known: frozenset[str], rules: Rules, random_: random.Random
) -> tuple[set[str], int, float]:
    """Units that come out as known, items asked, seconds."""
    results: dict[str, bool] = {}
    seconds = 0.0
    while True:
        ahead = look(bank, results, (), rules)
        if ahead.item is None or seconds > LIMIT_SECONDS - SHORTEST_SECONDS:
            return {verdict.unit for verdict in ahead.verdicts if verdict.known}, len(results), seconds
        results[ahead.item.id], took = draw_answer(ahead.item, known, random_)
        seconds += min(took, LONGEST_SECONDS)


def compared(course: Course, bank: Bank, rules: Rules, learners: int, seed: int) -> list[Outcome]:
    """One outcome for each simulated learner; the same learners for every way."""
    found = []
    for number in range(learners):
        random_ = random.Random(f"{seed}/{number}")
        kind, known = draw_learner(course, random_)
        shown, items, seconds = place(bank, known, rules, random_)
        truly = {
            unit.unit
            for unit in bank.units
            if sum(skill.id in known for skill in course.unit(unit.unit).skills)
            >= unit.skip_at / len(unit.items) * len(course.unit(unit.unit).skills) - 1e-9
        }
        left_out = [skill for unit in shown for skill in course.unit(unit).skills]
        lost = sum(skill.minutes for skill in left_out if skill.id not in known) / 60
        saved = sum(skill.minutes for skill in left_out if skill.id in known) / 60
        found.append(
            Outcome(
                kind, items, seconds / 60, len(shown), len(shown - truly), len(truly - shown), lost, saved
            )
        )
    return found


def row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Means of the outcomes."""
    fields = ("items", "minutes", "known", "wrongly_skipped", "wrongly_kept", "hours_lost", "hours_saved")
    means = [statistics.mean(getattr(outcome, field) for outcome in outcomes) for field in fields]
    return [name, *(f"{mean:.2f}" if mean < 10 else f"{mean:.1f}" for mean in means)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", action="store_true", help="of the way as it is, each kind of learner too")
    asked = parser.parse_args()
    course = load_course(default_course_folder())
    bank = read_bank(course)
    rows = []
    for name, rules in WAYS.items():
        outcomes = compared(course, bank, rules, asked.learners, asked.seed)
        rows.append(row(name, outcomes))
        if asked.kinds and rules == RULES:
            rows += [row(f"- {kind}", [o for o in outcomes if o.kind == kind]) for kind in SHARES]
    heads = ("way", "items", "min", "units known", "wrongly skipped", "wrongly kept", "h lost", "h saved")
    print(table(heads, rows))


if __name__ == "__main__":
    main()
