"""`schedule.json`: the weekly moments, up to when they are seen to, and how the last run went."""

from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.errors import WorkFailed
from tools.scheduling.moments import Weekly
from tutor.clock import timezone as zone_named
from tutor.files import write_whole
from tutor.profile import DAYS

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ENCORE = "Set it anew with: tutor schedule on --day sat --at 10:00"


class LastRun(BaseModel):
    """How a run ended.

    Attributes:
        at: when.
        moment: that it was for.
        missed: earlier moments that it made up for.
        outcome: `failed` where the check-in could not be prepared.
        message: title of what was prepared, or what went wrong.
    """

    model_config = ConfigDict(frozen=True)
    at: AwareDatetime
    moment: AwareDatetime
    missed: int = Field(ge=0)
    outcome: Literal["done", "failed"]
    message: str


class Scheduled(BaseModel):
    """A schedule that is on.

    Attributes:
        days, at, timezone: the weekly moments; the timezone is empty where the machine's own has no name.
        handled: moments up to here are seen to.
        last: None before the first run.
    """

    model_config = ConfigDict(frozen=True)
    days: tuple[Day, ...] = Field(min_length=1)
    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str
    handled: AwareDatetime
    last: LastRun | None = None

    @property
    def weekly(self) -> Weekly:
        """The moments.

        Raises:
            BadInput: there is no such timezone on this machine.
        """
        days = tuple(DAYS.index(day) for day in self.days)
        zone = zone_named(self.timezone) if self.timezone else None
        return Weekly(days, int(self.at[:2]), int(self.at[3:]), zone, self.timezone)

    def same_moments(self, other: "Scheduled") -> bool:
        """Whether both have the same weekly moments."""
        return (self.days, self.at, self.timezone) == (other.days, other.at, other.timezone)


def schedule_path(home: Path) -> Path:
    """Where it is."""
    return home / "schedule.json"


def read_schedule(home: Path) -> Scheduled | None:
    """The schedule; None where none is on.

    Raises:
        WorkFailed: the file is damaged.
    """
    path = schedule_path(home)
    try:
        return Scheduled.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise WorkFailed(
            "{path} is damaged; it is not known when the check-in is due.", hint=ENCORE, path=path
        ) from error


def write_schedule(home: Path, scheduled: Scheduled) -> None:
    """Keep it, whole or not at all.

    Raises:
        OSError: the disk is full or the folder is not writable.
    """
    write_whole(schedule_path(home), scheduled.model_dump_json(indent=1) + "\n")


def succeeding(before: Scheduled | None, new: Scheduled) -> Scheduled:
    """A new schedule with what is known from the one before: moments of both stay owed, others never were."""
    if before is None:
        return new
    handled = before.handled if before.same_moments(new) else new.handled
    return new.model_copy(update={"handled": handled, "last": before.last})
