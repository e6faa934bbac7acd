"""Weekly moments by the clock on the wall of a time zone, through every change of clocks.

A moment is an instant. A wall time that a change of clocks leaves out is shifted out of the gap (02:30
becomes 03:30), and one that comes twice is its first: Python's rule for `fold=0` (PEP 495).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HORIZON = timedelta(days=5 * 366)  # how far ahead wall times are looked at, and how far back moments count
_WIDEST = timedelta(days=2)  # more than any two zones, or a day left out, are apart


@dataclass(frozen=True)
class Weekly:
    """Days of the week at a time.

    Attributes:
        days: 0 is Monday; in the week's order.
        hour, minute: on the wall.
        zone: None is the machine's own.
        zone_name: IANA; empty where it is not known.
    """

    days: tuple[int, ...]
    hour: int
    minute: int
    zone: tzinfo | None
    zone_name: str

    @property
    def at(self) -> str:
        """The time as HH:MM."""
        return f"{self.hour:02}:{self.minute:02}"

    def next_moment(self, after: datetime) -> datetime:
        """The first moment later than `after`, in the schedule's zone."""
        begin = after.astimezone(UTC)  # two times of one zone would be compared by the wall
        moments = self._around(begin, begin + timedelta(days=8))
        return min(moment for moment in moments if moment > begin).astimezone(self.zone)

    def moments(self, after: datetime, until: datetime) -> tuple[datetime, ...]:
        """Every moment later than `after` and not later than `until`, in order; of five years at most."""
        end = until.astimezone(UTC)
        begin = max(after.astimezone(UTC), end - HORIZON)
        found = {moment for moment in self._around(begin, end) if begin < moment <= end}
        return tuple(moment.astimezone(self.zone) for moment in sorted(found))

    def wall_times(self, zone: tzinfo | None, after: datetime) -> tuple["WallTime", ...]:
        """What a clock in another zone shows at the moments to come.

        Usually one time. More where the two zones change their clocks on different days, or where a moment
        falls into a gap: a timer set to all of them is never asleep at a moment.

        Args:
            zone: of the clock; None is the machine's own.
            after: from when on.
        """
        days: dict[tuple[int, int], set[int]] = {}
        begin = after.astimezone(UTC)
        for moment in self._around(begin, begin + HORIZON):
            wall = moment.astimezone(zone)
            days.setdefault((wall.hour, wall.minute), set()).add(wall.weekday())
        return tuple(WallTime(tuple(sorted(found)), *at) for at, found in sorted(days.items()))

    def _around(self, begin: datetime, end: datetime) -> list[datetime]:
        """Moments in UTC, from a little before `begin` to a little after `end`."""
        first, last = (begin - _WIDEST).astimezone(self.zone), (end + _WIDEST).astimezone(self.zone)
        dates = (first.date() + timedelta(days) for days in range((last.date() - first.date()).days + 1))
        return [self._instant(day) for day in dates if day.weekday() in self.days]

    def _instant(self, day: date) -> datetime:
        wall = datetime.combine(day, time(self.hour, self.minute))
        aware = wall.astimezone() if self.zone is None else wall.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)


@dataclass(frozen=True)
class WallTime:
    """A time of the day on some days of the week; 0 is Monday."""

    days: Sequence[int]
    hour: int
    minute: int
