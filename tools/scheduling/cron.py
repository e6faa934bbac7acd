"""cron: a marked block in the user's crontab.

cron knows no zones (`CRON_TZ` is cronie's alone), forgets what it slept through, and starts what it starts
without the desktop's variables. So the line at the time says what the machine's clock shows then, in every
season, and a second line looks once an hour whether a moment was missed; whether anything is due, and that it
runs once, is decided by `schedule run`.
"""

from datetime import tzinfo

from knowledge_base.errors import BadInput, WorkFailed
from knowledge_base.words import encodable
from tools.scheduling.moments import WallTime
from tools.scheduling.programs import Start, start
from tools.scheduling.timers import Job, Plan, insist

BEGIN = "# tutor check-in: begin (made by `tutor schedule on`, removed by `tutor schedule off`)"
END = "# tutor check-in: end"
_MARK = BEGIN.partition(" (")[0]
_HOURLY = "# and once an hour: was one missed while the machine was off or asleep?"
_OUT = " >/dev/null"  # only what goes wrong is mailed
_CALL = f" schedule run{_OUT}"
_HALF = 30  # minutes after the time at which the hourly line looks


class Cron:
    """The crontab of the user.

    Args:
        run: starts `crontab`.
        machine: the zone of cron's clock; None asks the machine.
    """

    name = "cron"

    def __init__(self, run: Start = start, machine: tzinfo | None = None) -> None:
        self._run = run
        self._machine = machine

    def usable(self) -> bool:
        """Whether this user may have a crontab."""
        return self._table() is not None

    def plan(self, job: Job) -> Plan:
        """The block of lines.

        Raises:
            BadInput: a path has a line break in it.
        """
        words = _escaped(job.words)
        times = job.when.wall_times(self._machine, job.now)
        lines = [f"{_fields(time)} {words}{_OUT}" for time in times]
        hourly = f"{(job.when.minute + _HALF) % 60} * * * * {words}{_OUT}"
        return Plan(lines="\n".join([BEGIN, *lines, _HOURLY, hourly, END]) + "\n")

    def install(self, job: Job) -> None:
        """Put the block at the end of the crontab; the rest of it stays byte for byte.

        Raises:
            BadInput: a path has a line break in it.
            WorkFailed: the crontab cannot be read, so that nothing is written either, or cron refused.
        """
        table = self._table()
        if table is None:  # what cannot be read now would be lost
            raise WorkFailed("The crontab cannot be read, so nothing was changed.", hint="See: crontab -l")
        wanted = without_block(table) + self.plan(job).lines
        if wanted != table:
            self._write(wanted)

    def remove(self) -> bool:
        """Take the block out; a crontab that held nothing else goes too."""
        table = self._table() or ""
        rest = without_block(table)
        if rest == table:
            return False
        if rest:
            self._write(rest)
        else:
            insist(self._run(["crontab", "-r"]), "crontab -r")
        return True

    def installed(self) -> Plan | None:
        """The block in the crontab."""
        block = encodable(_block(self._table() or ""))
        return Plan(lines=block) if block else None

    def notes(self) -> tuple[str, ...]:
        """`cron_asleep` where no cron is running."""
        import psutil

        names = {process.info["name"] for process in psutil.process_iter(["name"])}
        return () if names & {"cron", "crond", "fcron", "systemd-cron"} else ("cron_asleep",)

    def _table(self) -> str | None:
        """The crontab, empty where there is none; None where there cannot be one."""
        ended = self._run(["crontab", "-l"])
        if ended.code == 0:
            return ended.out
        return "" if "no crontab for" in ended.err else None

    def _write(self, table: str) -> None:
        insist(self._run(["crontab", "-"], table), "crontab -")


def without_block(table: str) -> str:
    """A crontab without our lines."""
    return table.replace(_block(table), "", 1) if _block(table) else table


def _block(table: str) -> str:
    """Our lines, from the mark to the mark; where the closing one was deleted, those that are surely ours."""
    lines = table.splitlines(keepends=True)
    begin = next((n for n, line in enumerate(lines) if line.startswith(_MARK)), None)
    if begin is None:
        return ""
    end = next((n for n in range(begin, len(lines)) if lines[n].startswith(END)), None)
    if end is None:
        end = begin
        while end + 1 < len(lines) and any(sign in lines[end + 1] for sign in (_CALL, _HOURLY)):
            end += 1
    return "".join(lines[begin : end + 1])


def _fields(time: WallTime) -> str:
    days = ",".join(str((day + 1) % 7) for day in time.days)  # cron's week begins on Sunday
    return f"{time.minute} {time.hour} * * {days}"


def _escaped(words: str) -> str:
    """A command for a crontab, where a percent sign would end it."""
    if "\n" in words:
        raise BadInput(
            "A path with a line break in it cannot be put into a timer: {path}.",
            hint="Move the tutor's folder to another place with TUTOR_HOME.",
            path=repr(words),
        )
    return words.replace("%", r"\%")
