"""What the planner needs to know of a course, read from its pack."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge_base.course import Course
from knowledge_base.exercises import Exercises
from knowledge_base.projects import Projects
from knowledge_base.questions import read_questions
from tutor.files import write_whole
from tutor.planning.workload import Outline

_FORMAT = 1  # of the file that is kept; another one where `_parts` says something else
_READ = ("units/*/exercises/*/exercise.yaml", "units/*/project/project.yaml", "units/*/questions/*.yaml")


def read_outline(course: Course, cache: Path) -> Outline:
    """The outline of a course; what exercises, projects and questions say is kept, as reading takes a second.

    Args:
        course: the course.
        cache: a file for what can be made again.

    Raises:
        BadInput: a file of an exercise or project is wrong.
    """
    stamp = _stamp(course.folder)
    parts = _kept(cache, stamp)
    if parts is None:
        parts = _parts(course)
        write_whole(cache, json.dumps({"stamp": stamp, "parts": parts}))
    return Outline(
        course,
        {skill: tuple(found) for skill, found in parts["exercises"].items()},
        {name: tuple((part[0], part[1]) for part in found) for name, found in parts["milestones"].items()},
        {
            name: {part: tuple(checks) for part, checks in found.items()}
            for name, found in parts["checks"].items()
        },
        parts["asked"],
    )


def _parts(course: Course) -> dict[str, Any]:
    exercises: dict[str, list[str]] = {}
    catalogue = Exercises(course)
    for unit in course.units:
        for exercise in catalogue.of_unit(unit.id):
            exercises.setdefault(exercise.entry.skills[0], []).append(exercise.id)
    projects = Projects(course)
    packs = {name: projects.get(name).entry for name in projects.ids}
    return {
        "exercises": exercises,
        "milestones": {name: [[m.id, m.minutes] for m in pack.milestones] for name, pack in packs.items()},
        "asked": Counter(skill for question in read_questions(course) for skill in question.skills),
        "checks": {name: {m.id: list(m.checks) for m in pack.milestones} for name, pack in packs.items()},
    }


def _kept(cache: Path, stamp: str) -> dict[str, Any] | None:
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
        parts: dict[str, Any] = kept["parts"]
        return parts if kept["stamp"] == stamp else None
    except (OSError, ValueError, LookupError, TypeError):  # not there, or not whole: it is made again
        return None


def _stamp(folder: Path) -> str:
    """How the outline is read, and of the files that it is read from: paths, sizes and times of change."""
    return "\n".join([f"format {_FORMAT}", *_stamps(folder)])


def _stamps(folder: Path) -> Iterator[str]:
    for pattern in _READ:
        for path in sorted(folder.glob(pattern)):
            found = path.stat()
            yield f"{path} {found.st_size} {found.st_mtime_ns}"
