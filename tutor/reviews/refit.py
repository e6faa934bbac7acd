"""Fits the weights to the learner's log once there is enough of it; keeps them where they predict better."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.learner.entries import Review, Weights
from tutor.learner.record import Record
from tutor.reviews.scheduling import Schedule

if TYPE_CHECKING:
    from tutor.reviews.fitting import Answers, Fitted

ENOUGH = 400  # reviews


@dataclass(frozen=True)
class Refit:
    """What came of it.

    Attributes:
        reviews: that the log has.
        fitted: how well the weights predict; None where the log is too short to tell.
        kept: whether they hold from now on.
    """

    reviews: int
    fitted: "Fitted | None"
    kept: bool


def refit(record: Record, schedule: Schedule) -> Refit:
    """Fit weights to the record's reviews; where they are kept, every memory is computed anew with them.

    Args:
        record: of the learner.
        schedule: in force.
    """
    reviews = record.entries(Review)
    if len(reviews) < ENOUGH:
        return Refit(len(reviews), None, False)
    from fsrs.scheduler import DEFAULT_PARAMETERS

    from tutor.reviews.fitting import fit

    fitted = fit(_log(reviews, schedule), schedule.parameters or DEFAULT_PARAMETERS)
    if fitted is None or not fitted.better:
        return Refit(len(reviews), fitted, False)
    record.add(
        Weights(record.now(), fitted.parameters, len(reviews), fitted.log_loss, fitted.log_loss_before)
    )
    return Refit(len(reviews), fitted, True)


def _log(reviews: tuple[Review, ...], schedule: Schedule) -> "list[Answers]":
    from tutor.reviews.fitting import Answers

    by_item: dict[str, list[Review]] = {}
    for review in reviews:
        by_item.setdefault(review.item, []).append(review)
    logs = (sorted(given, key=lambda one: schedule.day_of(one.at)) for given in by_item.values())
    return [
        Answers(tuple(schedule.day_of(one.at) for one in given), tuple(one.grade for one in given))
        for given in logs
    ]
