"""How long it takes to open the plan and to make it anew, with a record of three years of studying every day.

    python -m benchmarks.planning

The record has, of each day, 3 attempts of 60 lines, 25 reviews, 5 observations and 3 blocks done, as in
`benchmarks.record`, and of each week a plan; but the whole course is still to be planned, over 24 weeks, and
312 sessions lie behind. "The same plan" is opening it when nothing happened; the others write a new one.
From the shell, `tutor plan --json` is timed whole, and once more in a process that tells its parts.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random

from benchmarks.record import ATTEMPTS, BLOCKS, DAYS, OBSERVATIONS, REVIEWS, START, Life
from benchmarks.tables import table
from knowledge_base.course_loader import default_course_folder, load_course
from tutor.learner.entries import Done, Observation, Profile
from tutor.learner.record import Record
from tutor.planning.outline import read_outline
from tutor.planning.planner import Planner
from tutor.reviews.grading import AnswerScorer
from tutor.reviews.quiz import Quiz

REPEATS, RUNS = 40, 15
GOAL_MS = 100.0
WEEKS_AHEAD = 24
DAYS_OF_STUDY = ("sat", "sun")
PARTS = """
import json, time
began = time.perf_counter()
import tui.cli, tui.commands.plan, tui.opening, tui.plan_text, tutor.plan_documents, tutor.planning.planner
import tutor.planning.outline, tutor.learner.record, tutor.reviews.quiz, knowledge_base.course_loader
parts = {"imports": time.perf_counter() - began}
def part(name, work):
    started = time.perf_counter()
    found = work()
    parts[name] = time.perf_counter() - started
    return found
tutor = tutor.app.open_tutor()
part("course", lambda: tutor.course)
part("record", lambda: tutor.record)
part("outline", lambda: tutor.planner.outline)
part("plan", lambda: tutor.planner.current())
part("choices", lambda: tutor.planner.options())
tutor.record.close()
print(json.dumps(parts))
"""


def main() -> None:
    """Live three years, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--json", type=Path, help="file for the values")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        life = Life(load_course(default_course_folder()), Random(5))
        with closing(Record(home / "learner.db", life.now)) as record:
            planner = lived(life, record, home, asked.days)
            inside = {name: measured(act, planner, REPEATS) for name, act in acts(life, record)}
        shell, parts = from_shell(home, life.now().isoformat())
    print(
        table(["in one process", "p50, ms", "p95, ms"], [_row(name, seen) for name, seen in inside.items()])
    )
    print("\n" + table(["from the shell", "p50, ms", "p95, ms"], [_row("tutor plan --json", shell)]))
    print(
        "\n" + table(["its parts", "p50, ms", "p95, ms"], [_row(name, seen) for name, seen in parts.items()])
    )
    if asked.json:
        values = {"inside": inside, "shell": shell, "parts": parts}
        asked.json.write_text(json.dumps(values, indent=1), encoding="utf-8")
    slow = [name for name, seen in inside.items() if 1000 * statistics.median(seen) > GOAL_MS]
    if slow:
        sys.exit(f"above {GOAL_MS:.0f} ms: {', '.join(slow)}")


def lived(life: Life, record: Record, home: Path, days: int) -> Planner:
    """Fill a record, with a plan a week; its planner."""
    began = life.now().date()
    end = began + timedelta(days=days + 7 * WEEKS_AHEAD)
    record.add(Profile(life.at(), "es", "UTC", began.isoformat(), DAYS_OF_STUDY, 8.0, end=end.isoformat()))
    planner = planner_of(life, record, home)
    for number in range(days):
        life.today = START + timedelta(days=number)
        for _ in range(ATTEMPTS):
            life.attempt(record)
        reviews = [life.review() for _ in range(REVIEWS)]
        seen = [entry for review, shown in reviews for entry in (replace(review, due=review.due[:10]), shown)]
        seen += [life.observation("project") for _ in range(OBSERVATIONS)]
        day = life.today.date().isoformat()
        record.add(*seen, *(Done(life.at(), "review", "", 20, day) for _ in range(BLOCKS)))
        if number % 7 == 6:
            record.add(life.check_in(number // 7 + 1))
            planner.current()
    for skill in life.course.skills:  # what chance has mastered is to be studied all the same
        record.add(Observation(life.at(), skill.id, "override", f"override:{skill.id}", 0.0))
    planner.current()
    return planner


def planner_of(life: Life, record: Record, home: Path) -> Planner:
    """As the tutor makes it, with the real quiz beside it."""

    def no_scorer() -> AnswerScorer:
        raise AssertionError("no answer is graded here")

    outline = home / "cache" / "outline.json"
    quiz = Quiz(life.course, record, no_scorer, lambda: record.latest(Profile))
    return Planner(
        record, lambda: read_outline(life.course, outline), lambda: record.latest(Profile), quiz.due_minutes
    )


Act = tuple[str, Callable[[Planner], object]]


def acts(life: Life, record: Record) -> Iterator[Act]:
    """What happens before the plan is looked at, by name."""
    skills = cycle(life.course.study_order())
    hours = cycle([6.0, 7.0, 8.0, 9.0])

    def nothing(_: Planner) -> None:
        return None

    def lesson(planner: Planner) -> None:
        planner.done(f"lesson:{next(skills).id}", 40)

    def other_hours(planner: Planner) -> None:
        record.add(replace(planner.profile, at=life.at(), hours=next(hours)))

    def weekend(_: Planner) -> None:
        life.today += timedelta(days=7)

    yield "the same plan", nothing
    yield "a lesson is done", lesson
    yield "other hours a week", other_hours
    yield "a weekend is missed", weekend


def measured(act: Callable[[Planner], object], planner: Planner, repeats: int) -> list[float]:
    """Seconds that the plan takes after an act, each of so many times."""
    seconds = []
    for _ in range(repeats):
        act(planner)
        started = time.perf_counter()
        planner.current()
        seconds.append(time.perf_counter() - started)
    return seconds


def from_shell(home: Path, at: str) -> tuple[list[float], dict[str, list[float]]]:
    """Seconds of the command, and of its parts in a process of their own."""
    told = {**os.environ, "TUTOR_HOME": str(home), "TUTOR_NOW": at, "TUTOR_MODEL__NAME": "none"}
    whole, parts = list[float](), dict[str, list[float]]()
    for _ in range(RUNS):
        whole.append(_run([sys.executable, "-m", "tui.cli", "plan", "--json"], told)[0])
        seconds, said = _run([sys.executable, "-c", PARTS], told)
        found = json.loads(said)
        for name, value in {"interpreter": seconds - sum(found.values()), **found}.items():
            parts.setdefault(name, []).append(value)
    return whole, parts


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - started, done.stdout


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _row(name: str, seconds: list[float]) -> list[str]:
    return [name, f"{1000 * statistics.median(seconds):.1f}", f"{1000 * _p95(seconds):.1f}"]


if __name__ == "__main__":
    main()
