"""What is wrong with a project's folder is said with file and line, without running it."""

import shutil
from pathlib import Path

import pytest

from knowledge_base.course_check import check_course
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput
from knowledge_base.projects import Projects
from tests.small_project import small_project, write_course


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of the small one."""
    return write_course(tmp_path)


def problems(project: Path) -> list[str]:
    """Sentences about the course that the project is in, without the folder."""
    report = check_course(project.parents[2])
    return [problem.message.replace(f"{project}/", "") for problem in report.problems]


def change(project: Path, before: str, after: str, name: str = "project.yaml") -> None:
    """Replace a piece of a file."""
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_small_project_is_right(project: Path) -> None:
    assert problems(project) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("minutes: 50", "minutes: 60",
         "project.yaml, line 3: the milestones take 100 minutes, and the project has 90."),
        ("[test_reads_the_data]", "[]",
         'project.yaml, line 19: no milestone has the check "test_reads_the_data".'),
        ("[test_reads_the_data]", "[test_reads_the_date, test_reads_the_data]",
         'project.yaml, line 13: there is no test "test_reads_the_date";'
         ' the nearest is "test_reads_the_data".'),
        ("[test_reads_the_data]", "[test_reads_the_data, test_counts_words]",
         'project.yaml, line 3: "test_counts_words" is there twice.'),
        ("Write report.", "Write 2 reports.",
         "project.yaml, line 11: milestones[report].brief does not state the same numbers in both languages:"
         " only in Spanish -, only in English 2."),
        ("file: words.txt", "file: lost.txt", "data/lost.txt: the project has no such file."),
        ("file: words.txt", "file: lost.txt",
         "project.yaml, line 29: data/words.txt is in the folder and not listed here."),
        ("      - {es: Convence, en: It convinces}\n", "",
         "project.yaml, line 24: rubric[readme].levels needs at least 4 of them."),
        ("seconds: 20", "second: 20",
         'project.yaml, line 2: project.yaml has an unknown key "second";'
         ' the nearest known one is "seconds".'),
    ],
)  # fmt: skip
def test_a_mistake_is_named(project: Path, before: str, after: str, said: str) -> None:
    change(project, before, after)
    assert said in problems(project)


def test_tests_and_their_list_agree(project: Path) -> None:
    change(project, "def test_case_is_ignored", "def test_case", "checks/test_counter.py")
    assert problems(project) == [
        'project.yaml, line 17: there is no test "test_case_is_ignored"; the nearest is "test_case".',
        "project.yaml, line 14: test_case is in the folder and not listed here.",
    ]


def test_a_test_file_that_is_no_python_is_named(project: Path) -> None:
    change(project, "class Counting", "class class", "checks/test_counter.py")
    assert problems(project) == ["checks/test_counter.py, line 9: this is not Python."]


@pytest.mark.parametrize("name", ["brief.es.md", "project.yaml"])
def test_a_missing_file_is_named(project: Path, name: str) -> None:
    (project / name).unlink()
    assert problems(project) == [f"{name}: the project has no such file."]


@pytest.mark.parametrize("name", ["starter", "reference", "checks"])
def test_an_empty_folder_is_named(project: Path, name: str) -> None:
    shutil.rmtree(project / name)
    assert f"{name}: the project has no files in this folder." in problems(project)


def test_the_reference_has_every_file_of_the_starter(project: Path) -> None:
    (project / "starter/other.py").write_text("x = 1\n", encoding="utf-8")
    assert problems(project) == ["reference/other.py: the starter has this file and the reference does not."]


def test_the_briefs_state_the_same_numbers(project: Path) -> None:
    change(project, "3", "4", "brief.en.md")
    assert problems(project) == [
        "brief.es.md: the brief does not state the same numbers in both languages:"
        " only in Spanish 3, only in English 4."
    ]


def test_a_project_that_the_unit_does_not_have_is_named(project: Path) -> None:
    path = project.parent / "unit.yaml"
    path.write_text(path.read_text(encoding="utf-8").partition("project:")[0], encoding="utf-8")
    assert "the unit has no project in its unit.yaml." in problems(project)[0]


def test_a_unit_may_have_its_project_later(project: Path) -> None:
    shutil.rmtree(project)
    assert problems(project) == []


def test_the_catalogue_finds_projects_and_names_the_nearest(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    assert (project.id, project.unit) == ("word-counter", "01-words")
    assert project.brief("es").startswith("# Contador")
    assert list(project.files("data")) == ["words.txt"]
    with pytest.raises(BadInput, match='the nearest is "word-counter"'):
        Projects(load_course(tmp_path)).get("word-count")


def test_the_projects_of_the_course_are_right() -> None:
    found = [problem.message for problem in check_course(default_course_folder()).problems]
    assert [message for message in found if "/project" in message] == []
