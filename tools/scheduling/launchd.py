"""launchd: an agent of the user's. It runs once on waking what was slept through, and at log-in."""

import os
from datetime import tzinfo
from pathlib import Path
from typing import Any

from knowledge_base.errors import WorkFailed
from tools.scheduling.programs import Start, start
from tools.scheduling.timers import NAME, Job, Plan, TimerFile, insist


class Launchd:
    """A property list in the user's LaunchAgents.

    Args:
        home: the user's folder.
        run: starts `launchctl`.
        machine: the zone of launchd's clock; None asks the machine.
    """

    name = "launchd"

    def __init__(self, home: Path, run: Start = start, machine: tzinfo | None = None) -> None:
        self.path = home / "Library" / "LaunchAgents" / f"{NAME}.plist"
        self._run = run
        self._machine = machine
        self._domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"

    def usable(self) -> bool:
        """Whether launchctl is there."""
        return self._run(["launchctl", "version"]).code == 0

    def plan(self, job: Job) -> Plan:
        """The property list; launchd's weeks begin on Sunday, and it knows no zones."""
        import plistlib

        times = [
            {"Weekday": (day + 1) % 7, "Hour": time.hour, "Minute": time.minute}
            for time in job.when.wall_times(self._machine, job.now)
            for day in time.days
        ]
        content: dict[str, Any] = {
            "Label": NAME,
            "ProgramArguments": list(job.command),
            "EnvironmentVariables": dict(job.environment),
            "StartCalendarInterval": times,
            "RunAtLoad": True,  # at log-in: was one missed while the machine was off?
            "ProcessType": "Background",
        }
        text = plistlib.dumps(content, sort_keys=False).decode()
        load = ("launchctl", "bootstrap", self._domain, str(self.path))
        return Plan((TimerFile(self.path, text),), commands=(load,))

    def install(self, job: Job) -> None:
        """Write the list and load it."""
        plan = self.plan(job)
        self._unload()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(plan.files[0].content, encoding="utf-8")
        try:
            for command in plan.commands:
                insist(self._run(command), " ".join(command))
        except WorkFailed:
            self.path.unlink()  # half a timer would look like one
            raise

    def remove(self) -> bool:
        """Unload the agent and remove its list."""
        was = self.path.exists()
        if was:
            self._unload()
        self.path.unlink(missing_ok=True)
        return was

    def installed(self) -> Plan | None:
        """The list as it is on the disk."""
        if not self.path.is_file():
            return None
        content = self.path.read_text(encoding="utf-8", errors="replace")
        load = ("launchctl", "bootstrap", self._domain, str(self.path))
        return Plan((TimerFile(self.path, content),), commands=(load,))

    def notes(self) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def _unload(self) -> None:
        self._run(["launchctl", "bootout", f"{self._domain}/{NAME}"])  # one that is not loaded is no error
