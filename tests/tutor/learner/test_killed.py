"""A process that is killed at any moment loses nothing that it said was kept, and leaves no half of it."""

import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tutor.backup import is_whole
from tutor.learner.copies import copies, keep_copy
from tutor.learner.entries import Done, Observation, Plan, Review
from tutor.learner.record import Record

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
KILLS = 50
WRITERS = 2  # of the processes, at one time
LATEST = 0.25  # seconds after the first acknowledgement
CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tutor.learner.copies import keep_copy
from tutor.learner.entries import Done, Observation, Plan, Review
from tutor.learner.record import Record

def now():
    return datetime(2026, 11, 28, 10, tzinfo=UTC)

path, writer = Path(sys.argv[1]), sys.argv[2]
print(0, flush=True)
record, at, number = Record(path, now), now().isoformat(), 0
while True:
    number += 1
    name = f"{writer}-{number}"
    record.add(
        Done(at, "lesson", name, number, "2026-11-28"),
        Review(at, name, "softmax", 3, "self", "", "x" * 3000, 1.0, 2, None, 5.0, 5.0, "2026-12-03", 1, 0),
        Observation(at, "softmax", "review", name, 1.0),
        Plan(at, "evidence", ({"d": name},) * 50, {}, ({"moved": name},)),
    )
    print(number, flush=True)
    if number % 10 == 0:
        record.rebuild()
        keep_copy(path.parent, now(), anew=True)
"""


def killed(path: Path, writer: str, seconds: float, begun: int = 1) -> int:
    """The last number that a writer acknowledged before it was killed.

    Args:
        path: of the record.
        writer: its name.
        seconds: from the acknowledgement `begun` to its end; 0 is said before the record is opened.
        begun: the number from which they are counted.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), writer], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    last, timer = 0, threading.Timer(seconds, process.kill)
    with process.stdout:
        for line in process.stdout:
            last = int(line)
            if last == begun:
                timer.start()
    timer.cancel()
    process.wait()
    return last


def kept(record: Record, writer: str) -> list[list[str]]:
    """The names of a writer's transactions, as each kind of entry has them."""
    named = [
        [done.ref for done in record.entries(Done)],
        [review.item for review in record.entries(Review)],
        [seen.item for seen in record.entries(Observation)],
        [plan.moved[0]["moved"] for plan in record.entries(Plan)],
        [memory.item for memory in record.memories()],
    ]
    return [sorted(name for name in names if name.startswith(f"{writer}-")) for names in named]


@pytest.mark.slow
def test_a_process_that_is_killed_at_50_moments_loses_nothing(tmp_path: Path) -> None:
    path, dice = tmp_path / "learner.db", random.Random(50)
    acknowledged: dict[str, int] = {}
    for turn in range(KILLS // WRITERS):
        writers = [f"w{turn}.{one}" for one in range(WRITERS)]
        threads = [
            threading.Thread(
                target=lambda name, seconds: acknowledged.update({name: killed(path, name, seconds)}),
                args=(name, dice.uniform(0, LATEST)),
            )
            for name in writers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with closing(Record(path, lambda: AT)) as record:
            for name in writers:
                whole = kept(record, name)
                assert all(names == whole[0] for names in whole)
                assert len(whole[0]) - acknowledged[name] in (0, 1)  # killed between keeping it and saying so
            assert record.count(Plan) == record.count(Done)
        assert all(is_whole(copy.path) for copy in copies(tmp_path))
    assert len(acknowledged) == KILLS
    assert min(acknowledged.values()) > 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert keep_copy(tmp_path, AT, anew=True) is not None
    assert [part.name for part in (tmp_path / "backups").iterdir() if part.name.startswith(".export-")] == []


@pytest.mark.slow
def test_a_first_start_that_is_killed_leaves_a_record_that_opens(tmp_path: Path) -> None:
    dice = random.Random(12)
    for turn in range(12):
        path = tmp_path / str(turn) / "learner.db"
        acknowledged = killed(path, "w", dice.uniform(0, 0.08), begun=0)
        with closing(Record(path, lambda: AT)) as record:
            assert len(kept(record, "w")[0]) - acknowledged in (0, 1)


@pytest.mark.slow
def test_several_processes_may_begin_a_record_at_once(tmp_path: Path) -> None:
    path = tmp_path / "learner.db"
    code = CHILD.replace("while True:", "while number < 15:")
    together = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), f"w{number}"], cwd=ROOT, stdout=subprocess.PIPE
        )
        for number in range(3)
    ]
    assert [(process.communicate()[1], process.returncode) for process in together] == [(None, 0)] * 3
    with closing(Record(path, lambda: AT)) as record:
        assert record.count(Done) == record.count(Plan) == len(record.memories()) == 45
