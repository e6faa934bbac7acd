"""The schedule that holds for a learner: the weights, the time zone and the end of the course in force."""

from datetime import date, timedelta

from tutor.learner.entries import Profile, Weights
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
    over = date.fromisoformat(profile.end) if profile and profile.end else None
    last = over - timedelta(days=1) if over else None
    return Schedule(weights.parameters if weights else (), zone, last)
