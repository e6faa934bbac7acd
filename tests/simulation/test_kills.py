"""Weeks by commands, with the process killed again and again: nothing said to be kept is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.simulation.commanded import SETUP, START
from tests.tui.command_line import CommandLine
from tests.tutor.planning.desk import course_outline
from tutor.clock import now
from tutor.learner.entries import CheckIn, Done, Observation, Profile, Review
from tutor.learner.record import Record
from tutor.planning.progress import standing
from tutor.planning.workload import workload

KILLS = 50
LONGEST = 1.2  # seconds from the first word of a process to its end, at most
Kept = tuple[str, str, int]

pytestmark = pytest.mark.slow


class Lives:
    """Processes that live on where the one before them ended.

    Args:
        home: the tutor's folder.
        folder: for files of answers.

    Attributes:
        kept: what was said to be kept, and how often.
        day: up to which they have come; "end" where they are done.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.kept: Counter[Kept] = Counter()
        self.day = START.isoformat()

    def live(self, seconds: float | None) -> None:
        """One of them, killed after so many seconds from its first word; to its end where that is None."""
        command = [sys.executable, "-m", "tests.simulation.living", str(self.folder), self.day]
        told = {**os.environ, "TUTOR_HOME": str(self.home), "TUTOR_MODEL__NAME": "none"}
        with subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            self.hear(process.stdout.readline())
            if seconds is not None:
                time.sleep(seconds)
                process.send_signal(signal.SIGKILL)
            for line in process.stdout:
                self.hear(line)
        assert process.returncode in (0, -signal.SIGKILL)

    def hear(self, line: str) -> None:
        """A line, unless the end came in the middle of it."""
        if not line.endswith("\n"):
            return
        said = json.loads(line)
        self.day = said["day"]
        self.kept.update((kind, ref, number) for kind, ref, number in said.get("kept", ()))


def test_fifty_kills_lose_nothing_and_the_course_is_done(
    capsys: pytest.CaptureFixture[str], tutor_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_NOW", "2026-11-24T12:00:00-03:00")
    assert CommandLine(capsys)(*SETUP).code == 0
    lives, dice, kills = Lives(tutor_home, tmp_path), Random(5), 0
    while kills < KILLS and lives.day != "end":
        lives.live(dice.uniform(0, LONGEST))
        kills += 1
        assert lives.kept <= in_record(tutor_home)
    lives.live(None)
    assert kills == KILLS
    assert lives.day == "end"
    assert lives.kept <= in_record(tutor_home)
    assert left(tutor_home) == ()


def in_record(home: Path) -> Counter[Kept]:
    """What the record has of the kinds that commands acknowledge."""
    record = Record(home / "learner.db", now)
    found = Counter(entries(record))
    record.close()
    return found


def entries(record: Record) -> Iterator[Kept]:
    """Blocks done, answers and check-ins."""
    for done in record.entries(Done):
        yield done.kind, done.ref, done.minutes
    for review in record.entries(Review):
        yield "answer", review.item, review.grade
    for seen in record.entries(Observation, source="quiz"):
        yield "weekly", seen.item, 3 if seen.outcome else 1
    for held in record.entries(CheckIn):
        yield "checkin", str(held.week), 0


def left(home: Path) -> tuple[object, ...]:
    """What is left of the course."""
    record, outline = Record(home / "learner.db", now), course_outline()
    profile = record.latest(Profile)
    assert profile is not None
    found = workload(outline, standing(record, outline, (), profile, lambda _: date(2027, 5, 14)).progress)
    record.close()
    return found
