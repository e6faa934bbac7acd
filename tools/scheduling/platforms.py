"""Which timers a platform has, and the one to use."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import tzinfo

from knowledge_base.errors import Missing
from tools.scheduling.cron import Cron
from tools.scheduling.launchd import Launchd
from tools.scheduling.programs import Start, start
from tools.scheduling.systemd import Systemd
from tools.scheduling.task_scheduler import TaskScheduler
from tools.scheduling.timers import Timer, home_of


def platform_timers(
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    run: Start = start,
    machine: tzinfo | None = None,
) -> tuple[Timer, ...]:
    """Every timer that a platform knows, the better first.

    Args:
        platform: as `sys.platform` has it.
        environment: where the user's folders are read from.
        run: starts the platform's programs.
        machine: the zone of the machine's clock; None asks the machine.
    """
    if platform == "win32":
        return (TaskScheduler(run, machine),)
    if platform == "darwin":
        return (Launchd(home_of(environment), run, machine), Cron(run, machine))
    return (Systemd(environment, run), Cron(run, machine))


def pick(timers: Sequence[Timer]) -> Timer:
    """The first that this machine has.

    Raises:
        Missing: there is none.
    """
    for timer in timers:
        if timer.usable():
            return timer
    raise Missing(
        "This machine has no timer that the tutor can use: {names}.",
        hint="On Debian or Ubuntu, install one with: sudo apt install cron",
        names=", ".join(timer.name for timer in timers),
    )
