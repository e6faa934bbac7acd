"""The memory model is fitted to the learner's own log, and kept only where it predicts better."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.reviews.simulated_memory import FORGETFUL, simulated_log
from tests.tutor.reviews.small_reviews import Learner
from tutor.learner.entries import Review, Weights
from tutor.reviews.fitting import Answers, Log, fit
from tutor.reviews.scheduling import Schedule, Trace

turns = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 4)), min_size=1, max_size=12)


def answers(given_turns: Sequence[tuple[int, int]]) -> Answers:
    """One item's answers."""
    day, days = date(2026, 11, 28), []
    for gap, _ in given_turns:
        day += timedelta(days=gap)
        days.append(day)
    return Answers(tuple(days), tuple(grade for _, grade in given_turns))


@settings(max_examples=40, deadline=None)
@given(st.lists(turns, min_size=1, max_size=5), st.sampled_from([DEFAULT_PARAMETERS, FORGETFUL]))
def test_recalls_are_those_of_py_fsrs(log: list[list[tuple[int, int]]], weights: tuple[float, ...]) -> None:
    items = [answers(one) for one in log]
    ours = Log.of(items).recall(np.asarray(weights)[None])[0]
    schedule = Schedule(weights)
    for row, item in enumerate(items):
        trace: Trace | None = None
        for place, (day, grade) in enumerate(zip(item.days, item.grades, strict=True)):
            if trace is not None:
                assert ours[row, place] == pytest.approx(schedule.retrievability(trace, day), abs=1e-4)
            trace = schedule.after(
                trace, grade, datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()
            )


@pytest.mark.parametrize("seed", [0, 1])
def test_a_memory_of_its_own_is_predicted_better(seed: int) -> None:
    fitted = fit(simulated_log(FORGETFUL, 80, 26, seed), DEFAULT_PARAMETERS)
    assert fitted is not None
    assert fitted.reviews >= 400
    assert fitted.better
    assert fitted.log_loss < fitted.log_loss_before < 1
    assert fitted.log_loss < fitted.log_loss_average


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_memory_like_the_default_keeps_its_weights(seed: int) -> None:
    fitted = fit(simulated_log(DEFAULT_PARAMETERS, 80, 26, seed), DEFAULT_PARAMETERS)
    assert fitted is not None
    assert not fitted.better


def test_a_log_without_later_recalls_tells_nothing() -> None:
    assert fit([answers([(0, 3)]), answers([(0, 1)])], DEFAULT_PARAMETERS) is None


def test_weights_that_are_kept_hold_for_every_memory_at_once(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    assert learner.quiz.refit().fitted is None
    learner.learn("softmax")
    for days in (0, 3, 8):
        learner.clock.pass_days(days)
        learner.quiz.grade("q", "softmax-shift-invariance", "es", grade=3)
    before = learner.record.memory("softmax-shift-invariance")
    learner.record.add(Weights(learner.record.now(), FORGETFUL, 400, 0.3, 0.4))
    after = learner.record.memory("softmax-shift-invariance")
    assert before is not None
    assert after is not None
    assert after.stability < before.stability
    assert (after.repetitions, after.at) == (before.repetitions, before.at)
    assert learner.quiz.schedule.parameters == FORGETFUL
    kept = learner.record.memories()
    learner.record.rebuild()
    assert learner.record.memories() == kept
    learner.record.close()


def test_a_learners_own_log_is_fitted_from_the_record(tmp_path: Path) -> None:
    learner, schedule = Learner(tmp_path), Schedule()
    reviews = []
    for number, item in enumerate(simulated_log(FORGETFUL, 80, 26, 0)):
        trace: Trace | None = None
        for day, grade in zip(item.days, item.grades, strict=True):
            at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC).isoformat()
            trace = schedule.after(trace, grade, at)
            reviews.append(
                Review(at, f"card-{number}", "softmax", grade, "self", "", "", 0.0, trace.state, trace.step,
                       trace.stability, trace.difficulty, trace.due, trace.repetitions, trace.lapses)
            )  # fmt: skip
    learner.record.add(*sorted(reviews, key=lambda review: review.at))
    done = learner.quiz.refit()
    assert done.kept
    (weights,) = learner.record.entries(Weights)
    assert (weights.reviews, weights.log_loss < weights.log_loss_before) == (len(reviews), True)
    learner.record.close()
