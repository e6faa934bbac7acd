"""Another course in another folder, and everything that can be wrong with it."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from knowledge_base.course import Course, Practice, Project, Resource, Skill, Task, Unit
from knowledge_base.course_check import check_course
from knowledge_base.course_loader import load_course
from knowledge_base.errors import BadInput

COURSE = """\
id: sql-basics
title: {es: SQL básico, en: SQL basics}
goal: {es: Consultar datos, en: Query data}
weeks: 3
hours_per_week: 2
modules:
  - id: only-module
    title: {es: Todo, en: Everything}
    summary: {es: Las dos unidades, en: Both units}
    units: [01-select, 02-join]
advice: {es: Practica, en: Practise}
"""
SELECT = """\
title: {es: Consultas, en: Queries}
summary: {es: Leer una tabla, en: Read a table}
weeks: [1]
skills:
  - id: where
    title: {es: Filtrar, en: Filter}
    summary: {es: Elegir filas, en: Choose rows}
    can: {es: Filtrar filas, en: Filter rows}
    prerequisites: [columns]
    minutes: 30
  - id: columns
    title: {es: Columnas, en: Columns}
    summary: {es: Elegir columnas, en: Choose columns}
    can: {es: Elegir columnas, en: Choose columns}
    minutes: 30
practices:
  - id: first-query
    title: {es: Primera consulta, en: First query}
    brief: {es: Consulta una tabla, en: Query a table}
    skills: [where, columns]
    minutes: 30
resources:
  - id: sqlite-docs
    title: SQLite
    url: https://sqlite.org/lang.html
    language: en
    kind: documentation
    why: {es: La referencia, en: The reference}
"""
JOIN = """\
title: {es: Uniones, en: Joins}
summary: {es: Leer dos tablas, en: Read two tables}
weeks: [2, 3]
skills:
  - id: inner-join
    title: {es: Unión interna, en: Inner join}
    summary: {es: Emparejar filas, en: Match rows}
    can: {es: Unir tablas, en: Join tables}
    prerequisites: [where]
    minutes: 60
project:
  id: sales-report
  title: {es: Informe, en: Report}
  brief: {es: Resume ventas, en: Sum up sales}
  skills: [inner-join]
  minutes: 120
tasks:
  - id: show-it
    title: {es: Mostrarlo, en: Show it}
    brief: {es: Publica el informe, en: Publish the report}
    skills: []
    minutes: 20
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny course of two units."""
    files = {"course": COURSE, "units/01-select/unit": SELECT, "units/02-join/unit": JOIN}
    for name, text in files.items():
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def course(folder: Path) -> Course:
    return load_course(folder)


Break = Callable[[str, str, str], list[str]]


@pytest.fixture
def after(folder: Path) -> Break:
    """The problems after one replacement in a file; loading must fail with the first of them."""

    def change(name: str, old: str, new: str) -> list[str]:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        problems = [problem.message for problem in check_course(folder).problems]
        assert problems
        with pytest.raises(BadInput) as caught:
            load_course(folder)
        assert caught.value.message == problems[0]
        return [problem.replace(f"{folder}/", "") for problem in problems]

    return change


def test_another_course_loads_and_checks(folder: Path, course: Course) -> None:
    assert [unit.id for unit in course.units] == ["01-select", "02-join"]
    assert course.weeks == (1, 2, 3)
    report = check_course(folder)
    assert report.ok
    assert report.counts == {
        "modules": 1,
        "units": 2,
        "weeks": 3,
        "skills": 3,
        "lessons": {"es": 0, "en": 0},
        "exercises": 0,
        "mistakes": 0,
        "projects": 1,
        "cards": 0,
        "questions": 0,
        "placement": 0,
        "resources": 1,
    }


def test_study_order_puts_prerequisites_first(course: Course) -> None:
    assert [skill.id for skill in course.skills] == ["where", "columns", "inner-join"]
    assert [skill.id for skill in course.study_order()] == ["columns", "where", "inner-join"]


def test_a_text_is_there_in_both_languages(course: Course) -> None:
    title = course.skill("where").title
    assert (title.in_language("es"), title.in_language("en")) == ("Filtrar", "Filter")


def test_weeks_and_skills_know_their_unit(course: Course) -> None:
    assert course.unit_of_week(3) is course.unit("02-join")
    assert course.unit_of_skill("where") is course.unit("01-select")
    assert [project.id for project in course.projects] == ["sales-report"]
    assert [resource.id for resource in course.resources] == ["sqlite-docs"]


@pytest.mark.parametrize("week", [0, 4, 99, -1])
def test_a_week_that_is_not_there(course: Course, week: int) -> None:
    with pytest.raises(BadInput, match=f"no week {week}: the course has weeks 1 to 3"):
        course.unit_of_week(week)


@pytest.mark.parametrize(
    ("item_id", "kind"),
    [
        ("02-join", Unit),
        ("where", Skill),
        ("first-query", Practice),
        ("sales-report", Project),
        ("show-it", Task),
        ("sqlite-docs", Resource),
    ],
)
def test_everything_is_found_by_its_id(course: Course, item_id: str, kind: type) -> None:
    assert type(course.find(item_id)) is kind
    assert course.find("only-module") is course.modules[0]


def test_an_unknown_id_names_the_nearest(course: Course) -> None:
    for look in (course.find, course.skill, course.unit_of_skill):
        with pytest.raises(BadInput, match='no "colums" in the course; the nearest is "columns"'):
            look("colums")
    with pytest.raises(BadInput, match='the nearest is "02-join"'):
        course.unit("02-joins")


def test_a_course_cannot_be_changed(course: Course) -> None:
    with pytest.raises(ValueError, match="frozen"):
        course.skills[0].minutes = 5  # type: ignore[misc]


UNIT_1, UNIT_2 = "units/01-select/unit.yaml", "units/02-join/unit.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "problems"),
    [
        (UNIT_1, ", en: Filter}", "}", [f'{UNIT_1}, line 6: skills[where].title has no "en".']),
        (UNIT_1, "{es: Filtrar,", "{es: ' ',", [f"{UNIT_1}, line 6: skills[where].title.es is empty."]),
        (
            UNIT_1,
            "[columns]",
            "[colum]",
            [
                f'{UNIT_1}, line 9: "where" names the skill "colum", which is not in the course;'
                ' the nearest is "columns".'
            ],
        ),
        (
            UNIT_1,
            "[where, columns]",
            "[where, inner-join]",
            ['"first-query" needs the skill "inner-join", which comes later, in the unit "02-join".'],
        ),
        (
            UNIT_1,
            "Choose columns}\n    minutes",
            "Choose columns}\n    prerequisites: [where]\n    minutes",
            [f"{UNIT_1}, line 9: these prerequisites go round in a circle: where → columns → where."],
        ),
        (
            UNIT_2,
            "[where]",
            "[inner-join]",
            [f"{UNIT_2}, line 9: these prerequisites go round in a circle: inner-join → inner-join."],
        ),
        (
            UNIT_2,
            "[2, 3]",
            "[1, 2, 3]",
            [f'{UNIT_2}, line 3: the unit "02-join" counts week 1 again; 2 comes next.'],
        ),
        (
            UNIT_2,
            "[2, 3]",
            "[3]",
            [f'{UNIT_2}, line 3: the unit "02-join" has week 3 where 2 comes next.'],
        ),
        (
            UNIT_2,
            "[2, 3]",
            "[]",
            [
                f'{UNIT_2}, line 3: the unit "02-join" has no weeks.',
                "course.yaml, line 4: the course says 3 weeks, and its units end with week 1.",
            ],
        ),
        (
            UNIT_2,
            "id: inner-join",
            "id: where",
            [f'{UNIT_2}, line 5: the id "where" is already used in {UNIT_1}, line 5.'],
        ),
        (UNIT_2, "id: show-it", "id: sales-report", ['the id "sales-report" is already used']),
        (
            UNIT_2,
            "minutes: 120",
            "minutes: 1200",
            [f'{UNIT_2}, line 1: the unit "02-join" asks for 1280 minutes, and its weeks have 240.'],
        ),
        (UNIT_1, "summary: {es: Leer", "sumary: {es: Leer", ['"sumary"; the nearest known one is "summary"']),
        (UNIT_1, "can: {es: Filtrar", "cam: {es: Filtrar", ['skills[where] has an unknown key "cam"']),
        (UNIT_2, "  brief: {es: Resume", "  breif: {es: Resume", ['project has an unknown key "breif"']),
        (UNIT_1, "id: columns", "id: Columns!", ["which is not an id"]),
        (UNIT_1, "https://", "ftp://", ["not an http or https address"]),
        (UNIT_1, "kind: documentation", "kind: docs", ["resources[sqlite-docs].kind must be one of"]),
        (UNIT_1, "    minutes: 30\n", "    minutes: yes\n", ["must be a whole number, not True"]),
        (UNIT_1, "weeks: [1]", "weeks: [1]\nweeks: [1]", ['line 4: the key "weeks" is already there']),
        ("course.yaml", "02-join]", "02-jion]", ['no unit.yaml for the unit "02-jion"', "no module lists"]),
        ("course.yaml", "02-join]", "../etc]", ["which is not an id"]),
        ("course.yaml", "02-join]", "01-select]", ['the id "01-select" is already used']),
        ("course.yaml", "weeks: 3", "weeks: three", ["course.yaml, line 4: weeks must be a whole number"]),
        ("course.yaml", "id: sql-basics", "id: [", ["this is not YAML"]),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place(
    after: Break, name: str, old: str, new: str, problems: list[str]
) -> None:
    found = after(name, old, new)
    for problem in problems:
        assert any(problem in message for message in found), found


def test_a_unit_without_skills(after: Break) -> None:
    text = dedent(JOIN[JOIN.index("  - id: inner-join") : JOIN.index("project:")])
    skills = "".join(f"  {line}\n" for line in text.splitlines())
    problems = after(UNIT_2, f"skills:\n{skills}", "skills: []\n")
    assert any('the unit "02-join" has no skills' in problem for problem in problems)


def test_all_problems_are_collected_and_a_broken_unit_is_not_blamed_twice(after: Break, folder: Path) -> None:
    course_path = folder / "course.yaml"
    course_path.write_text(COURSE.replace("hours_per_week: 2", "hours_per_week: 1"), encoding="utf-8")
    problems = after(UNIT_1, "{es: Filtrar, en: Filter}", "{es: Filtrar}")
    assert len(problems) == 2
    assert 'has no "en"' in problems[0]
    assert '"02-join" asks for 200 minutes' in problems[1]
    with pytest.raises(BadInput) as caught:
        load_course(folder)
    assert "2 problems" in caught.value.hint


def test_a_unit_that_is_not_a_map(folder: Path) -> None:
    (folder / UNIT_1).write_text("- just\n- a list\n", encoding="utf-8")
    problems = [problem.message for problem in check_course(folder).problems]
    assert any("unit.yaml must be a map" in problem for problem in problems)


def test_a_folder_that_is_no_course(tmp_path: Path) -> None:
    report = check_course(tmp_path)
    assert not report.ok
    assert report.counts["units"] == 0
    with pytest.raises(BadInput, match=r"is not a course: it has no course\.yaml"):
        load_course(tmp_path)


def test_a_course_without_units_folder(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE, encoding="utf-8")
    problems = [problem.message for problem in check_course(tmp_path).problems]
    assert [problem.split(": ", 1)[1] for problem in problems] == [
        'there is no unit.yaml for the unit "01-select".',
        'there is no unit.yaml for the unit "02-join".',
    ]
