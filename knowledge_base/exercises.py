"""The exercises of a course: the format of their folders, and the catalogue that finds them.

A folder `units/<unit>/exercises/<id>/` holds (docs/exercise-format.md):

    exercise.yaml                        this module's `ExerciseFile`
    statement.es.md, statement.en.md     what to do
    starter.py                           what the learner begins with
    reference.py                         a solution; never leaves the outside of the sandbox
    shape.py                             the solution with blanks, for the fourth hint
    explanation.es.md, explanation.en.md for after passing, or with the solution
    checks.py                            hidden checks (tools/checks.py)
    mistakes/<id>.py                     wrong variants that learners really write
    alternatives/<id>.py                 other good ways to write it
    survivors.yaml                       mutants that no check can kill, and why
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge_base.course import Course
from knowledge_base.course_fields import Entry, Id, Minutes, Text, Words
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.yaml_files import nearest, read_text, read_yaml, validate

Level = Literal["warm-up", "core", "challenge"]
LEVELS: tuple[Level, ...] = get_args(Level)
FAULT = "# fault"  # ends each line of a mistake that is wrong


class Reading(Entry):
    """Where the idea is explained: a heading of a skill's lesson, or a resource of the course.

    Attributes:
        skill: whose lesson to read.
        heading: in the lesson, in each language; the whole lesson where it is left out.
        resource: id of one of the course's links, where there is no lesson.
    """

    skill: Id | None = None
    heading: Text | None = None
    resource: Id | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.skill is None) == (self.resource is None):
            raise PydanticCustomError("one_place", "name a skill or a resource, one of them")
        return self


class Hints(Entry):
    """The authored rungs of the ladder; the counterexample comes before them, shape and solution after.

    Attributes:
        question: a guiding question that does not give the idea away.
        idea: what the solution rests on, in words.
        read: where that is explained.
    """

    question: Text
    idea: Text
    read: Reading


class Mistake(Entry):
    """A wrong variant that learners write; its code is `mistakes/<id>.py`.

    Attributes:
        title: what went wrong, in a few words.
        explanation: why it is wrong and how to see it, without the solution.
    """

    id: Id
    title: Text
    explanation: Text


class Alternative(Entry):
    """Another good way to write it; its code is `alternatives/<id>.py`.

    Attributes:
        title: how it differs.
        cost: what it costs in time, memory or clarity.
    """

    id: Id
    title: Text
    cost: Text


class ExerciseFile(Entry):
    """`exercise.yaml`.

    Attributes:
        title: a name for lists.
        summary: what is written, in one sentence.
        skills: ids of the skills that it practises, the main one first.
        level: how hard.
        minutes: that a learner takes.
        environment: of Python packages that the code needs.
        functions: names that the file must define.
        vectorised: those of them that must not loop over their data in Python.
        hints, mistakes, alternatives: see there.
    """

    title: Text
    summary: Text
    skills: Annotated[tuple[Id, ...], Field(min_length=1)]
    level: Level
    minutes: Minutes
    environment: Id = "numpy"
    functions: Annotated[tuple[Words, ...], Field(min_length=1)]
    vectorised: tuple[Words, ...] = ()
    hints: Hints
    mistakes: Annotated[tuple[Mistake, ...], Field(min_length=3)]
    alternatives: Annotated[tuple[Alternative, ...], Field(min_length=2)]


@dataclass(frozen=True)
class Exercise:
    """An exercise: its entry and its files.

    Attributes:
        id: the name of its folder.
        unit: id of the unit that it belongs to.
        folder: where its files are.
        entry: what `exercise.yaml` says.
    """

    id: str
    unit: str
    folder: Path
    entry: ExerciseFile

    def statement(self, language: Language) -> str:
        """What to do, as Markdown."""
        return read_text(self.folder / f"statement.{language}.md")

    def explanation(self, language: Language) -> str:
        """Why the solution is as it is, as Markdown."""
        return read_text(self.folder / f"explanation.{language}.md")

    @property
    def starter(self) -> str:
        """What the learner begins with."""
        return read_text(self.folder / "starter.py")

    @property
    def reference(self) -> str:
        """The solution."""
        return read_text(self.folder / "reference.py")

    @property
    def shape(self) -> str:
        """The solution with blanks."""
        return read_text(self.folder / "shape.py")

    def mistake_source(self, mistake_id: str) -> str:
        """The code of a mistake, without the marks of its faulty lines."""
        lines = self._marked(mistake_id).splitlines()
        return "\n".join(line.removesuffix(FAULT).rstrip() for line in lines) + "\n"

    def fault_lines(self, mistake_id: str) -> tuple[int, ...]:
        """Numbers, from 1, of the lines of a mistake that are wrong."""
        lines = self._marked(mistake_id).splitlines()
        return tuple(number for number, line in enumerate(lines, 1) if line.endswith(FAULT))

    def alternative_source(self, alternative_id: str) -> str:
        """The code of another way to write it."""
        return read_text(self.folder / "alternatives" / f"{alternative_id}.py")

    def _marked(self, mistake_id: str) -> str:
        return read_text(self.folder / "mistakes" / f"{mistake_id}.py")


class Exercises:
    """The exercises of a course, in its order, each read when it is first asked for.

    Args:
        course: whose folders are read.
    """

    def __init__(self, course: Course) -> None:
        self._course = course

    def __iter__(self) -> Iterator[Exercise]:
        """All of them; raises BadInput for a file that is wrong."""
        return iter(map(self.get, self.ids))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids, in the order of the units."""
        return tuple(self._folders)

    def get(self, exercise_id: str) -> Exercise:
        """The exercise with that id.

        Raises:
            BadInput: there is none, or its files are wrong.
        """
        if exercise_id not in self._folders:
            raise BadInput(
                'There is no exercise "{id}"; the nearest is "{nearest}".',
                hint="See them with: tutor practice list",
                id=exercise_id,
                nearest=nearest(exercise_id, list(self._folders)),
            )
        unit, folder = self._folders[exercise_id]
        return read_exercise(folder, unit)

    def of_unit(self, unit_id: str) -> tuple[Exercise, ...]:
        """The exercises of a unit, the easier and shorter first."""
        found = [self.get(id_) for id_, (unit, _) in self._folders.items() if unit == unit_id]
        return tuple(sorted(found, key=lambda item: (LEVELS.index(item.entry.level), item.entry.minutes)))

    def of_skill(self, skill_id: str) -> tuple[Exercise, ...]:
        """The exercises that practise a skill."""
        return tuple(exercise for exercise in self if skill_id in exercise.entry.skills)

    @cached_property
    def _folders(self) -> dict[str, tuple[str, Path]]:
        return {
            path.parent.name: (unit.id, path.parent)
            for unit in self._course.units
            for path in sorted((self._course.folder / "units" / unit.id).glob("exercises/*/exercise.yaml"))
        }


def read_exercise(folder: Path, unit: str) -> Exercise:
    """Read an exercise's entry; its other files are read when they are asked for.

    Raises:
        BadInput: the first thing that is wrong with `exercise.yaml`, with file and line.
    """
    file = read_yaml(folder / "exercise.yaml")
    entry, problems = validate(file, ExerciseFile)
    if entry is None:
        raise problems[0]
    return Exercise(folder.name, unit, folder, entry)
