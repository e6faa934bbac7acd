"""`tutor course`."""

import shutil
from pathlib import Path

from knowledge_base.course_loader import default_course_folder
from tests.tui.command_line import CommandLine


def test_list_has_the_whole_course_in_the_language_asked_for(tutor: CommandLine) -> None:
    spanish = tutor("course", "list", "--json").document
    english = tutor("course", "list", "--json", "--language", "en").document
    assert len(spanish["modules"]) == 6
    units = [unit for module in spanish["modules"] for unit in module["units"]]
    assert len(units) == 13
    assert sorted(week for unit in units for week in unit["weeks"]) == list(range(1, 25))
    assert spanish["title"] != english["title"]
    assert [module["id"] for module in spanish["modules"]] == [module["id"] for module in english["modules"]]


def test_list_as_text_names_every_unit(tutor: CommandLine) -> None:
    text = tutor("course", "list", "--language", "en").out
    for module in tutor("course", "list", "--json", "--language", "en").document["modules"]:
        for unit in module["units"]:
            assert unit["id"] in text


def test_a_skill_is_shown_with_its_lesson(tutor: CommandLine) -> None:
    document = tutor("course", "show", "softmax", "--json", "--language", "en").document
    assert document["kind"] == "skill"
    assert document["unit"] == "01-math-foundations"
    assert "softmax" in document["lesson"].lower()
    text = tutor("course", "show", "softmax", "--language", "en").out
    assert document["summary"].split()[0] in text
    assert "you will be able to" in text


def test_every_item_of_the_course_can_be_shown(tutor: CommandLine) -> None:
    modules = tutor("course", "list", "--json").document["modules"]
    unit = tutor("course", "show", "05-agents-tools", "--json").document
    items = [item for kind in ("skills", "practices", "tasks", "resources") for item in unit[kind]]
    for item in [unit, modules[0], *items, *([unit["project"]] if unit["project"] else [])]:
        ran = tutor("course", "show", item["id"])
        assert ran.code == 0
        assert item["id"] in ran.out


def test_a_resource_says_what_type_it_is(tutor: CommandLine) -> None:
    document = tutor("course", "show", "langchain-docs", "--json").document
    assert document["kind"] == "resource"
    assert document["type"] == "documentation"


def test_an_unknown_id_names_the_nearest(tutor: CommandLine) -> None:
    ran = tutor("course", "show", "sofmax", "--language", "en")
    assert ran.code == 2
    assert '"softmax"' in ran.err


def test_check_counts_what_there_is(tutor: CommandLine) -> None:
    ran = tutor("course", "check", "--json")
    assert ran.code == 0
    assert ran.document["ok"] is True
    assert ran.document["problems"] == []
    counts = ran.document["counts"]
    assert (counts["modules"], counts["units"], counts["weeks"]) == (6, 13, 24)
    assert counts["lessons"].keys() == {"es", "en"}
    assert "El curso está en orden." in tutor("course", "check").out


def test_check_of_a_course_with_a_mistake_names_file_and_line(tutor: CommandLine, tmp_path: Path) -> None:
    broken = tmp_path / "course"
    shutil.copytree(default_course_folder(), broken)
    unit = broken / "units" / "01-math-foundations" / "unit.yaml"
    unit.write_text(unit.read_text(encoding="utf-8") + "\nsurprise: 1\n", encoding="utf-8")
    ran = tutor("course", "check", "--course", str(broken), "--json")
    assert ran.code == 1
    assert ran.document["ok"] is False
    problem = ran.document["problems"][0]
    assert problem["path"].endswith("unit.yaml")
    assert problem["line"] == len(unit.read_text(encoding="utf-8").splitlines())
    assert "surprise" in problem["message"]
    assert "unit.yaml" in tutor("course", "check", "--course", str(broken)).out


def test_another_folder_that_is_no_course_is_said_so(tutor: CommandLine, tmp_path: Path) -> None:
    ran = tutor("course", "list", "--course", str(tmp_path), "--language", "en")
    assert ran.code == 2
    assert "is not a course" in ran.err
