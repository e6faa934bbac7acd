"""Cards, questions and placement: what is wrong with one is said with its file and line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.cards import read_cards
from knowledge_base.course_check import check_course
from knowledge_base.course_loader import load_course
from knowledge_base.errors import BadInput
from knowledge_base.placement import read_placement
from knowledge_base.questions import read_questions

SKILL = "{id: where, title: {es: F, en: F}, summary: {es: F, en: F}, can: {es: F, en: F}, minutes: 30}"
UNIT = f"""\
title: {{es: Consultas, en: Queries}}
summary: {{es: Leer una tabla, en: Read a table}}
weeks: [1]
skills: [{SKILL}]
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
LESSON = """\
---
skill: where
title: T
minutes: 20
sources:
- {title: S, url: 'https://s.org/x'}
---
## %s
Words.

```python
# Not a heading
```
"""
PASSAGE = {"skill": "where", "heading": {"es": "Filas", "en": "Rows"}}


def text(words: str = "W", spanish: str = "") -> dict[str, str]:
    return {"es": spanish or words, "en": words}


def card(number: int, **changes: Any) -> dict[str, Any]:
    card = {
        **{"id": f"card-{number}", "skill": "where", "question": text(), "answer": text(), "wrong": text()},
        "passage": PASSAGE,
    }
    return card | changes


def point(number: int, **changes: Any) -> dict[str, Any]:
    point = {"id": f"point-{number}", "weight": 2, "says": text(), "passage": PASSAGE}
    return point | {"follow_ups": [text(), text()]} | changes


def question(number: int, **changes: Any) -> dict[str, Any]:
    question = {
        **{"id": f"question-{number}", "skills": ["where"], "kind": "theory", "level": "junior"},
        **{"minutes": 4, "question": text(), "points": [point(n) for n in range(4)]},
        **{"wrong": text(), "model_answer": text()},
    }
    return question | changes


def choice(number: int, **changes: Any) -> dict[str, Any]:
    wrong = [{"text": text(), "why": text()} for _ in range(3)]
    item = {"id": f"item-{number}", "skill": "where", "kind": "choice", "question": text(), "right": text()}
    return item | {"wrong": wrong, "passage": PASSAGE} | changes


class Material:
    """A course of one skill whose cards, questions and placement are in order until one is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unit = folder / "units" / "01-select"
        self.cards = [card(number) for number in range(8)]
        self.questions = [question(number) for number in range(15)]
        self.placement: dict[str, Any] = {
            "minutes": 10,
            "skip_at": 5,
            "items": [choice(number) for number in range(6)],
        }
        self.write("../../course.yaml", COURSE)
        self.write("unit.yaml", UNIT)
        self.write("lessons/es/where.md", LESSON % "Filas")
        self.write("lessons/en/where.md", LESSON % "Rows")

    def write(self, path: str, words: str) -> None:
        file = self.unit / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")

    def save(self) -> None:
        for path, entries in {
            "cards/where.yaml": self.cards,
            "questions/where.yaml": self.questions,
            "placement.yaml": self.placement,
        }.items():
            self.write(path, yaml.dump(entries, Dumper=WithoutAliases, sort_keys=False))

    def problems(self) -> list[str]:
        self.save()
        found = check_course(self.folder).problems
        return [problem.message.replace(f"{self.unit}/", "").replace(str(self.unit), "") for problem in found]


class WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.fixture
def material(tmp_path: Path) -> Material:
    return Material(tmp_path)


def test_material_in_order_is_counted_and_read(material: Material) -> None:
    assert material.problems() == []
    counts = check_course(material.folder).counts
    assert (counts["cards"], counts["questions"], counts["placement"]) == (8, 15, 6)
    course = load_course(material.folder)
    assert [found.id for found in read_cards(course)][:2] == ["card-0", "card-1"]
    assert read_questions(course)[0].points[3].follow_ups[1].en == "W"
    placement = read_placement(material.unit)
    assert placement is not None
    assert placement.items[5].wrong[2].why.es == "W"


def test_a_unit_without_placement_has_none(material: Material) -> None:
    assert read_placement(material.unit) is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"skill": "wher"}, 'the unit has no skill "wher"; the nearest is "where".'),
        ({"id": "card-0"}, 'the id "card-0" is already used in'),
        ({"answer": text("One. Two. Three. Four.", "Uno. Dos.")}, "[card-7].answer.en has more than 3"),
        ({"answer": text("It is 3.", "Es 4.")}, "only in Spanish 4, only in English 3."),
        ({"passage": PASSAGE | {"skill": "rows"}}, 'the course has no skill "rows"; the nearest is "where".'),
        (
            {"passage": {"skill": "where", "heading": text("Rows", "Not a heading")}},
            'has no heading "Not a heading"; the nearest is "Filas".',
        ),
        ({"hint": 1}, 'has an unknown key "hint"'),
        ({"answer": {"es": "A", "en": "B", "fr": "C"}}, '[card-7].answer has an unknown key "fr"'),
        ({"wrong": {"es": "A"}}, 'has no "en"'),
    ],
)
def test_a_card_that_is_wrong_is_named(material: Material, change: dict[str, Any], problem: str) -> None:
    material.cards[7] |= change
    found = material.problems()
    assert any(problem in sentence and "cards/where.yaml, line " in sentence for sentence in found), found


def test_a_skill_needs_eight_cards(material: Material) -> None:
    del material.cards[7]
    assert material.problems() == ['cards/where.yaml: the skill "where" has 7 cards and needs 8.']


@pytest.mark.parametrize("words", ["a: 1", "[", "- 3"])
def test_a_file_that_is_no_list_of_cards_is_a_problem(material: Material, words: str) -> None:
    material.write("cards/broken.yaml", words)
    assert ["cards/broken.yaml" in sentence for sentence in material.problems()] == [True]
    with pytest.raises(BadInput):
        read_cards(load_course(material.folder))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "question-0"}, 'the id "question-0" is already used in'),
        ({"skills": ["where", "join"]}, 'the course has no skill "join"'),
        ({"points": [point(0), point(0), point(1), point(2)]}, 'two points with the id "point-0"'),
        ({"points": [point(0), point(1), point(2)]}, "points needs at least 4 of them"),
        ({"points": [*map(point, range(3)), point(4, weight=4)]}, "weight must be at most 3, not 4"),
        ({"exercise": "filter"}, '"filter" is not an exercise for a coding question'),
        ({"kind": "chat"}, "kind must be one of"),
    ],
)
def test_a_question_that_is_wrong_is_named(material: Material, change: dict[str, Any], problem: str) -> None:
    material.questions[14] |= change
    found = material.problems()
    assert any(problem in sentence and "questions/where.yaml, line " in sentence for sentence in found), found


def test_a_unit_needs_fifteen_questions_and_one_for_each_skill(material: Material) -> None:
    other = SKILL.replace("id: where", "id: columns")
    material.write("unit.yaml", UNIT.replace(SKILL, f"{SKILL}, {other}"))
    for language in ("es", "en"):
        words = (LESSON % "Rows").replace("skill: where", "skill: columns")
        material.write(f"lessons/{language}/columns.md", words)
    del material.questions[14]
    found = material.problems()
    assert "questions: the unit has 14 questions and needs 15." in found
    assert 'questions: no question asks about the skill "columns".' in found


def test_what_points_at_a_lesson_that_is_not_written_is_named(material: Material) -> None:
    (material.unit / "lessons/en/where.md").unlink()
    assert any('the lesson on "where" is not written in both languages' in it for it in material.problems())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"right": 3.5, "kind": "number"}, "a choice has a text as right and three wrong ones"),
        ({"id": "item-0"}, 'the id "item-0" is already used in'),
        ({"skill": "join"}, 'the unit has no skill "join"'),
    ],
)
def test_a_placement_item_that_is_wrong_is_named(
    material: Material, change: dict[str, Any], problem: str
) -> None:
    material.placement["items"][5] |= change
    found = material.problems()
    assert any(problem in sentence and "placement.yaml, line " in sentence for sentence in found), found


def test_a_number_is_judged_within_its_tolerance(material: Material) -> None:
    number = {"kind": "number", "right": 3, "tolerance": 0.5, "wrong": []}
    material.placement["items"][0] |= number
    assert material.problems() == []
    material.placement["skip_at"] = 7
    assert any("skip_at is more than there are items" in sentence for sentence in material.problems())
