"""What `practice start` writes is complete, runs, and never overwrites the learner's work."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercise, Exercises
from tools.grading.check_files import load_checks
from tools.running.environments import Environments
from tools.worksheet import module_name, write_worksheet

EXERCISES = Exercises(load_course(default_course_folder()))


@pytest.fixture
def softmax() -> Exercise:
    """The exercise."""
    return EXERCISES.get("softmax")


def run(folder: Path, name: str, python: Path) -> subprocess.CompletedProcess[str]:
    """Run a file of ours as the learner would."""
    return subprocess.run([python, name], cwd=folder, capture_output=True, text=True, check=False)


def has_visible_tests(exercise: Exercise) -> bool:
    """Whether a visible example has a value to compare with: a property alone cannot be written out."""
    checks = load_checks(exercise).checks.values()
    return any(check.reference and example.visible for check in checks for example in check.examples)


def test_it_holds_the_statement_in_the_learners_language(softmax: Exercise, tmp_path: Path) -> None:
    write_worksheet(softmax, tmp_path / "es", "es")
    write_worksheet(softmax, tmp_path / "en", "en")
    assert "Escribe `softmax(logits)`" in (tmp_path / "es/statement.md").read_text(encoding="utf-8")
    assert "Write `softmax(logits)`" in (tmp_path / "en/statement.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("exercise_id", EXERCISES.ids)
def test_the_visible_tests_fail_with_the_starter_and_pass_with_the_reference(
    exercise_id: str, tmp_path: Path, learner_environments: Environments
) -> None:
    exercise = EXERCISES.get(exercise_id)
    name = exercise.entry.environment
    python = Path(sys.executable) if name == "numpy" else learner_environments.ensure(name).python
    sheet = write_worksheet(exercise, tmp_path / "work", "es")
    tests = f"test_{module_name(exercise_id)}.py"
    assert (tests in sheet.written) == has_visible_tests(exercise)
    if not has_visible_tests(exercise):
        return
    assert run(sheet.folder, tests, python).returncode != 0
    sheet.program.write_text(exercise.reference, encoding="utf-8")
    done = run(sheet.folder, tests, python)
    assert done.returncode == 0, done.stderr
    assert "ok test_" in done.stdout


def test_the_learners_work_is_left_alone(softmax: Exercise, tmp_path: Path) -> None:
    first = write_worksheet(softmax, tmp_path, "es")
    first.program.write_text("mine", encoding="utf-8")
    again = write_worksheet(softmax, tmp_path, "es")
    assert first.program.read_text(encoding="utf-8") == "mine"
    assert again.written == ()
    assert "softmax.py" in again.kept


@pytest.mark.parametrize("exercise_id", EXERCISES.ids)
def test_the_notebook_is_valid_and_has_the_program_in_it(exercise_id: str, tmp_path: Path) -> None:
    exercise = EXERCISES.get(exercise_id)
    sheet = write_worksheet(exercise, tmp_path, "en", notebook=True)
    notebook = nbformat.read(sheet.program, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert exercise.starter.strip() in code[0]
    assert any(source.startswith("def test_") for source in code) == has_visible_tests(exercise)
    assert (
        json.loads(sheet.program.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "python3"
    )


def test_a_file_in_the_folders_place_is_said(softmax: Exercise, tmp_path: Path) -> None:
    taken = tmp_path / "softmax"
    taken.write_text("something of mine", encoding="utf-8")
    with pytest.raises(BadInput, match="is a file"):
        write_worksheet(softmax, taken, "es")
    assert taken.read_text(encoding="utf-8") == "something of mine"
