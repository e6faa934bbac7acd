"""The schedule put together for every face: propose, turn on, turn off, look at it."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledge_base.errors import BadInput, WorkFailed
from tools.scheduling.platforms import pick
from tools.scheduling.timers import Job, Plan, Timer
from tutor.schedule_file import (
    Scheduled,
    read_schedule,
    schedule_path,
    succeeding,
    write_schedule,
)
from tutor.scheduled_runs import missed_moments

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Proposal:
    """What turning on would do."""

    timer: Timer
    others: tuple[Timer, ...]
    scheduled: Scheduled
    job: Job
    plan: Plan
    next: datetime


@dataclass(frozen=True)
class ScheduleStatus:
    """What is known of the schedule.

    Attributes:
        scheduled: None where it is off.
        manager: name of the timer that is installed; empty where none is.
        plan: what is installed; None where nothing is.
        current: whether that is what would be installed today.
        next: the moment to come; None where nothing will wake the tutor.
        missed: moments that should have been seen to.
        notes: what may keep the timer from working, as names.
    """

    scheduled: Scheduled | None
    manager: str = ""
    plan: Plan | None = None
    current: bool = False
    next: datetime | None = None
    missed: tuple[datetime, ...] = ()
    notes: tuple[str, ...] = ()


def read_time(text: str) -> str:
    """A time of day as HH:MM from what was typed.

    Raises:
        BadInput: it is none.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadInput(
            "{value} is not a time of day.", hint="Write it as hours and minutes, such as 10:00.", value=text
        )
    return f"{int(found[1]):02}:{found[2]}"


def propose(
    home: Path, timers: Sequence[Timer], days: Sequence[str], at: str, timezone: str, now: datetime
) -> Proposal:
    """What turning on would put on the machine; changes nothing.

    Args:
        home: the tutor's folder.
        timers: those of the platform.
        days: as in `tutor.profile.DAYS`.
        at: HH:MM.
        timezone: IANA name; empty is the machine's own.
        now: the present moment.

    Raises:
        Missing: the machine has no timer.
    """
    new = Scheduled(days=tuple(days), at=at, timezone=timezone, handled=now)
    timer = pick(timers)
    others = tuple(other for other in timers if other is not timer)
    job = _job(home, new, now)
    return Proposal(timer, others, new, job, timer.plan(job), new.weekly.next_moment(now))


def turn_on(home: Path, proposal: Proposal) -> None:
    """Set the timer, in the place of any that was there.

    Raises:
        WorkFailed: the platform refused.
        OSError: the disk is full.
    """
    before = _known(home)
    write_schedule(home, succeeding(before, proposal.scheduled))
    try:
        proposal.timer.install(proposal.job)
    except BaseException:
        if before is None:
            schedule_path(home).unlink(missing_ok=True)
        else:
            write_schedule(home, before)
        raise
    for other in proposal.others:
        other.remove()


def turn_off(home: Path, timers: Sequence[Timer]) -> bool:
    """Take away the timer and the schedule; whether there was anything.

    Raises:
        WorkFailed: the platform refused.
    """
    removed = [timer.remove() for timer in timers]
    was = schedule_path(home).exists()
    schedule_path(home).unlink(missing_ok=True)
    return was or any(removed)


def schedule_status(home: Path, timers: Sequence[Timer], now: datetime) -> ScheduleStatus:
    """What is set, and how it goes.

    Raises:
        WorkFailed: schedule.json is damaged.
    """
    scheduled = read_schedule(home)
    found = next(((timer, plan) for timer in timers if (plan := timer.installed()) is not None), None)
    if found is None:
        missed = missed_moments(scheduled, now) if scheduled else ()
        return ScheduleStatus(scheduled, missed=missed)
    timer, plan = found
    if scheduled is None:
        return ScheduleStatus(None, timer.name, plan, notes=timer.notes())
    return ScheduleStatus(
        scheduled,
        timer.name,
        plan,
        _is_current(timer, plan, _job(home, scheduled, now)),
        scheduled.weekly.next_moment(now),
        missed_moments(scheduled, now),
        timer.notes(),
    )


def _job(home: Path, scheduled: Scheduled, now: datetime) -> Job:
    command = (sys.executable, "-m", "tui.cli", "schedule", "run")
    return Job(scheduled.weekly, command, (("TUTOR_HOME", str(home.absolute())),), now)


def _is_current(timer: Timer, plan: Plan, job: Job) -> bool:
    """Whether what is installed is what would be; Task Scheduler tells its tasks in words of its own."""
    if timer.name == "task-scheduler":
        return True
    wanted = timer.plan(job)
    return (plan.files, plan.lines) == (wanted.files, wanted.lines)


def _known(home: Path) -> Scheduled | None:
    """The schedule before this one; a damaged one is as good as none."""
    try:
        return read_schedule(home)
    except WorkFailed:
        return None
