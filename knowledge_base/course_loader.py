"""Reads a course folder: `course.yaml` and a `unit.yaml` in each unit's folder (docs/course-format.md)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge_base.course import Course, CourseFile, Module, Unit, UnitFile
from knowledge_base.course_structure import UnitPart, structure_problems
from knowledge_base.errors import BadInput
from knowledge_base.yaml_files import YamlFile, read_yaml, validate


@dataclass(frozen=True)
class Pack:
    """What was read of a course folder, and everything that is wrong with it.

    Attributes:
        folder: of the course.
        course: `course.yaml`, None where it does not validate.
        units: in the order of the course, those whose file could be parsed.
        problems: each names file and line.
    """

    folder: Path
    course: CourseFile | None
    units: tuple[UnitPart, ...]
    problems: tuple[BadInput, ...]


def default_course_folder() -> Path:
    """The folder of the course that comes with the tutor."""
    return Path(__file__).parent / "courses" / "llm-engineer"


def load_course(folder: Path) -> Course:
    """Read a course; its lessons are read when they are asked for.

    Raises:
        BadInput: the first thing that is wrong with its files, with file and line.
    """
    pack = read_pack(folder)
    if pack.course is None or pack.problems:
        raise _first(pack.problems)
    units = {part.id: Unit(id=part.id, **dict(part.unit)) for part in pack.units if part.unit}
    modules = tuple(
        Module(**dict(entry) | {"units": tuple(units[unit_id] for unit_id in entry.units)})
        for entry in pack.course.modules
    )
    kept = {key: value for key, value in pack.course if key not in ("weeks", "modules")}
    return Course(**kept, modules=modules, folder=folder)


def read_pack(folder: Path) -> Pack:
    """Read everything but the lessons of a course folder, collecting what is wrong instead of raising it."""
    file, problems = _read(folder / "course.yaml", folder)
    course = None
    if file:
        course, problems = validate(file, CourseFile)
    if file is None or course is None:
        return Pack(folder, None, (), tuple(problems))
    parts, unit_problems = _read_units(folder, file, course)
    problems = [*problems, *unit_problems, *structure_problems(file, course, parts)]
    return Pack(folder, course, tuple(parts), tuple(problems))


def _read(path: Path, folder: Path) -> tuple[YamlFile | None, list[BadInput]]:
    if not path.is_file():
        missing = BadInput(
            "{folder} is not a course: it has no course.yaml.",
            hint="The format is described in docs/course-format.md.",
            folder=folder,
            path=path,
            line=1,
        )
        return None, [missing]
    try:
        return read_yaml(path), []
    except BadInput as error:
        return None, [error]


def _read_units(folder: Path, file: YamlFile, course: CourseFile) -> tuple[list[UnitPart], list[BadInput]]:
    parts: list[UnitPart] = []
    problems: list[BadInput] = []
    for row, module in enumerate(course.modules):
        for column, unit_id in enumerate(module.units):
            path = folder / "units" / unit_id / "unit.yaml"
            try:
                if not path.is_file():
                    raise file.problem(
                        '{path}, line {line}: there is no unit.yaml for the unit "{unit}".',
                        *("modules", row, "units", column),
                        unit=unit_id,
                    )
                unit_file = read_yaml(path)
            except BadInput as error:
                problems.append(error)
                continue
            unit, found = validate(unit_file, UnitFile)
            parts.append(UnitPart(unit_id, unit_file, unit))
            problems += found
    return parts, problems


def _first(problems: tuple[BadInput, ...]) -> BadInput:
    first = problems[0]
    if len(problems) == 1:
        return first
    values: dict[str, Any] = first.values | {"problems": len(problems)}
    hint = "There are {problems} problems in all; see them with: tutor course check"
    return BadInput(first.template, hint=hint, **values)
