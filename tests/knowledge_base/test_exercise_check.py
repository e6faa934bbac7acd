"""What is wrong with an exercise's folder is said with file and line, without running it."""

import shutil
from pathlib import Path

import pytest

from knowledge_base.course_check import check_course
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercises

SOFTMAX = default_course_folder() / "units/01-math-foundations/exercises/softmax"
UNIT = """\
title: {es: U, en: U}
summary: {es: U, en: U}
weeks: [1]
skills:
  - {id: softmax, title: {es: S, en: S}, summary: {es: S, en: S}, can: {es: S, en: S}, minutes: 60}
resources:
  - id: notes
    title: Notes
    url: https://example.org/notes
    language: en
    kind: article
    why: {es: W, en: W}
"""
COURSE = """\
id: tiny
title: {es: T, en: T}
goal: {es: T, en: T}
weeks: 1
hours_per_week: 8
modules:
  - {id: one, title: {es: U, en: O}, summary: {es: U, en: O}, units: [01-math]}
advice: {es: P, en: P}
"""


@pytest.fixture
def exercise(tmp_path: Path) -> Path:
    """A copy of softmax in a course of one unit."""
    folder = tmp_path / "units/01-math/exercises/softmax"
    shutil.copytree(SOFTMAX, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "course.yaml").write_text(COURSE, encoding="utf-8")
    (tmp_path / "units/01-math/unit.yaml").write_text(UNIT, encoding="utf-8")
    return folder


def problems(exercise: Path) -> list[str]:
    """Sentences about the course that the exercise is in, without the folder."""
    report = check_course(exercise.parents[3])
    return [problem.message.replace(f"{exercise}/", "") for problem in report.problems]


def change(exercise: Path, before: str, after: str) -> None:
    """Replace a piece of exercise.yaml."""
    path = exercise / "exercise.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_complete_exercise_has_no_problem(exercise: Path) -> None:
    assert problems(exercise) == []


@pytest.mark.parametrize(
    "name", ["statement.es.md", "shape.py", "mistakes/no-max.py", "alternatives/one-buffer.py"]
)
def test_a_file_that_is_not_there(exercise: Path, name: str) -> None:
    (exercise / name).unlink()
    assert f"{name}: the exercise has no such file." in problems(exercise)


def test_an_empty_file(exercise: Path) -> None:
    (exercise / "explanation.en.md").write_text("\n", encoding="utf-8")
    assert problems(exercise) == ["explanation.en.md: the file is empty."]


def test_a_mistake_without_a_mark_and_a_shape_without_a_blank(exercise: Path) -> None:
    wrong = exercise / "mistakes/no-max.py"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("# fault", ""), encoding="utf-8")
    (exercise / "shape.py").write_text("x = 1\n", encoding="utf-8")
    assert problems(exercise) == [
        "mistakes/no-max.py: no line is marked as wrong with # fault.",
        "shape.py: there is no blank (____) to fill.",
    ]


def test_a_program_that_is_not_listed(exercise: Path) -> None:
    (exercise / "mistakes/new-one.py").write_text("x = 1  # fault\n", encoding="utf-8")
    [found] = problems(exercise)
    assert "mistakes/new-one.py is in the folder and not listed here" in found
    assert ", line 19:" in found


def test_a_skill_that_is_not_taught_by_then(exercise: Path) -> None:
    change(exercise, "skills: [softmax]", "skills: [softmaks]")
    [found] = problems(exercise)
    assert 'no skill "softmaks" is taught by then; the nearest is "softmax"' in found


def test_a_resource_that_is_not_known(exercise: Path) -> None:
    change(exercise, "  read:\n    skill: softmax", "  read:\n    resource: nots")
    [found] = problems(exercise)
    assert 'the nearest is "notes"' in found


def test_reading_names_one_place(exercise: Path) -> None:
    change(exercise, "  read:\n    skill: softmax", "  read: {}")
    [found] = problems(exercise)
    assert "name a skill or a resource" in found


def test_a_heading_that_the_lesson_does_not_have(exercise: Path) -> None:
    for language, heading in (("es", "La idea"), ("en", "The idea")):
        lesson = exercise.parents[1] / f"lessons/{language}/softmax.md"
        lesson.parent.mkdir(parents=True)
        header = "skill: softmax\ntitle: T\nminutes: 20\nsources:\n- {title: S, url: 'https://s.org/x'}"
        lesson.write_text(f"---\n{header}\n---\n## {heading}\n", encoding="utf-8")
    change(exercise, "    skill: softmax", "    skill: softmax\n    heading: {es: La idea, en: An idea}")
    [found] = problems(exercise)
    assert 'has no heading "An idea"' in found


def test_a_vectorised_function_is_one_of_the_exercise(exercise: Path) -> None:
    change(exercise, "vectorised: [softmax]", "vectorised: [sigmoid]")
    [found] = problems(exercise)
    assert '"sigmoid" is not one of the functions' in found


def test_exercise_yaml_that_does_not_parse(exercise: Path) -> None:
    (exercise / "exercise.yaml").write_text("title: [", encoding="utf-8")
    [found] = problems(exercise)
    assert "this is not YAML" in found


def test_exercises_are_found_by_id_unit_and_skill(exercise: Path) -> None:
    exercises = Exercises(load_course(exercise.parents[3]))
    assert exercises.ids == ("softmax",)
    assert [found.id for found in exercises.of_unit("01-math")] == ["softmax"]
    assert [found.id for found in exercises.of_skill("softmax")] == ["softmax"]
    assert "# fault" not in exercises.get("softmax").mistake_source("wrong-axis")
    assert exercises.get("softmax").fault_lines("wrong-axis") == (5, 7)
    with pytest.raises(BadInput, match='the nearest is "softmax"'):
        exercises.get("sofmax")
