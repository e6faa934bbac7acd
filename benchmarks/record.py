"""How large the learner's record grows and how long it takes to read: three years of studying every day.

    python -m benchmarks.record

Each day has 3 attempts of 60 lines, 25 reviews, 5 observations beside those of attempts and reviews, 3 blocks
done and a new plan of 48 sessions with 5 blocks; each week a check-in. Eight hours a week make a fraction of
that. Programs are cut from the course's own, so that they repeat themselves no more than a learner's do.
Times are medians of 15, read from the file as the machine's cache has it.
"""

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.tables import table
from knowledge_base.cards import read_cards
from knowledge_base.course import Course
from knowledge_base.course_loader import default_course_folder, load_course
from tutor.learner.copies import copies, keep_copy
from tutor.learner.entries import AttemptOutcome, CheckIn, Done, Observation, Plan, Review
from tutor.learner.record import Record
from tutor.planning.blocks import Block, Kind, Session, sessions_as_json

START = datetime(2026, 11, 28, 10, tzinfo=UTC)
DAYS = 3 * 365
ATTEMPTS, REVIEWS, OBSERVATIONS, BLOCKS, SESSIONS, LINES = 3, 25, 5, 3, 48, 60
REPEATS = 15
GOAL_MB = 50.0


@dataclass
class Life:
    """A learner who studies every day.

    Attributes:
        course: that is studied.
        dice: the one source of chance.
        today: the moment, which goes on with each look.
    """

    course: Course
    dice: random.Random
    today: datetime = START
    lines: list[str] = field(default_factory=list)
    cards: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in sorted(self.course.folder.rglob("exercises/*/**/*.py")):
            self.lines += path.read_text(encoding="utf-8").splitlines()
        self.cards = [(card.id, card.skill) for card in read_cards(self.course)]

    def now(self) -> datetime:
        """The moment; half a minute later at each look."""
        self.today += timedelta(seconds=30)
        return self.today

    def at(self) -> str:
        """The moment, as entries have it."""
        return self.now().isoformat()

    def day(self, number: int, record: Record) -> None:
        """Live a day."""
        self.today = START + timedelta(days=number)
        for _ in range(ATTEMPTS):
            self.attempt(record)
        for _ in range(REVIEWS):
            record.add(*self.review())
        for _ in range(OBSERVATIONS):
            record.add(self.observation("project"))
        for _ in range(BLOCKS):
            record.add(Done(self.at(), "lesson", self.skill(), 45, self.today.date().isoformat()))
        record.add(self.plan())
        if number % 7 == 6:
            record.add(self.check_in(number // 7 + 1))

    def attempt(self, record: Record) -> None:
        """A program that is nobody else's, and what failed about it."""
        place, shown = self.dice.randrange(len(self.lines) - LINES), None
        source = "\n".join(self.lines[place : place + LINES])
        passed = self.dice.random() < 0.4
        if not passed:
            values = [round(self.dice.gauss(0, 1), 3) for _ in range(12)]
            shown = {"case": "large", "call": f"softmax(np.array({values}))", "expected": str(values[:6])}
        program = f"{self.dice.getrandbits(128):032x}"
        outcome: AttemptOutcome = "passed" if passed else "failed"
        exercise, skills, seed = f"{self.skill()}-exercise", [self.skill()], self.dice.getrandbits(32)
        record.add_attempt(exercise, source, program, outcome, ("large",), "", seed, shown, skills)

    def review(self) -> tuple[Review, Observation]:
        """A card that was asked again."""
        (card, skill), at = self.dice.choice(self.cards), self.at()
        answer = " ".join(self.dice.choice(self.lines).strip() for _ in range(2))[:80]
        stability, difficulty = self.dice.uniform(1, 300), self.dice.uniform(1, 10)
        due = (self.today + timedelta(days=stability)).isoformat()
        grade = self.dice.randint(1, 4)
        review = Review(
            at, card, skill, grade, "self", "", answer, 12.5, 2, None, stability, difficulty, due, 3, 1
        )
        return review, Observation(at, skill, "review", card, grade / 4)

    def observation(self, source: Any) -> Observation:
        """Something else that was seen of a skill."""
        return Observation(self.at(), self.skill(), source, f"check:{self.dice.randrange(400)}", 1.0)

    def skill(self) -> str:
        """One of the course's."""
        return self.dice.choice(self.course.skills).id

    def plan(self) -> Plan:
        """What is left, placed anew."""
        first = self.today.date()
        sessions = sessions_as_json(self._session(first, number) for number in range(SESSIONS))
        day = first.isoformat()
        moved = tuple({"item": f"lesson:{self.skill()}", "from": day, "to": day} for _ in range(3))
        return Plan(self.at(), "evidence", sessions, {"finish": day, "weeks": [1.0, 2.5, 4.0]}, moved)

    def _session(self, first: date, number: int) -> Session:
        kinds: tuple[Kind, ...] = ("review", "lesson", "practice", "project", "quiz")
        blocks = tuple(Block(kind, self.skill(), 45, "next", self.skill()) for kind in kinds)
        return Session(first + timedelta(days=3 * number), "10:00", 240, blocks)

    def check_in(self, week: int) -> CheckIn:
        """A talk of three questions."""
        said = [" ".join(self.dice.sample(self.lines, 5))[:300] for _ in range(5)]
        facts = {"skills": {self.skill(): round(self.dice.random(), 3) for _ in range(20)}, "hours": 7.5}
        answers = tuple({"question": text[:80], "answer": text} for text in said[:3])
        return CheckIn(self.at(), week, f"checkin-{week}", facts, answers, said[3], said[4], True)


def main() -> None:
    """Live three years, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--json", type=Path, help="file for the values")
    asked = parser.parse_args()
    life = Life(load_course(default_course_folder()), random.Random(5))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "learner.db"
        lived(life, path, asked.days)
        size = path.stat().st_size / 1e6
        print(f"{size:.1f} MB after {asked.days} days\n\n{size_table(path)}\n", flush=True)
        seconds = {name: measured(look, repeats) for name, look, repeats in looks(life, path)}
        packed = copies(path.parent)[0].path.stat().st_size / 1e6
    print(table(["", "median, ms", "most, ms"], [_row(name, times) for name, times in seconds.items()]))
    print(f"\nthe copy takes {packed:.1f} MB")
    if asked.json:
        values = {"megabytes": size, "copy": packed, "seconds": seconds}
        asked.json.write_text(json.dumps(values, indent=1), encoding="utf-8")
    if size > GOAL_MB:
        sys.exit(f"more than {GOAL_MB:.0f} MB")


def lived(life: Life, path: Path, days: int) -> None:
    """Fill a record."""
    with closing(Record(path, life.now)) as record:
        for number in range(days):
            life.day(number, record)


def size_table(path: Path) -> str:
    """Megabytes of each table with its indexes, as SQLite counts its pages."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "select tbl_name, sum(pgsize) / 1e6 from dbstat join sqlite_master using (name)"
            " group by tbl_name order by 2 desc limit 8"
        ).fetchall()
    return table(["table", "MB"], [[name, f"{size:.1f}"] for name, size in rows])


Look = tuple[str, Callable[[], object], int]


def looks(life: Life, path: Path) -> Iterator[Look]:
    """What is timed, by name, and how often."""
    yield "open and close", lambda: Record(path, life.now).close(), REPEATS
    with closing(Record(path, life.now)) as record:
        yield "the latest plan", lambda: record.latest(Plan), REPEATS
        yield "memories()", record.memories, REPEATS
        yield "beliefs()", record.beliefs, REPEATS
        yield "a review is added", lambda: record.add(*life.review()), REPEATS
        yield "a plan is added", lambda: record.add(life.plan()), REPEATS
        yield "every attempt, without programs", record.brief_attempts, REPEATS
        yield "every attempt, with programs", record.attempts, REPEATS
        yield "rebuild()", record.rebuild, 1
    yield "the day's copy", lambda: keep_copy(path.parent, life.now(), anew=True), 3


def measured(look: Callable[[], object], repeats: int) -> list[float]:
    """Seconds of each of so many times."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        look()
        seconds.append(time.perf_counter() - started)
    return seconds


def _row(name: str, seconds: Sequence[float]) -> list[str]:
    return [name, f"{1000 * statistics.median(seconds):.1f}", f"{1000 * max(seconds):.1f}"]


if __name__ == "__main__":
    main()
