"""systemd's units: its own verifier reads them where it is installed; a stand-in answers for the manager."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge_base.errors import WorkFailed
from tests.tools.scheduling.platform_programs import add_systemctl, script
from tools.scheduling.moments import Weekly
from tools.scheduling.systemd import Systemd
from tools.scheduling.timers import Job

NOW = datetime(2026, 11, 24, tzinfo=UTC)
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here"
)


def job(
    zone: str = "America/Santiago",
    days: tuple[int, ...] = (5,),
    hour: int = 10,
    minute: int = 0,
    python: str = sys.executable,
    home: str = "/home/ana/tutor",
) -> Job:
    command = (python, "-m", "tui.cli", "schedule", "run")
    return Job(Weekly(days, hour, minute, ZoneInfo(zone), zone), command, (("TUTOR_HOME", home),), NOW)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, with the stand-in for the manager in PATH."""
    units = tmp_path / "home/.config/systemd/user"
    add_systemctl(tmp_path / "bin", units, tmp_path / "told")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_on_twice_is_one_timer_and_off_leaves_no_trace(place: Path, tmp_path: Path) -> None:
    systemd = Systemd({"HOME": str(place)})
    assert systemd.usable()
    systemd.install(job())
    once = left(place)
    assert ".config/systemd/user/timers.target.wants/tutor-checkin.timer" in once
    systemd.install(job())
    assert left(place) == once
    assert systemd.installed() == systemd.plan(job())
    stamp = place / ".local/share/systemd/timers/stamp-tutor-checkin.timer"  # what Persistent= remembers by
    stamp.parent.mkdir(parents=True)
    stamp.touch()
    assert systemd.remove()
    assert left(place) == [".config", ".local", ".local/share"]
    assert systemd.installed() is None
    assert not systemd.remove()
    told = (tmp_path / "told").read_text()
    assert told.count("--user restart tutor-checkin.timer") == 2
    assert "--user disable --now tutor-checkin.timer" in told


def test_another_time_replaces_the_first(place: Path) -> None:
    systemd = Systemd({"HOME": str(place)})
    systemd.install(job())
    systemd.install(job(days=(6,), hour=18))
    timer = (systemd.folder / "tutor-checkin.timer").read_text()
    assert re.findall("OnCalendar=(.*)", timer) == ["Sun *-*-* 18:00:00 America/Santiago"]


def test_other_units_stay_where_they_are(place: Path) -> None:
    systemd = Systemd({"HOME": str(place)})
    other = systemd.folder / "other.service"
    systemd.install(job())
    other.write_text("[Service]\n")
    systemd.remove()
    assert left(systemd.folder) == ["other.service"]


def test_a_manager_that_refuses_leaves_half_a_timer_nowhere(place: Path, tmp_path: Path) -> None:
    add_systemctl(tmp_path / "bin", place / ".config/systemd/user", tmp_path / "told", '*" restart "*')
    with pytest.raises(WorkFailed, match="no such luck"):
        Systemd({"HOME": str(place)}).install(job())
    assert left(place) == [".config"]


@pytest.mark.parametrize(("linger", "notes"), [("no", ("linger",)), ("yes", ())])
def test_it_is_said_when_the_timer_waits_for_a_log_in(
    place: Path, tmp_path: Path, linger: str, notes: tuple[str, ...]
) -> None:
    script(tmp_path / "bin", "loginctl", f"#!/bin/sh\necho {linger}\n")
    assert Systemd({"HOME": str(place), "USER": "ana"}).notes() == notes


def test_the_folders_of_xdg_are_kept_to() -> None:
    systemd = Systemd({"HOME": "/home/ana", "XDG_CONFIG_HOME": "/elsewhere"})
    assert systemd.folder == Path("/elsewhere/systemd/user")


def test_a_missed_moment_is_caught_up_by_the_timer_itself() -> None:
    files = Systemd({"HOME": "/home/ana"}).plan(job()).files
    assert "Persistent=true" in files[1].content
    assert "OnCalendar=Sat *-*-* 10:00:00 America/Santiago\n" in files[1].content
    assert 'Environment="TUTOR_HOME=/home/ana/tutor"' in files[0].content


@needs_systemd
@pytest.mark.parametrize("name", ["python", "py thon $x 50%", "py\"th'on\\"])
def test_systemds_own_verifier_accepts_the_units(tmp_path: Path, name: str) -> None:
    python = tmp_path / "some where" / name
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    given = job(python=str(python), home=f"{tmp_path}/a $HOME \"50%\" 'é' \\n")
    for file in Systemd({"HOME": str(tmp_path)}).plan(given).files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_text(file.content)
        environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
        done = subprocess.run(
            ["systemd-analyze", "verify", "--user", f"./{file.path.name}"],
            cwd=file.path.parent, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), file.content


@needs_systemd
@pytest.mark.parametrize(
    ("zone", "hour", "minute", "before"),
    [
        ("America/Santiago", 10, 0, "2026-08-20"),
        ("America/Santiago", 10, 0, "2027-03-20"),
        ("Europe/Madrid", 10, 0, "2026-10-10"),
        ("Europe/Madrid", 10, 0, "2027-03-10"),
        ("Europe/Madrid", 2, 30, "2026-10-10"),  # comes twice on 2026-10-25
        ("Europe/Madrid", 2, 30, "2027-03-10"),  # does not exist on 2027-03-28
        ("America/Santiago", 0, 15, "2026-08-20"),  # does not exist on 2026-09-06
    ],
)
def test_systemd_wakes_at_every_moment_that_we_count(zone: str, hour: int, minute: int, before: str) -> None:
    given = job(zone, (6,), hour, minute)
    timer = Systemd({"HOME": "/home/ana"}).plan(given).files[1].content
    expressions = re.findall("OnCalendar=(.*)", timer)
    elapses: set[datetime] = set()
    for expression in expressions:
        done = subprocess.run(
            ["systemd-analyze", "calendar", f"--base-time={before} 00:00 UTC", "--iterations=8", expression],
            env={**os.environ, "TZ": "UTC", "LC_ALL": "C"}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = re.findall(r"(?:Next elapse|Iter\. #\d+|\(in UTC\)): \w{3} (\S+ \S+) UTC", done.stdout)
        elapses |= {datetime.fromisoformat(f"{text}+00:00") for text in found}
    begin = datetime.fromisoformat(f"{before}T00:00:00+00:00")
    moments = given.when.moments(begin, begin + timedelta(weeks=6))
    assert len(moments) >= 6
    assert {moment.astimezone(UTC) for moment in moments} <= elapses
