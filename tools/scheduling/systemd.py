"""systemd: a timer and a service of the user's own manager."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge_base.errors import WorkFailed
from tools.scheduling.moments import WallTime
from tools.scheduling.programs import Start, start
from tools.scheduling.timers import NAME, Job, Plan, TimerFile, home_of, insist

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTES = 30  # that a run may take
_TIMER, _SERVICE = f"{NAME}.timer", f"{NAME}.service"
_CTL = ("systemctl", "--user")
_COMMANDS = (
    (*_CTL, "daemon-reload"),
    (*_CTL, "enable", _TIMER),
    (*_CTL, "restart", _TIMER),  # `enable --now` would leave a running timer at its old time
)

_SERVICE_TEXT = """\
# Made by `tutor schedule on`, removed by `tutor schedule off`.
[Unit]
Description=Prepare the weekly check-in of the tutor

[Service]
Type=oneshot
Environment={environment}
ExecStart={command}
TimeoutStartSec={minutes}min
"""
_TIMER_TEXT = """\
# Made by `tutor schedule on`, removed by `tutor schedule off`.
[Unit]
Description=Weekly check-in of the tutor

[Timer]
{calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


class Systemd:
    """Units in the user's folder.

    Args:
        environment: says where that is (XDG_CONFIG_HOME, XDG_DATA_HOME, HOME).
        run: starts `systemctl` and `loginctl`.
    """

    name = "systemd"

    def __init__(self, environment: Mapping[str, str] = os.environ, run: Start = start) -> None:
        home = home_of(environment)
        self._config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "systemd"
        self._data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "systemd"
        self._user = environment.get("USER") or environment.get("LOGNAME") or ""
        self._run = run

    @property
    def folder(self) -> Path:
        """Of the units."""
        return self._config / "user"

    def usable(self) -> bool:
        """Whether a manager of this user's answers."""
        return self._run([*_CTL, "show", "--property=Version"]).code == 0

    def plan(self, job: Job) -> Plan:
        """Two units."""
        times = job.when.wall_times(job.when.zone, job.now)
        calendar = "\n".join(f"OnCalendar={_calendar(time, job.when.zone_name)}" for time in times)
        service = _SERVICE_TEXT.format(
            environment=" ".join(_quoted(f"{name}={value}") for name, value in job.environment),
            command=_command(job.command),
            minutes=_MINUTES,
        )
        files = (
            TimerFile(self.folder / _SERVICE, service),
            TimerFile(self.folder / _TIMER, _TIMER_TEXT.format(calendar=calendar)),
        )
        return Plan(files, commands=_COMMANDS)

    def install(self, job: Job) -> None:
        """Write the units and start the timer."""
        plan = self.plan(job)
        for file in plan.files:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(file.content, encoding="utf-8")
        try:
            for command in plan.commands:
                insist(self._run(command), " ".join(command))
        except WorkFailed:
            self.remove()  # half a timer would look like one
            raise

    def remove(self) -> bool:
        """Stop the timer; the units, what enabled them and what the manager remembered of them go."""
        enabled = self.folder / "timers.target.wants" / _TIMER
        stamp = self._data / "timers" / f"stamp-{_TIMER}"
        ours = [self.folder / _TIMER, self.folder / _SERVICE, enabled, stamp]
        if not any(path.is_symlink() or path.exists() for path in ours):
            return False
        self._run([*_CTL, "disable", "--now", _TIMER])  # without a manager the files are all there is
        for path in ours:
            path.unlink(missing_ok=True)
        for folder in (enabled.parent, self.folder, self._config, stamp.parent, self._data):
            _remove_if_empty(folder)
        self._run([*_CTL, "daemon-reload"])
        self._run([*_CTL, "reset-failed", _TIMER, _SERVICE])
        return True

    def installed(self) -> Plan | None:
        """The units as they are on the disk."""
        paths = [path for path in (self.folder / _SERVICE, self.folder / _TIMER) if path.is_file()]
        if not paths:
            return None
        files = tuple(TimerFile(path, path.read_text(encoding="utf-8", errors="replace")) for path in paths)
        return Plan(files, commands=_COMMANDS)

    def notes(self) -> tuple[str, ...]:
        """`linger` where the manager, and so the timer, begins only when the user logs in."""
        asked = ["loginctl", "show-user", self._user, "--property=Linger", "--value"]
        ended = self._run([word for word in asked if word])
        return ("linger",) if ended.code == 0 and ended.out.strip() == "no" else ()


def _calendar(time: WallTime, zone: str) -> str:
    days = ",".join(_DAYS[day] for day in time.days)
    return f"{days} *-*-* {time.hour:02}:{time.minute:02}:00 {zone}".rstrip()


def _command(words: Sequence[str]) -> str:
    """A command line; in all words but the program's path a dollar sign would name a variable."""
    if set(words[0]) & set("\"'\\"):  # systemd takes no such path; env does
        words = ("/usr/bin/env", *words)
    program, *arguments = map(_quoted, words)
    return " ".join([program, *(word.replace("$", "$$") for word in arguments)])


def _quoted(word: str) -> str:
    """A word of a unit file: quotes, backslashes and specifiers are its own again (systemd.syntax(7))."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("\n", "\\n")
    return f'"{escaped}"'


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
