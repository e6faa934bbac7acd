"""`tutor course check`: everything that is wrong with a course folder, and what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, get_args

from knowledge_base.course import UnitFile
from knowledge_base.course_lessons import Lesson, dead_links, lesson_path, read_lesson
from knowledge_base.course_loader import Pack, read_pack
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.exercise_check import exercise_problems
from knowledge_base.project_check import project_problems
from knowledge_base.study_check import StudyCheck
from knowledge_base.yaml_files import nearest

LANGUAGES: tuple[Language, ...] = get_args(Language)


class CourseCounts(TypedDict):
    """How much of everything a course holds; lessons by language."""

    modules: int
    units: int
    weeks: int
    skills: int
    lessons: dict[str, int]
    exercises: int
    mistakes: int
    projects: int
    cards: int
    questions: int
    placement: int
    resources: int


@dataclass(frozen=True)
class CourseReport:
    """What `check_course` found.

    Attributes:
        problems: each with its sentence, and `path` and `line` among its values.
        counts: how much of everything there is.
    """

    problems: tuple[BadInput, ...]
    counts: CourseCounts

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def check_course(folder: Path) -> CourseReport:
    """Read a whole course folder and collect every problem.

    Lessons that a unit does not have yet are no problem as long as it has none at all.
    """
    pack = read_pack(folder)
    problems = list(pack.problems)
    valid = list(_valid_units(pack))
    study = StudyCheck(folder / "units", valid)
    for index, (unit_id, unit) in enumerate(valid):
        problems += _LessonCheck(folder / "units", unit_id, unit).problems()
        problems += exercise_problems(folder / "units", unit_id, valid[: index + 1])
        problems += study.problems(unit_id, unit)
        problems += project_problems(folder / "units", unit_id, unit)
    return CourseReport(tuple(problems), _count(pack, study))


def _valid_units(pack: Pack) -> Iterator[tuple[str, UnitFile]]:
    yield from ((part.id, part.unit) for part in pack.units if part.unit)


@dataclass(frozen=True)
class _LessonCheck:
    """The lessons of one unit against its skills."""

    units: Path
    unit_id: str
    unit: UnitFile

    @property
    def folder(self) -> Path:
        return self.units / self.unit_id / "lessons"

    def problems(self) -> Iterator[BadInput]:
        if not self.folder.is_dir():
            return
        yield from self._unknown_folders()
        written = {language: self._files(language) for language in LANGUAGES}
        for language, paths in written.items():
            for path in paths:
                yield from self._lesson_problems(path, language)
        yield from self._missing({path.stem for paths in written.values() for path in paths})

    def _files(self, language: Language) -> list[Path]:
        return sorted((self.folder / language).glob("*.md"))

    def _unknown_folders(self) -> Iterator[BadInput]:
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and path.name not in LANGUAGES:
                yield BadInput(
                    "{path}: lessons are in the folders {languages}, not {name}.",
                    path=path,
                    line=1,
                    languages=", ".join(LANGUAGES),
                    name=path.name,
                )

    def _lesson_problems(self, path: Path, language: Language) -> Iterator[BadInput]:
        skills = [skill.id for skill in self.unit.skills]
        if path.stem not in skills:
            yield BadInput(
                '{path}: the unit has no skill "{skill}"; the nearest is "{nearest}".',
                path=path,
                line=1,
                skill=path.stem,
                nearest=nearest(path.stem, skills),
            )
            return
        try:
            lesson = read_lesson(path, language)
        except BadInput as error:
            yield error
            return
        yield from self._header_problems(lesson)
        for target, line in dead_links(lesson):
            yield BadInput(
                "{path}, line {line}: the link {target} leads to no file.",
                path=path,
                line=line,
                target=target,
            )

    def _header_problems(self, lesson: Lesson) -> Iterator[BadInput]:
        skill = next(skill for skill in self.unit.skills if skill.id == lesson.path.stem)
        if lesson.skill != skill.id:
            yield lesson.header.problem(
                '{path}, line {line}: the file is named after the skill "{file_skill}" and says "{skill}".',
                "skill",
                file_skill=skill.id,
                skill=lesson.skill,
            )
        if lesson.minutes > skill.minutes:
            yield lesson.header.problem(
                "{path}, line {line}: the lesson takes {minutes} minutes, and its skill has {available}.",
                "minutes",
                minutes=lesson.minutes,
                available=skill.minutes,
            )

    def _missing(self, written: set[str]) -> Iterator[BadInput]:
        """Lessons that are there in one language only, or not at all in a unit that has some."""
        if not written:
            return
        for skill in self.unit.skills:
            for language in LANGUAGES:
                path = lesson_path(self.units, self.unit_id, skill.id, language)
                if not path.is_file():
                    template = (
                        "{path}: the lesson is missing in this language and there in the other."
                        if skill.id in written
                        else "{path}: the lesson is missing, though its unit has others."
                    )
                    yield BadInput(template, path=path, line=1)


def _count(pack: Pack, study: StudyCheck) -> CourseCounts:
    units = [unit for _, unit in _valid_units(pack)]
    folders = [pack.folder / "units" / unit_id for unit_id, _ in _valid_units(pack)]
    return CourseCounts(
        modules=len(pack.course.modules) if pack.course else 0,
        units=len(units),
        weeks=len({week for unit in units for week in unit.weeks}),
        skills=sum(len(unit.skills) for unit in units),
        lessons={language: _files(folders, f"lessons/{language}/*.md") for language in LANGUAGES},
        exercises=_files(folders, "exercises/*/exercise.yaml"),
        mistakes=_files(folders, "exercises/*/mistakes/*.py"),
        projects=sum(unit.project is not None for unit in units),
        cards=study.cards,
        questions=study.questions,
        placement=study.items,
        resources=sum(len(unit.resources) for unit in units),
    )


def _files(folders: list[Path], pattern: str) -> int:
    return sum(1 for folder in folders for _ in folder.glob(pattern))
