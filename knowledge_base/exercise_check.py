"""What must hold of the exercises of a unit: their files, and what they name of the course."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.course import UnitFile
from knowledge_base.errors import BadInput
from knowledge_base.exercises import FAULT, ExerciseFile
from knowledge_base.lesson_passages import LANGUAGES, LessonHeadings
from knowledge_base.yaml_files import YamlFile, nearest, read_text, read_yaml, validate

FILES = (
    *(f"{kind}.{language}.md" for kind in ("statement", "explanation") for language in LANGUAGES),
    *("starter.py", "reference.py", "shape.py", "checks.py"),
)
BLANK = "____"


def exercise_problems(
    units: Path, unit_id: str, taught: Sequence[tuple[str, UnitFile]]
) -> Iterator[BadInput]:
    """Everything that is wrong with the exercises of a unit, without running any.

    Args:
        units: the folder of units of the course.
        unit_id: the unit.
        taught: ids and units up to this one, in order; an exercise uses nothing that comes later.
    """
    skills = {skill.id: id_ for id_, unit in taught for skill in unit.skills}
    headings = LessonHeadings(units, skills)
    resources = [resource.id for _, unit in taught for resource in unit.resources]
    for path in sorted((units / unit_id).glob("exercises/*/exercise.yaml")):
        try:
            file = read_yaml(path)
        except BadInput as error:
            yield error
            continue
        entry, problems = validate(file, ExerciseFile)
        yield from problems
        if entry is not None:
            yield from _ExerciseCheck(file, entry, skills, resources, headings).problems()


@dataclass(frozen=True)
class _ExerciseCheck:
    """One exercise against its folder and the course.

    Attributes:
        skills: the unit of each skill that is taught by then.
        resources: ids of the links that are known by then.
        headings: of the lessons on those skills.
    """

    file: YamlFile
    entry: ExerciseFile
    skills: dict[str, str]
    resources: list[str]
    headings: LessonHeadings

    @property
    def folder(self) -> Path:
        return self.file.path.parent

    def problems(self) -> Iterator[BadInput]:
        yield from self._missing_files()
        yield from self._unlisted("mistakes", [mistake.id for mistake in self.entry.mistakes])
        yield from self._unlisted("alternatives", [other.id for other in self.entry.alternatives])
        yield from self._unmarked()
        yield from self._unknown_names()
        yield from self._reading()

    def _missing_files(self) -> Iterator[BadInput]:
        programs = [f"mistakes/{mistake.id}.py" for mistake in self.entry.mistakes]
        programs += [f"alternatives/{other.id}.py" for other in self.entry.alternatives]
        for name in (*FILES, *programs):
            path = self.folder / name
            if not path.is_file():
                yield BadInput("{path}: the exercise has no such file.", path=path, line=1)
            elif not read_text(path).strip():
                yield BadInput("{path}: the file is empty.", path=path, line=1)

    def _unlisted(self, kind: str, listed: list[str]) -> Iterator[BadInput]:
        for path in sorted((self.folder / kind).glob("*.py")):
            if path.stem not in listed:
                yield self.file.problem(
                    "{path}, line {line}: {name} is in the folder and not listed here.",
                    kind,
                    name=f"{kind}/{path.name}",
                )

    def _unmarked(self) -> Iterator[BadInput]:
        for mistake in self.entry.mistakes:
            path = self.folder / "mistakes" / f"{mistake.id}.py"
            if path.is_file() and not re.search(rf"{FAULT}$", read_text(path), re.MULTILINE):
                yield BadInput(
                    "{path}: no line is marked as wrong with {mark}.", path=path, line=1, mark=FAULT
                )
        shape = self.folder / "shape.py"
        if shape.is_file() and BLANK not in read_text(shape):
            yield BadInput("{path}: there is no blank ({mark}) to fill.", path=shape, line=1, mark=BLANK)

    def _unknown_names(self) -> Iterator[BadInput]:
        for row, skill in enumerate(self.entry.skills):
            yield from self._unknown_skill(skill, "skills", row)
        for row, name in enumerate(self.entry.vectorised):
            if name not in self.entry.functions:
                yield self.file.problem(
                    '{path}, line {line}: "{name}" is not one of the functions of the exercise.',
                    *("vectorised", row),
                    name=name,
                )

    def _unknown_skill(self, skill: str, *loc: str | int) -> Iterator[BadInput]:
        if skill not in self.skills:
            yield self.file.problem(
                '{path}, line {line}: no skill "{skill}" is taught by then; the nearest is "{nearest}".',
                *loc,
                skill=skill,
                nearest=nearest(skill, list(self.skills)),
            )

    def _reading(self) -> Iterator[BadInput]:
        read = self.entry.hints.read
        if read.resource is not None and read.resource not in self.resources:
            yield self.file.problem(
                '{path}, line {line}: no resource "{resource}" is known by then; the nearest is "{nearest}".',
                *("hints", "read", "resource"),
                resource=read.resource,
                nearest=nearest(read.resource, self.resources),
            )
        if read.skill is not None:
            yield from self._unknown_skill(read.skill, "hints", "read", "skill")
            yield from self._headings(read.skill)

    def _headings(self, skill: str) -> Iterator[BadInput]:
        """Headings that the lesson does not have, where the lesson is written."""
        heading = self.entry.hints.read.heading
        if heading and skill in self.skills:
            yield from self.headings.problems(self.file, skill, heading, "hints", "read", "heading")
