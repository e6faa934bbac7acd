"""The simulated learners learn, forget and differ, and the same seed is the same learner."""

from statistics import fmean

import pytest

from evals.learners import KINDS, AllOrNone, Gradual, Learner, Parts, Task

TASKS = [Task("softmax", f"exercise{number}") for number in range(6)]
MANY = range(60)


def chance(learner: Learner, day: float) -> float:
    """Of a right answer, over a few exercises."""
    return fmean(learner.chance(task, day) for task in TASKS)


def practised(kind: type[Learner], seed: int, days: list[float]) -> Learner:
    """Who read the lesson on the first day and did an exercise on each."""
    learner = kind(seed)
    learner.read("softmax", days[0])
    for number, day in enumerate(days):
        learner.answer(TASKS[number % len(TASKS)], day)
    return learner


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_answers_the_same(kind: type[Learner]) -> None:
    one, other = kind(7), kind(7)
    days = [float(day) for day in range(0, 60, 3)]
    assert [one.answer(TASKS[0], day) for day in days] == [other.answer(TASKS[0], day) for day in days]


@pytest.mark.parametrize("kind", KINDS)
def test_reading_and_doing_teach_and_time_takes_it_away(kind: type[Learner]) -> None:
    new = fmean(chance(kind(seed), 0.0) for seed in MANY)
    learners = [practised(kind, seed, [0.0, 0.1, 1.0]) for seed in MANY]
    soon, late = (fmean(chance(learner, day) for learner in learners) for day in (1.1, 120.0))
    assert soon > new + 0.15
    assert late < soon - 0.1


@pytest.mark.parametrize("kind", [AllOrNone, Parts])
def test_spaced_practice_lasts_longer_than_massed(kind: type[Learner]) -> None:
    massed = [practised(kind, seed, [0.0, 0.01, 0.02, 0.03, 0.04, 0.05]) for seed in MANY]
    spaced = [practised(kind, seed, [0.0, 1.0, 7.0, 14.0, 28.0, 42.0]) for seed in MANY]
    after_massed = fmean(chance(learner, 40.05) for learner in massed)
    assert fmean(chance(learner, 82.0) for learner in spaced) > after_massed + 0.03


@pytest.mark.parametrize("kind", KINDS)
def test_asking_what_is_true_changes_nothing(kind: type[Learner]) -> None:
    learner = practised(kind, 3, [0.0, 1.0])
    assert [chance(learner, 5.0) for _ in range(3)] == [chance(learner, 5.0)] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_help_turns_failures_into_passes(kind: type[Learner]) -> None:
    alone = fmean(kind(seed).answer(TASKS[0], 0.0) for seed in range(300))
    helped = fmean(kind(seed).answer(TASKS[0], 0.0, helped=True) for seed in range(300))
    assert helped > alone + 0.2


def test_who_knows_nothing_guesses_one_in_four_options() -> None:
    guesses = fmean(
        learner.chance(Task("softmax", "p", "placement"), 0.0)
        for learner in map(Gradual, range(300))
        if learner.grasp("softmax", "p", 0.0) < 0.1
    )
    assert 0.2 < guesses < 0.4
