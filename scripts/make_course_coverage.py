"""Writes what each skill has into docs/course-coverage.md: python -m scripts.make_course_coverage"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from knowledge_base.cards import read_cards
from knowledge_base.course import Course, Unit
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercises
from knowledge_base.placement import read_placement
from knowledge_base.questions import read_questions

TARGET = Path(__file__).parents[1] / "docs" / "course-coverage.md"
HEADING = "# What each skill has\n"
_INTRODUCTION = f"""{HEADING}
Made by `python -m scripts.make_course_coverage` from the course pack; do not edit it by hand. Questions count
for every skill that they name. Exercises are listed with the skill that they name first.
"""


def document(text: str) -> str:
    """The page with its second half made anew.

    Args:
        text: the page as it is; its first half is kept.
    """
    course = load_course(default_course_folder())
    return text.partition(HEADING)[0].rstrip("\n") + "\n\n" + "\n".join(_lines(course)) + "\n"


def _lines(course: Course) -> Iterator[str]:
    cards = Counter(card.skill for card in read_cards(course))
    questions = Counter(skill for question in read_questions(course) for skill in question.skills)
    exercises = [(exercise.entry.skills[0], exercise.id) for exercise in Exercises(course)]
    yield _INTRODUCTION
    for unit in course.units:
        yield f"## {unit.id}: {unit.title.en}\n\n{_unit(course, unit)}\n"
        yield "| skill | lessons | cards | questions | exercises |\n|---|---|---|---|---|"
        for skill in unit.skills:
            lessons = [
                f"[{language}]({_relative(course, unit, language, skill.id)})"
                for language in ("es", "en")
                if course.lesson(skill.id, language)
            ]
            written = ", ".join(id_ for first, id_ in exercises if first == skill.id) or "-"
            counts = f"{cards[skill.id]} | {questions[skill.id]}"
            yield f"| {skill.title.en} | {', '.join(lessons) or '-'} | {counts} | {written} |"
        yield ""


def _unit(course: Course, unit: Unit) -> str:
    folder = course.folder / "units" / unit.id
    placement = read_placement(folder)
    items = f"{len(placement.items)} items" if placement else "none yet"
    project = "none" if unit.project is None else unit.project.id
    if unit.project and not (folder / "project" / "project.yaml").is_file():
        project += " (brief only, its pack is not written yet)"
    return f"Placement: {items}. Project: {project}."


def _relative(course: Course, unit: Unit, language: str, skill: str) -> str:
    path = course.folder / "units" / unit.id / "lessons" / language / f"{skill}.md"
    return f"../{path.relative_to(TARGET.parents[1]).as_posix()}"


if __name__ == "__main__":
    TARGET.write_text(document(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
