"""The projects of a course: the format of their folders, and the catalogue that finds them.

The project of a unit is the folder `units/<unit>/project/` (docs/project-format.md):

    project.yaml                 this module's `ProjectFile`
    brief.es.md, brief.en.md     what to build, for whom, and the interface that the checks call
    data/                        data that we made
    starter/                     what the learner begins with
    checks/test_*.py             acceptance tests, run inside the sandbox with the learner's folder
    reference/                   a complete solution in the layout of the starter

Its title, short brief, skills and minutes are those of the unit's `project` in `unit.yaml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from knowledge_base.course import Course, Project
from knowledge_base.course_fields import Entry, Id, Minutes, Text, Whole, Words
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.yaml_files import nearest, read_text, read_yaml, validate

LEVELS = 4  # of a criterion of a rubric
SECONDS = 120
_NOT_FILES = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}  # that tools leave behind


class Milestone(Entry):
    """A part of a project that is finished before the next.

    Attributes:
        id: unique in the project.
        title: a name for lists.
        brief: what is done in it.
        minutes: of work; those of all milestones add up to the project's.
        checks: names of the test methods that must pass.
    """

    id: Id
    title: Text
    brief: Text
    minutes: Minutes
    checks: tuple[Words, ...]


class ProjectCheck(Entry):
    """A test method and what it is about.

    Attributes:
        test: name of the method, different over all test files of the project.
        title: what must hold, for the learner.
    """

    test: Words
    title: Text


class Criterion(Entry):
    """What no test can judge.

    Attributes:
        id: unique in the project.
        title: what is looked at.
        levels: four, from not there yet to excellent; each says what can be seen.
    """

    id: Id
    title: Text
    levels: Annotated[tuple[Text, ...], Field(min_length=LEVELS, max_length=LEVELS)]


class ProjectData(Entry):
    """A file of `data/`.

    Attributes:
        file: its path in there.
        what: what is in it.
    """

    file: Words
    what: Text


class ProjectFile(Entry):
    """`project.yaml`.

    Attributes:
        environment: of Python packages that the program may import.
        seconds: the most that all checks together may take.
        milestones: in order.
        checks: in the order in which they are shown.
        rubric, data: see there.
    """

    environment: Id = "numpy"
    seconds: Whole = SECONDS
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1)]
    checks: Annotated[tuple[ProjectCheck, ...], Field(min_length=1)]
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    data: tuple[ProjectData, ...] = ()


@dataclass(frozen=True)
class ProjectPack:
    """A project: what the unit says of it, its entry and its files.

    Attributes:
        activity: of `unit.yaml`: id, title, short brief, skills, minutes.
        unit: id of the unit that it belongs to.
        folder: where its files are.
        entry: what `project.yaml` says.
    """

    activity: Project
    unit: str
    folder: Path
    entry: ProjectFile

    @property
    def id(self) -> str:
        """As the course knows it."""
        return self.activity.id

    def brief(self, language: Language) -> str:
        """What to build, as Markdown."""
        return read_text(self.folder / f"brief.{language}.md")

    def files(self, part: str) -> dict[str, bytes]:
        """The files of `starter`, `reference`, `data` or `checks`, by relative POSIX path."""
        root = self.folder / part
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in project_files(root)}


class Projects:
    """The projects of a course that are written, in its order, each read when it is first asked for.

    Args:
        course: whose folders are read.
    """

    def __init__(self, course: Course) -> None:
        self._course = course

    def __iter__(self) -> Iterator[ProjectPack]:
        """All of them; raises BadInput for a file that is wrong."""
        return iter(map(self.get, self.ids))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids, in the order of the units."""
        return tuple(self._folders)

    def get(self, project_id: str) -> ProjectPack:
        """The project with that id.

        Raises:
            BadInput: there is none, or its files are wrong.
        """
        if project_id not in self._folders:
            raise BadInput(
                'There is no project "{id}"; the nearest is "{nearest}".',
                hint="See them with: tutor project list",
                id=project_id,
                nearest=nearest(project_id, list(self._folders)),
            )
        unit, activity, folder = self._folders[project_id]
        return read_project(folder, unit, activity)

    @cached_property
    def _folders(self) -> dict[str, tuple[str, Project, Path]]:
        found = {}
        for unit in self._course.units:
            folder = self._course.folder / "units" / unit.id / "project"
            if unit.project is not None and (folder / "project.yaml").is_file():
                found[unit.project.id] = (unit.id, unit.project, folder)
        return found


def read_project(folder: Path, unit: str, activity: Project) -> ProjectPack:
    """Read a project's entry; its other files are read when they are asked for.

    Raises:
        BadInput: the first thing that is wrong with `project.yaml`, with file and line.
    """
    entry, problems = validate(read_yaml(folder / "project.yaml"), ProjectFile)
    if entry is None:
        raise problems[0]
    return ProjectPack(activity, unit, folder, entry)


def project_files(root: Path) -> Iterator[Path]:
    """The files below a folder, in order, without what tools leave behind; none where it is not there."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not _NOT_FILES.intersection(path.relative_to(root).parts):
            yield path
