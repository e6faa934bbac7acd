"""Coding tasks come back one a week, so that they leave cards their room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tutor.reviews.small_reviews import Learner

EXERCISES = ("softmax", "entropy-and-kl", "cross-entropy")


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """One who solved three exercises some weeks ago."""
    made = Learner(tmp_path)
    made.learn("softmax", "entropy", "cross-entropy")
    for exercise in EXERCISES:
        made.record.add_attempt(exercise, "...", "p", "passed", skills=["softmax"])
    made.quiz.catch_up()
    made.clock.pass_days(30)
    yield made
    made.record.close()


def tasks(learner: Learner, minutes: float = 60) -> list[str]:
    """Coding tasks that are asked now."""
    return [one.item for one in learner.quiz.begin("es", minutes=minutes).queue.asked if one.form == "task"]


def test_one_task_is_asked_a_week(learner: Learner) -> None:
    (first,) = tasks(learner)
    learner.record.add_attempt(first.removeprefix("exercise:"), "...", "q", "passed")
    assert tasks(learner) == []
    learner.clock.pass_days(6)
    assert tasks(learner) == []
    learner.clock.pass_days(1)
    (second,) = tasks(learner)
    assert second != first


def test_the_minutes_due_count_one_task(learner: Learner) -> None:
    day = learner.clock.now.date()
    before = learner.quiz.due_minutes(day)
    (task,) = tasks(learner)
    learner.record.add_attempt(task.removeprefix("exercise:"), "...", "q", "passed")
    learner.quiz.catch_up()
    assert 5 <= before - learner.quiz.due_minutes(day) <= 30


def test_a_task_that_fits_into_no_session_is_not_waited_for(learner: Learner) -> None:
    assert tasks(learner, minutes=5) == []
    assert len(learner.quiz.begin("es", minutes=5).queue.asked) > 0
