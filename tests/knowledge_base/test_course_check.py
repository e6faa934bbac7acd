"""Lessons and the other contents of a unit, found and counted by where they are."""

from pathlib import Path

import pytest

from knowledge_base.course import Course
from knowledge_base.course_check import check_course
from knowledge_base.course_loader import load_course
from knowledge_base.errors import BadInput

UNIT = """\
title: {es: Consultas, en: Queries}
summary: {es: Leer una tabla, en: Read a table}
weeks: [1]
skills:
  - {id: where, title: {es: F, en: F}, summary: {es: F, en: F}, can: {es: F, en: F}, minutes: 30}
  - {id: columns, title: {es: C, en: C}, summary: {es: C, en: C}, can: {es: C, en: C}, minutes: 30}
"""
COURSE = """\
id: sql-basics
title: {es: SQL, en: SQL}
goal: {es: Consultar, en: Query}
weeks: 1
hours_per_week: 8
modules:
  - {id: one, title: {es: U, en: O}, summary: {es: U, en: O}, units: [01-select]}
advice: {es: Practica, en: Practise}
"""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The folder of the only unit of a course whose lessons are complete."""
    folder = tmp_path / "units" / "01-select"
    folder.mkdir(parents=True)
    (tmp_path / "course.yaml").write_text(COURSE, encoding="utf-8")
    (folder / "unit.yaml").write_text(UNIT, encoding="utf-8")
    for language in ("es", "en"):
        for skill in ("where", "columns"):
            write(folder, language, skill)
    return folder


def write(
    unit: Path, language: str, name: str, *, skill: str = "", body: str = "## Idea\n", minutes: int = 20
) -> Path:
    path = unit / "lessons" / language / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = f"skill: {skill or name}\ntitle: T\nminutes: {minutes}\nsources:\n- {{title: S, url: 'https://s.org/x'}}"
    path.write_text(f"---\n{header}\n---\n{body}", encoding="utf-8")
    return path


def problems(unit: Path) -> list[str]:
    found = check_course(unit.parents[1]).problems
    return [problem.message.replace(f"{unit}/", "") for problem in found]


@pytest.fixture
def course(unit: Path) -> Course:
    return load_course(unit.parents[1])


def test_a_complete_unit_has_no_problems_and_is_counted(unit: Path) -> None:
    assert problems(unit) == []
    assert check_course(unit.parents[1]).counts["lessons"] == {"es": 2, "en": 2}


def test_a_lesson_is_read_with_its_sources(course: Course) -> None:
    lesson = course.lesson("where", "en")
    assert lesson is not None
    assert (lesson.skill, lesson.language, lesson.title, lesson.minutes) == ("where", "en", "T", 20)
    assert [source.url for source in lesson.sources] == ["https://s.org/x"]
    assert lesson.body == "## Idea\n"
    assert lesson.path.read_text(encoding="utf-8").splitlines()[lesson.body_line - 1] == "## Idea"


def test_a_lesson_that_is_not_written_yet_is_none(course: Course, unit: Path) -> None:
    (unit / "lessons/es/where.md").unlink()
    assert course.lesson("where", "es") is None


def test_the_lesson_of_an_unknown_skill_is_an_error(course: Course) -> None:
    with pytest.raises(BadInput, match='the nearest is "where"'):
        course.lesson("were", "es")


def test_a_lesson_in_one_language_only(unit: Path) -> None:
    (unit / "lessons/es/where.md").unlink()
    assert problems(unit) == [
        "lessons/es/where.md: the lesson is missing in this language and there in the other."
    ]


def test_a_skill_without_lessons_in_a_unit_that_has_some(unit: Path) -> None:
    for language in ("es", "en"):
        (unit / f"lessons/{language}/where.md").unlink()
    assert problems(unit) == [
        f"lessons/{language}/where.md: the lesson is missing, though its unit has others."
        for language in ("es", "en")
    ]


def test_a_unit_whose_lessons_folder_is_empty_is_no_problem(unit: Path) -> None:
    for path in unit.glob("lessons/*/*.md"):
        path.unlink()
    assert problems(unit) == []


def test_a_lesson_that_names_another_skill(unit: Path) -> None:
    write(unit, "en", "where", skill="columns")
    assert problems(unit) == [
        'lessons/en/where.md, line 2: the file is named after the skill "where" and says "columns".'
    ]


def test_a_lesson_longer_than_its_skill(unit: Path) -> None:
    write(unit, "en", "where", minutes=40)
    assert problems(unit) == [
        "lessons/en/where.md, line 4: the lesson takes 40 minutes, and its skill has 30."
    ]


def test_a_lesson_of_no_skill_of_the_unit(unit: Path) -> None:
    write(unit, "es", "colums")
    assert problems(unit) == [
        'lessons/es/colums.md: the unit has no skill "colums"; the nearest is "columns".'
    ]


def test_a_folder_of_another_language(unit: Path) -> None:
    write(unit, "fr", "where")
    assert problems(unit) == ["lessons/fr: lessons are in the folders es, en, not fr."]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("## No front matter\n", "line 1: a lesson begins with its front matter"),
        ("---\nskill: where\n", "line 1: a lesson begins with its front matter"),
        ("---\nskill: where\ntitle: A: B\n---\n", "line 3: this is not YAML"),
        ("---\nskill: where\nskill: where\n---\n", 'line 3: the key "skill" is already there, in line 2.'),
        ("---\nskill: where\ntitle: T\nminutes: 5\nsources: []\n---\n", "line 5: sources needs at least 1"),
        ("---\nskill: where\ntitle: T\nminuts: 5\n---\n", 'line 4: where.md has an unknown key "minuts"'),
    ],
)  # fmt: skip
def test_front_matter_that_is_wrong_names_its_line(unit: Path, text: str, problem: str) -> None:
    (unit / "lessons/en/where.md").write_text(text, encoding="utf-8")
    found = problems(unit)
    assert len(found) == 1
    assert found[0].startswith("lessons/en/where.md, ")
    assert problem in found[0] or 'has no "minutes"' in found[0]


def test_dead_relative_links_are_named_with_their_line(unit: Path) -> None:
    (unit / "lessons" / "a figure.png").write_bytes(b"")
    body = (
        "See [columns](columns.md#idea), [web](https://x.org/no.md), [here](#idea), <mailto:a@b.org>\n"
        "\n| t |\n|---|\n| [gone](gone.md) |\n\n![fig](../a%20figure.png)\n\n![no](no.png)\n"
    )
    write(unit, "en", "where", body=body)
    assert problems(unit) == [
        "lessons/en/where.md, line 12: the link gone.md leads to no file.",
        "lessons/en/where.md, line 16: the link no.png leads to no file.",
    ]


def test_links_inside_code_are_no_links(unit: Path) -> None:
    write(unit, "en", "where", body="`[x](gone.md)`\n\n```\n[x](gone.md)\n```\n")
    assert problems(unit) == []


def test_exercises_and_their_mistakes_are_counted_where_they_are(unit: Path) -> None:
    for path in (
        "exercises/filter/exercise.yaml",
        "exercises/filter/mistakes/or.py",
        "exercises/filter/mistakes/like.py",
        "exercises/notes/readme.txt",
    ):
        (unit / path).parent.mkdir(parents=True, exist_ok=True)
        (unit / path).write_text("id: filter\n", encoding="utf-8")
    counts = check_course(unit.parents[1]).counts
    assert (counts["exercises"], counts["mistakes"]) == (1, 2)
