"""`tutor project`, as a learner would type it."""

from pathlib import Path

import pytest

from tests.learner_environments import share
from tests.small_project import REFERENCE, write_course
from tests.tui.command_line import CommandLine
from tools.running.environments import Environments


@pytest.fixture
def desk(
    tutor_home: Path, tmp_path: Path, learner_environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty folder to work in; the course is the small one."""
    learner_environments.ensure("plain")
    share(learner_environments, tutor_home)
    write_course(tmp_path / "course")
    monkeypatch.setenv("TUTOR_COURSE__FOLDER", str(tmp_path / "course"))
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def test_a_whole_project(tutor: CommandLine, desk: Path) -> None:
    assert tutor("project", "list", "--json").document["projects"][0]["state"] == "new"
    started = tutor("project", "start", "word-counter", "--json").document
    assert started["folder"] == "word-counter"
    assert "counter.py" in started["written"]
    first = tutor("project", "check", "word-counter", "--language", "es")
    assert first.code == 1
    assert "se cumplen 0 de 3 comprobaciones" in first.out
    assert first.out.count("Todavía no está escrito") == 2  # each cause is told once
    assert "Sigue: Contar. Escribe count." in first.out
    (desk / "word-counter/counter.py").write_text(REFERENCE, encoding="utf-8")
    done = tutor("project", "check", "word-counter", "word-counter", "--language", "en")
    assert done.code == 0
    assert "all 3 checks hold" in done.out
    assert "4  It convinces" in done.out
    assert tutor("project", "list", "--json").document["projects"][0]["state"] == "done"
    again = tutor("project", "start", "word-counter", "--language", "es")
    assert "Ya estaban y no cambiaron" in again.out
    assert (desk / "word-counter/counter.py").read_text(encoding="utf-8") == REFERENCE


def test_the_document_of_a_check(tutor: CommandLine, desk: Path) -> None:
    tutor("project", "start", "word-counter", "here")
    (desk / "here/counter.py").write_text("def count(text):\n    return 1 / 0\n", encoding="utf-8")
    ran = tutor("project", "check", "word-counter", "here", "--json", "--language", "en")
    assert ran.code == 1
    document = ran.document
    assert set(document) == {
        "project", "passed", "held", "milestones", "next", "problem", "rubric",
        "seconds", "peak_mb", "sandbox",
    }  # fmt: skip
    check = document["milestones"][0]["checks"][0]
    assert (check["outcome"], check["place"]) == ("raised", "counter.py:2")
    assert check["message"] == "It raised an error: ZeroDivisionError: division by zero"


def test_show_has_brief_milestones_and_rubric(tutor: CommandLine, desk: Path) -> None:
    text = tutor("project", "show", "word-counter", "--language", "es").out
    for words in ("Contador", "Hitos", "Cuenta las palabras", "40 min", "Dice cómo se usa"):
        assert words in text
    assert tutor("project", "show", "word-counter", "--json").document["checks"] == 3


def test_what_is_wrong_is_one_sentence(tutor: CommandLine, desk: Path) -> None:
    assert tutor("project", "show", "word-count").code == 2
    nowhere = tutor("project", "check", "word-counter", "nowhere", "--language", "es")
    assert nowhere.code == 2
    assert "tutor project start word-counter" in nowhere.err
