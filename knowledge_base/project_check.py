"""What must hold of the project of a unit: its files, and what its parts say of each other."""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from knowledge_base.course import UnitFile
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.projects import ProjectFile, project_files
from knowledge_base.stated_numbers import number_problems, stated_numbers
from knowledge_base.yaml_files import YamlFile, nearest, read_text, read_yaml, validate

LANGUAGES: tuple[Language, ...] = get_args(Language)
BRIEFS = tuple(f"brief.{language}.md" for language in LANGUAGES)
MOST_DATA_BYTES = 2_000_000


def project_problems(units: Path, unit_id: str, unit: UnitFile) -> Iterator[BadInput]:
    """Everything that is wrong with the project of a unit, without running any of it.

    A project that has no folder yet is no problem.

    Args:
        units: the folder of units of the course.
        unit_id: the unit.
        unit: what its file says.
    """
    folder = units / unit_id / "project"
    path = folder / "project.yaml"
    if not folder.is_dir():
        return
    if unit.project is None:
        yield BadInput("{path}: the unit has no project in its unit.yaml.", path=folder, line=1)
        return
    if not path.is_file():
        yield BadInput("{path}: the project has no such file.", path=path, line=1)
        return
    try:
        file = read_yaml(path)
    except BadInput as error:
        yield error
        return
    yield from number_problems(file)
    entry, problems = validate(file, ProjectFile)
    yield from problems
    if entry is not None:
        yield from _ProjectCheck(file, entry, unit.project.minutes).problems()


@dataclass(frozen=True)
class _ProjectCheck:
    """One project against its folder.

    Attributes:
        minutes: that the unit gives it.
    """

    file: YamlFile
    entry: ProjectFile
    minutes: int

    @property
    def folder(self) -> Path:
        return self.file.path.parent

    def problems(self) -> Iterator[BadInput]:
        yield from self._briefs()
        yield from self._programs()
        yield from self._data()
        yield from self._repeated()
        yield from self._tests()
        yield from self._milestones()

    def _briefs(self) -> Iterator[BadInput]:
        for name in BRIEFS:
            yield from self._missing(name)
        paths = [self.folder / name for name in BRIEFS]
        if all(path.is_file() for path in paths):
            spanish, english = (Counter(stated_numbers(read_text(path))) for path in paths)
            if spanish != english:
                yield BadInput(
                    "{path}: the brief does not state the same numbers in both languages:"
                    " only in Spanish {spanish}, only in English {english}.",
                    path=paths[0],
                    line=1,
                    spanish=", ".join(sorted((spanish - english).elements())) or "-",
                    english=", ".join(sorted((english - spanish).elements())) or "-",
                )

    def _programs(self) -> Iterator[BadInput]:
        """The reference has what the starter has, and there is something of both."""
        starter, reference = (self._names(part) for part in ("starter", "reference"))
        for part, names in (("starter", starter), ("reference", reference)):
            if not names:
                yield BadInput(
                    "{path}: the project has no files in this folder.", path=self.folder / part, line=1
                )
        for name in sorted(set(starter) - set(reference)) if reference else ():
            yield BadInput(
                "{path}: the starter has this file and the reference does not.",
                path=self.folder / "reference" / name,
                line=1,
            )

    def _data(self) -> Iterator[BadInput]:
        listed = [data.file for data in self.entry.data]
        for name in listed:
            yield from self._missing(f"data/{name}")
        for name in self._names("data"):
            path = self.folder / "data" / name
            if name not in listed and path.suffix != ".py":
                yield self.file.problem(
                    "{path}, line {line}: {name} is in the folder and not listed here.",
                    "data",
                    name=f"data/{name}",
                )
            if path.stat().st_size > MOST_DATA_BYTES:
                yield BadInput(
                    "{path} is larger than {megabytes} MB.",
                    path=path,
                    line=1,
                    megabytes=MOST_DATA_BYTES // 1_000_000,
                )

    def _repeated(self) -> Iterator[BadInput]:
        """Ids and tests that are listed twice, or belong to two milestones."""
        entry = self.entry
        yield from self._twice([item.id for item in entry.milestones], "milestones")
        yield from self._twice([item.id for item in entry.rubric], "rubric")
        yield from self._twice([item.test for item in entry.checks], "checks")
        yield from self._twice([test for item in entry.milestones for test in item.checks], "milestones")

    def _twice(self, names: Sequence[str], *loc: str | int) -> Iterator[BadInput]:
        for name, count in Counter(names).items():
            if count > 1:
                yield self.file.problem('{path}, line {line}: "{name}" is there twice.', *loc, name=name)

    def _tests(self) -> Iterator[BadInput]:
        """Checks that no test file has, and tests that are not listed."""
        paths = sorted((self.folder / "checks").glob("test_*.py"))
        if not paths:
            yield BadInput(
                "{path}: the project has no files in this folder.", path=self.folder / "checks", line=1
            )
            return
        written: list[str] = []
        for path in paths:
            try:
                written += _test_names(read_text(path))
            except SyntaxError as error:
                yield BadInput("{path}, line {line}: this is not Python.", path=path, line=error.lineno or 1)
                return
        yield from self._twice(written, "checks")
        listed = [check.test for check in self.entry.checks]
        for row, test in enumerate(listed):
            yield from self._unknown_test(test, written, "checks", row, "test")
        for test in sorted(set(written) - set(listed)):
            yield self.file.problem(
                "{path}, line {line}: {name} is in the folder and not listed here.", "checks", name=test
            )

    def _milestones(self) -> Iterator[BadInput]:
        listed = [check.test for check in self.entry.checks]
        for row, milestone in enumerate(self.entry.milestones):
            for column, test in enumerate(milestone.checks):
                yield from self._unknown_test(test, listed, "milestones", row, "checks", column)
        used = {test for milestone in self.entry.milestones for test in milestone.checks}
        for row, test in enumerate(listed):
            if test not in used:
                yield self.file.problem(
                    '{path}, line {line}: no milestone has the check "{name}".', "checks", row, name=test
                )
        total = sum(milestone.minutes for milestone in self.entry.milestones)
        if total != self.minutes:
            yield self.file.problem(
                "{path}, line {line}: the milestones take {total} minutes, and the project has {minutes}.",
                "milestones",
                total=total,
                minutes=self.minutes,
            )

    def _unknown_test(self, test: str, known: list[str], *loc: str | int) -> Iterator[BadInput]:
        if test not in known:
            yield self.file.problem(
                '{path}, line {line}: there is no test "{name}"; the nearest is "{nearest}".',
                *loc,
                name=test,
                nearest=nearest(test, known),
            )

    def _missing(self, name: str) -> Iterator[BadInput]:
        path = self.folder / name
        if not path.is_file():
            yield BadInput("{path}: the project has no such file.", path=path, line=1)
        elif not path.stat().st_size:
            yield BadInput("{path}: the file is empty.", path=path, line=1)

    def _names(self, part: str) -> list[str]:
        root = self.folder / part
        return [path.relative_to(root).as_posix() for path in project_files(root)]


def _test_names(source: str) -> list[str]:
    """The test methods of a file."""
    return [
        item.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name.startswith("test")
    ]
