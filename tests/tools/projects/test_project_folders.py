"""The folder that a learner begins with."""

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge_base.errors import BadInput
from tests.small_project import REFERENCE, STARTER, small_project
from tools.projects.folders import write_folder


def test_brief_starter_data_and_checks_are_there(tmp_path: Path) -> None:
    made = write_folder(small_project(tmp_path / "course"), tmp_path / "mine", "es")
    assert set(made.written) == {
        "brief.md", "counter.py", "data/words.txt", "checks/test_counter.py", "checks/both_languages.py",
    }  # fmt: skip
    assert made.kept == ()
    assert (tmp_path / "mine/brief.md").read_text(encoding="utf-8").startswith("# Contador")
    assert (tmp_path / "mine/counter.py").read_text(encoding="utf-8") == STARTER


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    project = small_project(tmp_path / "course")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/counter.py").write_text("mine", encoding="utf-8")
    made = write_folder(project, tmp_path / "mine", "en")
    assert made.kept == ("counter.py",)
    assert (tmp_path / "mine/counter.py").read_text(encoding="utf-8") == "mine"
    assert write_folder(project, tmp_path / "mine", "en").written == ()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    project = small_project(tmp_path / "course")
    (tmp_path / "mine").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="is a file"):
        write_folder(project, tmp_path / "mine", "en")


def test_the_learner_can_run_the_checks_without_the_tutor(tmp_path: Path) -> None:
    write_folder(small_project(tmp_path / "course"), tmp_path / "mine", "es")
    command = [sys.executable, "-m", "unittest", "discover", "checks"]
    first = subprocess.run(command, cwd=tmp_path / "mine", capture_output=True, text=True, check=False)
    assert first.returncode == 1
    (tmp_path / "mine/counter.py").write_text(REFERENCE, encoding="utf-8")
    then = subprocess.run(command, cwd=tmp_path / "mine", capture_output=True, text=True, check=False)
    assert (then.returncode, "Ran 3 tests" in then.stderr) == (0, True)
