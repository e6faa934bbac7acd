"""The next exercise follows from what was done, and says why."""

from pathlib import Path

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, ExerciseFile, Exercises
from tutor.learner.work import Work
from tutor.next_exercise import suggest

ENTRY = Exercises(load_course(default_course_folder())).get("softmax").entry


def exercise(name: str, skill: str = "softmax") -> Exercise:
    """One like softmax, under another name."""
    entry = ExerciseFile(**dict(ENTRY) | {"skills": (skill,)})
    return Exercise(name, "01-math-foundations", Path(), entry)


THREE = [exercise("a"), exercise("b"), exercise("c", "entropy")]


def chosen(work: dict[str, Work], *latest: str, skill: str = "") -> tuple[str, str]:
    """Id and reason."""
    found = suggest(THREE, work, latest, skill)
    assert found is not None
    return found.exercise.id, found.reason


def test_a_new_learner_begins_with_the_first() -> None:
    assert chosen({}) == ("a", "first")


def test_what_was_begun_last_comes_first() -> None:
    work = {"a": Work("tried"), "c": Work("tried")}
    assert chosen(work, "c", "a") == ("a", "begun")
    assert chosen(work, "a", "c") == ("c", "begun")


def test_then_the_course_goes_on() -> None:
    assert chosen({"a": Work("solved")}, "a") == ("b", "next")


def test_what_was_copied_comes_back_at_the_end() -> None:
    work = {"a": Work("solved"), "b": Work("revealed", True), "c": Work("solved")}
    assert chosen(work, "a", "b", "c") == ("b", "again")


def test_only_one_skill_when_asked() -> None:
    assert chosen({}, skill="entropy") == ("c", "first")


@pytest.mark.parametrize("skill", ["", "softmax"])
def test_nothing_is_left_when_all_are_solved(skill: str) -> None:
    assert suggest(THREE, {name: Work("solved") for name in "abc"}, "abc", skill) is None
