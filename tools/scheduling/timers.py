"""What every timer of a platform can do, and which one this machine has."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from knowledge_base.errors import WorkFailed
from tools.scheduling.moments import Weekly
from tools.scheduling.programs import Ended

NAME = "tutor-checkin"


@dataclass(frozen=True)
class Job:
    """What a timer shall do, and when.

    Attributes:
        when: the weekly moments.
        command: absolute path of the program, and its arguments.
        environment: variables that it needs.
        now: from when on it is set.
    """

    when: Weekly
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    now: datetime

    @property
    def words(self) -> str:
        """The command as one would type it."""
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.environment]
        return " ".join([*variables, shlex.join(self.command)])


@dataclass(frozen=True)
class TimerFile:
    """A file of a timer's."""

    path: Path
    content: str


@dataclass(frozen=True)
class Plan:
    """What a timer puts on the machine: files, or lines of the crontab, and what is then called."""

    files: tuple[TimerFile, ...] = ()
    lines: str = ""
    commands: tuple[tuple[str, ...], ...] = ()


class Timer(Protocol):
    """A platform's way to start a program every week."""

    name: str

    def usable(self) -> bool:
        """Whether this machine has it."""
        ...

    def plan(self, job: Job) -> Plan:
        """What `install` would put on the machine; changes nothing."""
        ...

    def install(self, job: Job) -> None:
        """Set the timer; one that was there is replaced.

        Raises:
            WorkFailed: the platform refused.
        """
        ...

    def remove(self) -> bool:
        """Take away all that `install` put there; whether there was anything.

        Raises:
            WorkFailed: the platform refused.
        """
        ...

    def installed(self) -> Plan | None:
        """What is there of it; None where nothing is."""
        ...

    def notes(self) -> tuple[str, ...]:
        """What may keep it from working here, as names: `linger`, `cron_asleep`."""
        ...


def home_of(environment: Mapping[str, str]) -> Path:
    """The user's own folder."""
    return Path(environment["HOME"]) if environment.get("HOME") else Path.home()


def insist(ended: Ended, what: str) -> Ended:
    """The end of a program that had to succeed.

    Raises:
        WorkFailed: it did not.
    """
    if ended.code:
        raise WorkFailed(
            "The platform's timer did not accept that: {command}: {problem}.",
            hint="See what is set with: tutor schedule status",
            command=what,
            problem=ended.said.rstrip("."),
        )
    return ended
