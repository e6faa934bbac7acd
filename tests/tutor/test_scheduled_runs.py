"""What the timer starts: once for what is due, whatever woke it and however often."""

import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.errors import Missing, WorkFailed
from tutor.schedule_file import Scheduled, read_schedule, schedule_path, write_schedule
from tutor.schedule_log import log_path, write_line
from tutor.scheduled_runs import Prepared, RunReport, run_due

SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)


class Runs:
    """A schedule with a clock that the test sets, and what it prepared and told."""

    def __init__(self, home: Path, zone: str = "UTC", at: str = "10:00", since: datetime = TUESDAY) -> None:
        self.home = home
        self.prepared = 0
        self.told: list[Prepared] = []
        self.fault: Exception | None = None
        self.during: Callable[[], None] = lambda: None
        write_schedule(home, Scheduled(days=("sat",), at=at, timezone=zone, handled=since))

    def at(self, moment: datetime, anyway: bool = False) -> RunReport:
        def tell(notice: Prepared) -> bool:
            self.told.append(notice)
            return True

        return run_due(
            self.home,
            self._prepare,
            tell,
            lambda error: Prepared("sorry", str(error)),
            lambda: moment,
            anyway,
        )

    def _prepare(self) -> Prepared:
        self.during()
        if self.fault is not None:
            raise self.fault
        self.prepared += 1
        return Prepared(f"check-in {self.prepared}", "ready")

    @property
    def log(self) -> list[str]:
        return log_path(self.home).read_text(encoding="utf-8").splitlines()

    @property
    def kept(self) -> Scheduled:
        kept = read_schedule(self.home)
        assert kept is not None
        return kept


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """On since a Tuesday, for Saturdays at ten."""
    return Runs(tmp_path)


def test_at_its_moment_it_is_prepared_told_and_written_down(runs: Runs) -> None:
    report = runs.at(SATURDAY + timedelta(seconds=3))
    assert (report.outcome, report.moment, report.missed, report.notified) == ("done", SATURDAY, 0, True)
    assert report.next == SATURDAY + WEEK
    assert runs.told == [Prepared("check-in 1", "ready")]
    assert runs.kept.last is not None
    assert (runs.kept.last.outcome, runs.kept.last.message) == ("done", "check-in 1")
    assert "done 2026-11-28T10:00:00+00:00 missed=0 notified=true check-in 1" in runs.log[0]


def test_before_it_nothing_is_due(runs: Runs) -> None:
    report = runs.at(SATURDAY - timedelta(hours=1))
    assert (report.outcome, report.next, runs.prepared) == ("not_due", SATURDAY, 0)
    assert runs.at(SATURDAY - timedelta(hours=1), anyway=True).outcome == "done"
    assert runs.at(SATURDAY).outcome == "done"  # the moment itself is still to come


def test_a_timer_that_wakes_a_second_early_has_done_its_work(runs: Runs) -> None:
    assert runs.at(SATURDAY - timedelta(seconds=1)).moment == SATURDAY
    assert runs.at(SATURDAY + timedelta(seconds=1)).outcome == "not_due"


def test_a_laptop_asleep_at_ten_catches_up_when_it_wakes(runs: Runs) -> None:
    report = runs.at(SATURDAY + timedelta(hours=7))
    assert (report.outcome, report.moment, report.missed) == ("done", SATURDAY, 0)
    assert runs.at(SATURDAY + timedelta(hours=8)).outcome == "not_due"


def test_five_missed_weeks_are_caught_up_once(runs: Runs) -> None:
    back = SATURDAY + 4 * WEEK + timedelta(days=1)
    report = runs.at(back)
    assert (report.moment, report.missed, runs.prepared) == (SATURDAY + 4 * WEEK, 4, 1)
    assert runs.at(back + timedelta(hours=1)).outcome == "not_due"
    assert runs.kept.last is not None
    assert runs.kept.last.missed == 4


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(("America/Santiago", "Europe/Madrid", "America/Bogota", "Australia/Lord_Howe")),
    st.sampled_from(("10:00", "02:30", "00:15")),
    st.lists(st.integers(1, 60 * 24 * 9), min_size=1, max_size=12),
)
def test_every_moment_is_seen_to_once_whenever_it_wakes(
    tmp_path_factory: pytest.TempPathFactory, zone: str, at: str, minutes: list[int]
) -> None:
    runs = Runs(tmp_path_factory.mktemp("runs"), zone, at)
    now, seen = TUESDAY, 0
    for pause in minutes:
        now += timedelta(minutes=pause)
        report = runs.at(now)
        seen += 0 if report.outcome == "not_due" else 1 + report.missed
        assert runs.at(now).outcome == "not_due"
    moments = runs.kept.weekly.moments(TUESDAY, now + timedelta(minutes=2))
    assert seen == len(moments)
    assert runs.prepared <= len(moments)


def test_of_two_runs_at_once_the_second_does_nothing(runs: Runs) -> None:
    second: list[RunReport] = []

    def also() -> None:
        thread = threading.Thread(target=lambda: second.append(runs.at(SATURDAY)))
        thread.start()
        thread.join()

    runs.during = also
    assert runs.at(SATURDAY).outcome == "done"
    assert [report.outcome for report in second] == ["busy"]
    assert runs.prepared == 1


def test_two_processes_at_once_prepare_once(runs: Runs) -> None:
    code = textwrap.dedent("""
        import sys
        from datetime import datetime, UTC
        from pathlib import Path
        from tutor.scheduled_runs import Prepared, run_due
        home = Path(sys.argv[1])

        def prepare():
            print("preparing", flush=True)
            sys.stdin.readline()
            return Prepared("from another process", "")

        clock = lambda: datetime(2026, 11, 28, 10, tzinfo=UTC)
        print(run_due(home, prepare, lambda notice: False, lambda error: None, clock).outcome)
    """)
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(runs.home)], text=True, cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "preparing\n"
    assert runs.at(SATURDAY).outcome == "busy"
    assert other.communicate("\n")[0] == "done\n"
    assert runs.at(SATURDAY).outcome == "not_due"
    assert runs.kept.last is not None
    assert runs.kept.last.message == "from another process"


def test_a_run_that_was_killed_is_done_again(runs: Runs) -> None:
    runs.during = interrupted
    with pytest.raises(KeyboardInterrupt):
        runs.at(SATURDAY)
    runs.during = lambda: None
    assert runs.at(SATURDAY + timedelta(hours=1)).outcome == "done"


def interrupted() -> None:
    raise KeyboardInterrupt


def test_what_fails_is_told_and_logged_and_does_not_fail_every_hour(runs: Runs) -> None:
    runs.fault = WorkFailed("{path} is damaged: {problem}.", path="learner.db", problem="malformed")
    with pytest.raises(WorkFailed):
        runs.at(SATURDAY)
    assert runs.told == [Prepared("sorry", "learner.db is damaged: malformed.")]
    assert "failed learner.db is damaged: malformed." in runs.log[0]
    assert runs.kept.last is not None
    assert runs.kept.last.outcome == "failed"
    runs.fault = None
    assert runs.at(SATURDAY + timedelta(hours=1)).outcome == "not_due"
    assert runs.at(SATURDAY + timedelta(hours=1), anyway=True).outcome == "done"


def test_a_schedule_turned_off_while_it_runs_stays_off(runs: Runs) -> None:
    runs.during = schedule_path(runs.home).unlink
    assert runs.at(SATURDAY).outcome == "done"
    assert read_schedule(runs.home) is None


def test_without_a_schedule_it_says_how_to_make_one(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    schedule_path(tmp_path).unlink()
    with pytest.raises(Missing) as caught:
        runs.at(SATURDAY)
    assert "tutor schedule on" in caught.value.hint


@pytest.mark.parametrize(
    "content", ["", "{", '{"days": ["sat"]}', '{"days":[],"at":"10:00","timezone":"","handled":"2026-11-28"}']
)
def test_a_damaged_schedule_is_one_sentence_and_a_line_in_the_log(runs: Runs, content: str) -> None:
    schedule_path(runs.home).write_text(content)
    with pytest.raises(WorkFailed, match="is damaged"):
        runs.at(SATURDAY)
    assert "is damaged" in runs.log[0]
    assert runs.prepared == 0


def test_a_clock_that_was_years_ahead_does_not_silence_it_for_years(runs: Runs) -> None:
    assert runs.at(SATURDAY + 200 * WEEK).outcome == "done"
    assert runs.at(SATURDAY + timedelta(days=1)).outcome == "not_due"
    assert runs.at(SATURDAY + WEEK).outcome == "done"
    assert any("clock was set back" in line for line in runs.log)


def test_a_log_that_cannot_be_written_does_not_spoil_the_run(runs: Runs) -> None:
    log_path(runs.home).parent.mkdir()
    log_path(runs.home).symlink_to("/dev/full")
    assert runs.at(SATURDAY).outcome == "done"
    assert runs.at(SATURDAY).outcome == "not_due"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_on_a_full_disk_nothing_is_lost_and_the_next_waking_tries_again(runs: Runs) -> None:
    code = textwrap.dedent("""
        import resource, sys
        from datetime import datetime, UTC
        from pathlib import Path
        from tutor.scheduled_runs import Prepared, run_due
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file takes a byte more
        clock = lambda: datetime(2026, 11, 28, 10, tzinfo=UTC)
        try:
            run_due(Path(sys.argv[1]), lambda: Prepared("a", "b"), print, print, clock)
        except OSError as error:
            print("OSError", error.strerror)
    """)
    before = schedule_path(runs.home).read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", code, str(runs.home)], text=True, capture_output=True, check=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stdout == "OSError File too large\n"
    assert schedule_path(runs.home).read_bytes() == before
    assert runs.at(SATURDAY + timedelta(hours=1)).outcome == "done"


def test_the_log_stays_below_a_megabyte(tmp_path: Path) -> None:
    for number in range(4_000):
        write_line(tmp_path, SATURDAY, f"{number}\n" + "é" * 5_000)
    files = sorted(log_path(tmp_path).parent.iterdir())
    assert [file.name for file in files] == ["schedule.log", "schedule.log.1"]
    assert sum(file.stat().st_size for file in files) <= 1_000_000
    assert " 3999 é" in log_path(tmp_path).read_text(encoding="utf-8").splitlines()[-1]


def test_the_file_is_plain_json(runs: Runs) -> None:
    runs.at(SATURDAY)
    kept = json.loads(schedule_path(runs.home).read_text())
    assert (kept["days"], kept["at"], kept["last"]["outcome"]) == (["sat"], "10:00", "done")
