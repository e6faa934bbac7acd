"""macOS and Windows: the files that are made for them are read back; nothing of theirs runs here."""

import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

import pytest

from knowledge_base.errors import Missing, WorkFailed
from tools.scheduling.launchd import Launchd
from tools.scheduling.moments import Weekly
from tools.scheduling.platforms import pick, platform_timers
from tools.scheduling.programs import Ended, start
from tools.scheduling.task_scheduler import NAMESPACE, TaskScheduler
from tools.scheduling.timers import Job

UTC_ZONE = ZoneInfo("UTC")
COMMAND = ("/opt/tutor/bin/python", "-m", "tui.cli", "schedule", "run")
JOB = Job(
    Weekly((5, 6), 10, 5, ZoneInfo("UTC"), "UTC"),
    COMMAND,
    (("TUTOR_HOME", 'C:\\Users\\Ana "y" Ñ\\tutor'),),
    datetime(2026, 11, 24, tzinfo=UTC),
)


class Told:
    """A stand-in for the platform's program: remembers what it was told, and answers."""

    def __init__(self, answers: Mapping[str, Ended] | None = None) -> None:
        self.commands: list[list[str]] = []
        self.seen: list[str] = []
        self._answers = answers or {}

    def __call__(
        self, command: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None
    ) -> Ended:
        self.commands.append(list(command))
        if "/XML" in command and "/Create" in command:
            self.seen.append(Path(command[-2]).read_text(encoding="utf-16"))
        return next((end for word, end in self._answers.items() if word in command), Ended(0, "", ""))


def test_the_property_list_says_what_launchd_needs(tmp_path: Path) -> None:
    told = Told()
    launchd = Launchd(tmp_path, told, UTC_ZONE)
    assert launchd.usable()
    launchd.install(JOB)
    launchd.install(JOB)
    files = list((tmp_path / "Library/LaunchAgents").iterdir())
    content = plistlib.loads(files[0].read_bytes())
    assert len(files) == 1
    assert content["Label"] == files[0].stem
    assert content["ProgramArguments"] == list(COMMAND)
    assert content["EnvironmentVariables"] == dict(JOB.environment)
    assert content["StartCalendarInterval"] == [
        {"Weekday": 6, "Hour": 10, "Minute": 5},
        {"Weekday": 0, "Hour": 10, "Minute": 5},
    ]
    assert content["RunAtLoad"] is True
    assert [command[1] for command in told.commands] == ["version", *["bootout", "bootstrap"] * 2]
    assert launchd.installed() == launchd.plan(JOB)
    assert launchd.notes() == ()
    assert launchd.remove()
    assert launchd.installed() is None
    assert not launchd.remove()


def test_launchd_that_refuses_is_said_so(tmp_path: Path) -> None:
    refusing = Told({"bootstrap": Ended(5, "", "Bootstrap failed: 5: Input/output error\n")})
    with pytest.raises(WorkFailed, match="Input/output error"):
        Launchd(tmp_path, refusing, UTC_ZONE).install(JOB)
    assert not list((tmp_path / "Library/LaunchAgents").iterdir())


def element(root: Xml.Element, path: str) -> Xml.Element:
    found = root.find("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))
    assert found is not None, path
    return found


def test_the_task_is_as_microsoft_describes_tasks(tmp_path: Path) -> None:
    told = Told()
    tasks = TaskScheduler(told, UTC_ZONE, tmp_path)
    tasks.install(JOB)
    assert told.commands[-1][:4] == ["schtasks", "/Create", "/TN", "tutor-checkin"]
    assert told.commands[-1][-1] == "/F"  # one of that name is replaced
    assert list(tmp_path.iterdir()) == []
    root = Xml.fromstring(told.seen[0].partition("\n")[2])
    assert root.tag == f"{{{NAMESPACE}}}Task"
    parts = [child.tag.partition("}")[2] for child in root]
    assert parts == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]  # in this order
    assert element(root, "Settings/StartWhenAvailable").text == "true"
    assert element(root, "Settings/MultipleInstancesPolicy").text == "IgnoreNew"
    assert element(root, "Settings/DisallowStartIfOnBatteries").text == "false"
    assert element(root, "Triggers/CalendarTrigger/StartBoundary").text == "2020-01-01T10:05:00"
    days = element(root, "Triggers/CalendarTrigger/ScheduleByWeek/DaysOfWeek")
    assert [day.tag.partition("}")[2] for day in days] == ["Saturday", "Sunday"]
    assert element(root, "Principals/Principal/RunLevel").text == "LeastPrivilege"
    assert element(root, "Actions/Exec/Command").text == "/opt/tutor/bin/python"


def test_the_program_of_the_task_starts_the_run_with_its_home(tmp_path: Path) -> None:
    arguments = element(
        Xml.fromstring(TaskScheduler(Told(), UTC_ZONE).plan(JOB).files[0].content.partition("\n")[2]),
        "Actions/Exec/Arguments",
    ).text
    assert arguments is not None
    told = tmp_path / "tui" / "cli.py"
    told.parent.mkdir()
    (told.parent / "__init__.py").touch()
    told.write_text(
        "import os, sys\nopen('told', 'w').write(repr((os.environ['TUTOR_HOME'], sys.argv[1:])))\n"
    )
    program = arguments.removeprefix("-c ")
    code = program[1:-1].replace('\\"', '"') if program.startswith('"') else program
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    assert (tmp_path / "told").read_text() == repr(('C:\\Users\\Ana "y" Ñ\\tutor', ["schedule", "run"]))


def test_a_task_is_removed_only_where_there_is_one() -> None:
    none = Told({"/Query": Ended(1, "", "ERROR: The system cannot find the file specified.")})
    assert not TaskScheduler(none, UTC_ZONE).remove()
    some = Told({"/Query": Ended(0, "<Task/>", "")})
    tasks = TaskScheduler(some, UTC_ZONE)
    assert tasks.usable()
    assert tasks.remove()
    assert some.commands[-1] == ["schtasks", "/Delete", "/TN", "tutor-checkin", "/F"]
    assert tasks.notes() == ()


@pytest.mark.parametrize(
    ("platform", "names"),
    [("linux", ["systemd", "cron"]), ("darwin", ["launchd", "cron"]), ("win32", ["task-scheduler"]),
     ("freebsd14", ["systemd", "cron"])],
)  # fmt: skip
def test_each_platform_has_its_timers(platform: str, names: list[str]) -> None:
    timers = platform_timers(platform, {"HOME": "/home/ana"}, Told())
    assert [timer.name for timer in timers] == names
    assert pick(timers).name == names[0]


def test_cron_is_taken_where_no_manager_answers() -> None:
    without = Told({"systemctl": Ended(1, "", "Failed to connect to bus: No medium found")})
    assert pick(platform_timers("linux", {"HOME": "/home/ana"}, without)).name == "cron"


def test_a_machine_without_any_timer_says_what_to_install() -> None:
    nothing = Told({"systemctl": Ended(127, "", ""), "crontab": Ended(127, "", "")})
    with pytest.raises(Missing) as caught:
        pick(platform_timers("linux", {"HOME": "/home/ana"}, nothing))
    assert "systemd, cron" in caught.value.message
    assert "apt install cron" in caught.value.hint


def test_a_program_that_is_not_there_or_cannot_be_started_is_no_crash(tmp_path: Path) -> None:
    assert start(["no-such-program-of-ours"]).code == 127
    broken = tmp_path / "broken"
    broken.write_text("")
    broken.chmod(0o755)
    assert start([str(broken)]).code == 126
    assert start(["true"]).said == "exit code 0"
