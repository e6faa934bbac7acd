"""The schedule that holds for a learner: the weights, the time zone and the end of the course in force."""

from datetime import date

from tutor.learner.entries import Choice, Profile, Weights
from tutor.learner.record import Record
from tutor.reviews.scheduling import Schedule


def schedule_in_force(record: Record, profile: Profile | None) -> Schedule:
    """Dates of reviews for a learner.

    Args:
        record: of the learner.
        profile: who studies and when; None where that was never said.
    """
    weights = record.latest(Weights)
    zone = profile.timezone if profile else ""
    return Schedule(weights.parameters if weights else (), zone, _end(record, profile))


def _end(record: Record, profile: Profile | None) -> date | None:
    later = record.latest(Choice, kind="later")
    ends = [profile.end if profile else "", later.end if later else ""]
    return max((date.fromisoformat(end) for end in ends if end), default=None)
