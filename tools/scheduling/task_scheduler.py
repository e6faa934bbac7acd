"""Windows Task Scheduler: a task of the user's, described in XML.

The elements are those of Microsoft's task schema (version 1.2 of
http://schemas.microsoft.com/windows/2004/02/mit/task).
"""

import subprocess
import tempfile
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml

from knowledge_base.words import encodable
from tools.scheduling.moments import WallTime
from tools.scheduling.programs import Start, start
from tools.scheduling.timers import NAME, Job, Plan, TimerFile, insist

NAMESPACE: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONG_AGO = "2020-01-01"  # when a trigger begins; the same whenever the task is made
_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",  # what was missed while off or asleep is started once
    "ExecutionTimeLimit": "PT30M",
    "Enabled": "true",
}
# A task has no variables of its own, and pythonw has no window and no streams.
_PROGRAM = (
    "import os,sys;"
    "os.environ.update({environment!r});"
    "sys.stdout=sys.stdout or open(os.devnull,'w');sys.stderr=sys.stderr or open(os.devnull,'w');"
    "sys.argv[1:]={arguments!r};"
    "import runpy;runpy.run_module({module!r},run_name='__main__',alter_sys=True)"
)


class TaskScheduler:
    """A task in the user's own Task Scheduler.

    Args:
        run: starts `schtasks`.
        machine: the zone of the machine's clock; None asks the machine.
        folder: where the description is written before it is handed over; the system's temporary one.
    """

    name = "task-scheduler"

    def __init__(self, run: Start = start, machine: tzinfo | None = None, folder: Path | None = None) -> None:
        self._run = run
        self._machine = machine
        self._file = (folder or Path(tempfile.gettempdir())) / f"{NAME}.xml"

    def usable(self) -> bool:
        """Whether schtasks is there."""
        return self._run(["schtasks", "/?"]).code == 0

    def plan(self, job: Job) -> Plan:
        """The description, and the command that hands it over."""
        root = Xml.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
        Xml.SubElement(
            Xml.SubElement(root, "RegistrationInfo"), "Description"
        ).text = "Weekly check-in of the tutor; made by `tutor schedule on`, removed by `tutor schedule off`."
        triggers = Xml.SubElement(root, "Triggers")
        for time in job.when.wall_times(self._machine, job.now):
            _add_trigger(triggers, time)
        principal = Xml.SubElement(Xml.SubElement(root, "Principals"), "Principal", {"id": "Author"})
        _add(principal, {"LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"})
        _add(Xml.SubElement(root, "Settings"), _SETTINGS)
        _add_action(root, job)
        Xml.indent(root)
        text = '<?xml version="1.0" encoding="UTF-16"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
        create = ("schtasks", "/Create", "/TN", NAME, "/XML", str(self._file), "/F")
        return Plan((TimerFile(self._file, text),), commands=(create,))

    def install(self, job: Job) -> None:
        """Hand the description over; a task of that name is replaced."""
        plan = self.plan(job)
        try:
            self._file.write_text(plan.files[0].content, encoding="utf-16")
            for command in plan.commands:
                insist(self._run(command), " ".join(command))
        finally:
            self._file.unlink(missing_ok=True)

    def remove(self) -> bool:
        """Delete the task."""
        if self.installed() is None:
            return False
        delete = ["schtasks", "/Delete", "/TN", NAME, "/F"]
        insist(self._run(delete), " ".join(delete))
        return True

    def installed(self) -> Plan | None:
        """What Task Scheduler says of the task; it writes the description in its own way."""
        ended = self._run(["schtasks", "/Query", "/TN", NAME, "/XML"])
        return Plan((TimerFile(self._file, encodable(ended.out)),)) if ended.code == 0 else None

    def notes(self) -> tuple[str, ...]:
        """Nothing."""
        return ()


def _add_trigger(triggers: Xml.Element, time: WallTime) -> None:
    trigger = Xml.SubElement(triggers, "CalendarTrigger")
    begin = datetime.fromisoformat(f"{_LONG_AGO}T{time.hour:02}:{time.minute:02}:00")
    _add(trigger, {"StartBoundary": begin.isoformat(), "Enabled": "true"})
    week = Xml.SubElement(trigger, "ScheduleByWeek")
    days = Xml.SubElement(week, "DaysOfWeek")
    for day in time.days:
        Xml.SubElement(days, _DAYS[day])
    _add(week, {"WeeksInterval": "1"})


def _add_action(root: Xml.Element, job: Job) -> None:
    python, _, module, *arguments = job.command
    windowless = Path(python).with_name("pythonw.exe")
    program = _PROGRAM.format(environment=dict(job.environment), arguments=arguments, module=module)
    action = Xml.SubElement(Xml.SubElement(root, "Actions", {"Context": "Author"}), "Exec")
    _add(
        action,
        {
            "Command": str(windowless if windowless.exists() else python),
            "Arguments": subprocess.list2cmdline(["-c", program]),
        },
    )


def _add(parent: Xml.Element, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        Xml.SubElement(parent, name).text = text
