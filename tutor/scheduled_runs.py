"""What the timer starts: prepare the check-in once for a moment that is due, and say so on the desktop.

The timer only wakes; what is due is decided here, so a second waking finds nothing to do, and one run makes
up for any number of missed ones.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from knowledge_base.errors import Missing, TutorError
from tutor.schedule_file import LastRun, Scheduled, read_schedule, write_schedule
from tutor.schedule_log import write_line

EARLY = timedelta(minutes=2)  # a timer may wake a little before its time, where the clock was set back since
LATE = timedelta(minutes=15)  # from here on a moment counts as missed


@dataclass(frozen=True)
class Prepared:
    """A check-in that waits for the learner: plain text, in the learner's language."""

    title: str
    body: str


@dataclass(frozen=True)
class RunReport:
    """What a run did.

    Attributes:
        outcome: `busy` where another run is at it.
        moment: that was due; None where none was.
        missed: earlier moments that went by without a run.
        prepared: None unless done.
        notified: whether the desktop took the notice.
        next: the moment to come; None where it was not looked at.
    """

    outcome: Literal["done", "not_due", "busy"]
    moment: datetime | None = None
    missed: int = 0
    prepared: Prepared | None = None
    notified: bool = False
    next: datetime | None = None


def due_moments(scheduled: Scheduled, now: datetime) -> tuple[datetime, ...]:
    """Moments that have come and that no run has seen to, in order."""
    return scheduled.weekly.moments(scheduled.handled, now + EARLY)


def missed_moments(scheduled: Scheduled, now: datetime) -> tuple[datetime, ...]:
    """Moments that should have been seen to by now."""
    return scheduled.weekly.moments(scheduled.handled, now - LATE)


def run_due(
    home: Path,
    prepare: Callable[[], Prepared],
    tell: Callable[[Prepared], bool],
    apology: Callable[[Exception], Prepared],
    clock: Callable[[], datetime],
    anyway: bool = False,
) -> RunReport:
    """Prepare the check-in where one is due.

    A run that fails has seen to its moment too and is told of, so that an hourly waking does not fail all
    day; one that was killed, or that could not be written down, has not.

    Args:
        home: the tutor's folder.
        prepare: makes the check-in ready.
        tell: shows a notice; whether the desktop took it.
        apology: the notice for what went wrong.
        clock: the present moment.
        anyway: also where nothing is due.

    Raises:
        Missing: nothing is scheduled.
        TutorError, OSError: what `prepare` raised, or why it could not be written down.
    """
    with _alone(home) as alone, _logged(home, clock):
        if not alone:
            return RunReport("busy")
        now, scheduled = clock(), read_schedule(home)
        if scheduled is None:
            raise Missing(
                "No check-in is scheduled.", hint="Schedule one with: tutor schedule on --day sat --at 10:00"
            )
        scheduled = _clock_set_back(home, scheduled, now)
        due = due_moments(scheduled, now)
        if not due and not anyway:
            return RunReport("not_due", next=scheduled.weekly.next_moment(now))
        return _run(home, scheduled, due or (now.replace(microsecond=0),), prepare, tell, apology, clock)


def _run(
    home: Path,
    scheduled: Scheduled,
    due: tuple[datetime, ...],
    prepare: Callable[[], Prepared],
    tell: Callable[[Prepared], bool],
    apology: Callable[[Exception], Prepared],
    clock: Callable[[], datetime],
) -> RunReport:
    moment, missed = due[-1], len(due) - 1

    def keep(outcome: Literal["done", "failed"], message: str) -> None:
        at = clock()
        last = LastRun(at=at, moment=moment, missed=missed, outcome=outcome, message=message)
        _keep(home, scheduled, last)

    try:
        prepared = prepare()
    except Exception as error:
        sorry = apology(error)
        with suppress(OSError):  # what went wrong first is what has to be told
            keep("failed", sorry.body)
        tell(sorry)
        raise
    keep("done", prepared.title)
    notified = tell(prepared)
    next_moment = scheduled.weekly.next_moment(max(clock(), moment))
    line = f"done {moment.isoformat()} missed={missed} notified={str(notified).lower()} {prepared.title}"
    with suppress(OSError):  # the check-in is ready and kept; a log must not spoil that
        write_line(home, clock(), line)
    return RunReport("done", moment, missed, prepared, notified, next_moment)


def _keep(home: Path, before: Scheduled, last: LastRun) -> None:
    """Write a run down, unless the schedule was turned off or changed meanwhile."""
    now = read_schedule(home)
    if now is not None and now.same_moments(before):
        handled = max(last.at, last.moment)
        write_schedule(home, now.model_copy(update={"handled": handled, "last": last}))


def _clock_set_back(home: Path, scheduled: Scheduled, now: datetime) -> Scheduled:
    """A schedule that is not seen to until some far day, because the clock was once wrong by as much."""
    if scheduled.handled <= now + EARLY:
        return scheduled
    write_line(home, now, f"the clock was set back from {scheduled.handled.isoformat()}")
    mended = scheduled.model_copy(update={"handled": now})
    write_schedule(home, mended)
    return mended


@contextmanager
def _alone(home: Path) -> Iterator[bool]:
    """Whether no other run is under way; none can begin until this one has ended."""
    from filelock import FileLock, Timeout

    path = home / "run" / "schedule.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def _logged(home: Path, clock: Callable[[], datetime]) -> Iterator[None]:
    """What goes wrong inside gets its line in the log, if the disk takes it."""
    try:
        yield
    except Exception as error:
        said = error.message if isinstance(error, TutorError) else f"{type(error).__name__}: {error}"
        with suppress(OSError):
            write_line(home, clock(), f"failed {said}")
        raise
