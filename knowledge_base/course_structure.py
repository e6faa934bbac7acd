"""What must hold between the parts of a course: ids, prerequisites, weeks and hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from knowledge_base.course import CourseFile, UnitFile
from knowledge_base.errors import BadInput
from knowledge_base.prerequisites import find_cycles
from knowledge_base.yaml_files import Loc, YamlFile, nearest


@dataclass(frozen=True)
class UnitPart:
    """One `unit.yaml`.

    Attributes:
        id: name of its folder.
        file: its plain values and lines.
        unit: None where it does not validate.
    """

    id: str
    file: YamlFile
    unit: UnitFile | None


def structure_problems(file: YamlFile, course: CourseFile, parts: list[UnitPart]) -> Iterator[BadInput]:
    """Everything that is wrong between the parts of a course, each with file and line.

    Args:
        file: of `course.yaml`.
        course: the same, validated.
        parts: the units that could be parsed, in the order of the course. What cannot be judged because one
            of them does not validate is left for later, so that one mistake is not reported twice.
    """
    yield from _repeated_ids(file, course, parts)
    yield from _folders_left_out(file, course)
    yield from chain.from_iterable(map(_unit_problems, parts))
    yield from _unknown_skills(parts)
    yield from _cycles(parts)
    listed = sum(len(module.units) for module in course.modules)
    if len([part for part in parts if part.unit]) == listed:
        yield from _week_problems(file, course, parts)
    yield from _hour_problems(course, parts)


def _repeated_ids(file: YamlFile, course: CourseFile, parts: list[UnitPart]) -> Iterator[BadInput]:
    first: dict[str, tuple[YamlFile, Loc]] = {}
    for origin, loc, id_ in chain(_course_ids(file, course), *map(_unit_ids, parts)):
        if id_ in first:
            there, where = first[id_]
            yield origin.problem(
                '{path}, line {line}: the id "{id}" is already used in {other}, line {first}.',
                *loc,
                id=id_,
                other=there.path,
                first=there.line(*where),
            )
        first.setdefault(id_, (origin, loc))


def _course_ids(file: YamlFile, course: CourseFile) -> Iterator[tuple[YamlFile, Loc, str]]:
    for row, module in enumerate(course.modules):
        yield file, ("modules", row, "id"), module.id
        for column, unit_id in enumerate(module.units):
            yield file, ("modules", row, "units", column), unit_id


def _unit_ids(part: UnitPart) -> Iterator[tuple[YamlFile, Loc, str]]:
    """Every id inside a unit, read from the plain values so that a broken unit still counts."""
    data = part.file.data if isinstance(part.file.data, dict) else {}
    for key in ("skills", "practices", "tasks", "resources"):
        entries = data.get(key)
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield part.file, (key, index, "id"), entry["id"]
    project = data.get("project")
    if isinstance(project, dict) and isinstance(project.get("id"), str):
        yield part.file, ("project", "id"), project["id"]


def _folders_left_out(file: YamlFile, course: CourseFile) -> Iterator[BadInput]:
    listed = {unit_id for module in course.modules for unit_id in module.units}
    units = file.path.parent / "units"
    for folder in sorted(units.iterdir()) if units.is_dir() else []:
        if (folder / "unit.yaml").is_file() and folder.name not in listed:
            yield file.problem(
                '{path}, line {line}: no module lists the unit "{unit}".', "modules", unit=folder.name
            )


def _unit_problems(part: UnitPart) -> Iterator[BadInput]:
    if part.unit and not part.unit.skills:
        yield part.file.problem(
            '{path}, line {line}: the unit "{unit}" has no skills.', "skills", unit=part.id
        )


def _unknown_skills(parts: list[UnitPart]) -> Iterator[BadInput]:
    place = {
        id_: index
        for index, part in enumerate(parts)
        for _, loc, id_ in _unit_ids(part)
        if loc[0] == "skills"
    }
    for index, part in enumerate(parts):
        for loc, owner, named in _references(part):
            if named not in place:
                yield part.file.problem(
                    '{path}, line {line}: "{owner}" names the skill "{skill}", which is not in the course;'
                    ' the nearest is "{nearest}".',
                    *loc,
                    owner=owner,
                    skill=named,
                    nearest=nearest(named, list(place)),
                )
            elif place[named] > index:
                yield part.file.problem(
                    '{path}, line {line}: "{owner}" needs the skill "{skill}", which comes later,'
                    ' in the unit "{unit}".',
                    *loc,
                    owner=owner,
                    skill=named,
                    unit=parts[place[named]].id,
                )


def _references(part: UnitPart) -> Iterator[tuple[Loc, str, str]]:
    """Every place in a unit that names a skill: where, whose, which."""
    if part.unit is None:
        return
    for row, skill in enumerate(part.unit.skills):
        for column, named in enumerate(skill.prerequisites):
            yield ("skills", row, "prerequisites", column), skill.id, named
    for key, activities in (("practices", part.unit.practices), ("tasks", part.unit.tasks)):
        for row, activity in enumerate(activities):
            for column, named in enumerate(activity.skills):
                yield (key, row, "skills", column), activity.id, named
    if part.unit.project:
        for column, named in enumerate(part.unit.project.skills):
            yield ("project", "skills", column), part.unit.project.id, named


def _cycles(parts: list[UnitPart]) -> Iterator[BadInput]:
    graph: dict[str, tuple[str, ...]] = {}
    places: dict[str, tuple[YamlFile, Loc]] = {}
    for part in parts:
        for row, skill in enumerate(part.unit.skills if part.unit else ()):
            graph[skill.id] = skill.prerequisites
            places[skill.id] = part.file, ("skills", row, "prerequisites")
    for cycle in find_cycles(graph):
        file, loc = places[cycle[0]]
        yield file.problem(
            "{path}, line {line}: these prerequisites go round in a circle: {cycle}.",
            *loc,
            cycle=" → ".join(cycle),
        )


def _week_problems(file: YamlFile, course: CourseFile, parts: list[UnitPart]) -> Iterator[BadInput]:
    """Each week from 1 to the last belongs to one unit, in the order of the units."""
    expected = 1
    for part in parts:
        for index, week in enumerate(part.unit.weeks if part.unit else ()):
            if week != expected:
                template = (
                    '{path}, line {line}: the unit "{unit}" counts week {week} again; {expected} comes next.'
                    if week < expected
                    else '{path}, line {line}: the unit "{unit}" has week {week} where {expected} comes next.'
                )
                yield part.file.problem(template, "weeks", index, unit=part.id, week=week, expected=expected)
            expected = max(expected, week + 1)
        if part.unit and not part.unit.weeks:
            yield part.file.problem(
                '{path}, line {line}: the unit "{unit}" has no weeks.', "weeks", unit=part.id
            )
    if expected - 1 != course.weeks:
        yield file.problem(
            "{path}, line {line}: the course says {weeks} weeks, and its units end with week {last}.",
            "weeks",
            weeks=course.weeks,
            last=expected - 1,
        )


def _hour_problems(course: CourseFile, parts: list[UnitPart]) -> Iterator[BadInput]:
    for part in parts:
        if part.unit is None or not part.unit.weeks:
            continue
        available = len(part.unit.weeks) * course.hours_per_week * 60
        if part.unit.minutes > available:
            yield part.file.problem(
                '{path}, line {line}: the unit "{unit}" asks for {minutes} minutes,'
                " and its weeks have {available}.",
                unit=part.id,
                minutes=part.unit.minutes,
                available=available,
            )
