"""Reviews: how well answers are graded and recalls are predicted, and how long it takes with a full record.

    python -m benchmarks.reviews

Answers: `evals/data/quiz_answers.yaml`, with the shipped encoder. Memory: simulated learners whose memory is
FSRS-6 with the default weights, or with their own; log loss on the latest fifth of their recalls. Time: a
record with 797 memories and 10,000 reviews.
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean, median

from fsrs.scheduler import DEFAULT_PARAMETERS

from benchmarks.tables import table
from evals.labels import SPLITS
from evals.suites.quiz_answers import given_answers, score_answers, summed
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.glossary import Glossary
from tutor.learner.entries import Done, Profile, Review
from tutor.learner.record import Record
from tutor.reviews.fitting import Answers, Fitted, fit
from tutor.reviews.grading import AnswerScorer
from tutor.reviews.quiz import Quiz
from tutor.reviews.scheduling import Schedule, Trace

START = date(2026, 11, 28)
SEEDS = range(5)
_OWN = {0: 0.3, 1: 0.3, 2: 0.3, 3: 0.3, 8: 0.6, 20: 2.5}  # by how much the other learner's weights differ
LEARNERS = {
    "as the default": tuple(DEFAULT_PARAMETERS),
    "forgets sooner": tuple(weight * _OWN.get(place, 1.0) for place, weight in enumerate(DEFAULT_PARAMETERS)),
}


def main() -> None:
    """Print the tables."""
    folder = default_course_folder()
    course = load_course(folder)
    scorer = AnswerScorer(OnnxEmbedder(), Glossary.load(folder / "glossary.yaml"))
    with tempfile.TemporaryDirectory() as place:
        clock = Clock()
        record = Record(Path(place) / "learner.db", clock)
        quiz = Quiz(course, record, lambda: scorer, lambda: record.latest(Profile))
        _graded(scorer, quiz)
        _predicted()
        _timed(quiz, clock)
        record.close()


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment."""
        return self.now


def _graded(scorer: AnswerScorer, quiz: Quiz) -> None:
    rows = []
    for split in SPLITS:
        scored = score_answers(scorer, given_answers(split), quiz.items.cards)
        score = summed(scored)
        shares = (score.precision, score.recall, score.left, score.wrongly_failed, score.wrongly_passed)
        rows.append([split, *(f"{share:.2f}" for share in shares), str(score.points), str(score.answers)])
    columns = ("half", "precision", "recall", "left", "failed wrongly", "passed wrongly", "points", "answers")
    print(table(columns, rows), end="\n\n")


def _predicted() -> None:
    rows = []
    for name, weights in LEARNERS.items():
        for items in (80, 300):
            found = [fit(simulated_log(weights, items, 26, seed), DEFAULT_PARAMETERS) for seed in SEEDS]
            rows.append(_row(name, [one for one in found if one is not None]))
    columns = ("learner", "reviews", "average", "default weights", "fitted", "kept")
    print(table(columns, rows), end="\n\n")


def _row(name: str, found: list[Fitted]) -> list[str]:
    losses = (
        fmean(one.log_loss_average for one in found),
        fmean(one.log_loss_before for one in found),
        fmean(one.log_loss for one in found),
    )
    reviews = fmean(one.reviews for one in found)
    kept = f"{sum(one.better for one in found)} of {len(found)}"
    return [name, f"{reviews:.0f}", *(f"{loss:.4f}" for loss in losses), kept]


def simulated_log(weights: tuple[float, ...], items: int, weeks: int, seed: int) -> list[Answers]:
    """What a learner answers who studies on weekends, when asked by the default schedule."""
    chance, asked, own, log = random.Random(seed), Schedule(), Schedule(weights), []
    for item in range(items):
        day = START + timedelta(weeks=item * weeks // (2 * items))
        believed: Trace | None = None
        true: Trace | None = None
        days, grades = [], []
        while day < START + timedelta(weeks=weeks):
            recall = own.retrievability(true, day) if true else 2 / 3
            grade = 3 if chance.random() < recall else 1
            at = datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()
            believed, true = asked.after(believed, grade, at), own.after(true, grade, at)
            days.append(day)
            grades.append(grade)
            due = date.fromisoformat(believed.due)
            day = due + timedelta(days=max(0, 5 - due.weekday()))
        log.append(Answers(tuple(days), tuple(grades)))
    return log


def _timed(quiz: Quiz, clock: Clock) -> None:
    record, schedule, chance = quiz.record, Schedule(), random.Random(0)
    record.add(Profile(record.now(), "es", "UTC", "2026-11-28", ("sat", "sun"), 8.0, end="2027-05-15"))
    record.add(*(Done(record.now(), "lesson", skill.id, 30, "2026-11-28") for skill in quiz.course.skills))
    traces: dict[str, Trace] = {}
    reviews, cards = [], list(quiz.items.cards.values())
    for number in range(10_000):
        card = cards[number % len(cards)]
        at = (clock.now + timedelta(minutes=12 * number)).isoformat()
        grade = 1 if chance.random() < 0.12 else 3
        trace = traces[card.id] = schedule.after(traces.get(card.id), grade, at)
        reviews.append(
            Review(at, card.id, card.skill, grade, "self", "", "", 30.0, trace.state, trace.step,
                   trace.stability, trace.difficulty, trace.due, trace.repetitions, trace.lapses)
        )  # fmt: skip
    record.add(*reviews)
    clock.now += timedelta(days=110)
    today = clock.now.date()
    works: dict[str, Callable[[], object]] = {
        "what is asked now": lambda: quiz.queue("es"),
        "minutes due, for the planner": lambda: quiz.due_minutes(today),
        "one answer kept": lambda: quiz.grade("q", cards[0].id, "es", grade=3),
        "weights fitted": quiz.refit,
    }
    rows = [
        [name, f"{_milliseconds(work, 1 if 'fitted' in name else 15):.0f}"] for name, work in works.items()
    ]
    print(table(("with 797 memories and 10,000 reviews", "ms"), rows))


def _milliseconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


if __name__ == "__main__":
    main()
