"""The course as the rest of the project sees it: modules, units, skills and what belongs to them."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, NoReturn

from knowledge_base.course_fields import Entry, Id, Minutes, Text, Url, Whole, Words
from knowledge_base.course_lessons import Lesson, lesson_path, read_lesson
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.prerequisites import study_order
from knowledge_base.yaml_files import nearest

ResourceKind = Literal["article", "book", "course", "documentation", "paper", "repository", "video"]


class Skill(Entry):
    """Something that is learned.

    Attributes:
        id: unique over the course.
        title: a name for lists.
        summary: what it is, in one or two sentences.
        can: what the learner can do afterwards.
        prerequisites: ids of the skills that come before it.
        minutes: of study, its lesson and exercises together.
    """

    id: Id
    title: Text
    summary: Text
    can: Text
    prerequisites: tuple[Id, ...] = ()
    minutes: Minutes


class Activity(Entry):
    """Something that is made or done with the skills of a unit.

    Attributes:
        id: unique over the course.
        title: a name for lists.
        brief: what to do.
        skills: ids of the skills that it uses.
        minutes: of work.
    """

    id: Id
    title: Text
    brief: Text
    skills: tuple[Id, ...]
    minutes: Minutes


class Practice(Activity):
    """Guided work on the topics of a unit.

    Attributes:
        interview: whether it is held as mock interviews.
    """

    interview: bool = False


class Project(Activity):
    """A larger piece that stays in the portfolio."""


class Task(Activity):
    """Something done outside the tutor, such as publishing or applying."""


class Resource(Entry):
    """Somebody else's page that the course sends the learner to.

    Attributes:
        id: unique over the course.
        title: the work's own title, in its own language.
        url: where it is.
        language: that it is written or spoken in.
        kind: what sort of work it is.
        why: what the learner gets out of it.
    """

    id: Id
    title: Words
    url: Url
    language: Language
    kind: ResourceKind
    why: Text


class UnitFile(Entry):
    """`units/<id>/unit.yaml`."""

    title: Text
    summary: Text
    weeks: tuple[Whole, ...]
    skills: tuple[Skill, ...]
    practices: tuple[Practice, ...] = ()
    project: Project | None = None
    tasks: tuple[Task, ...] = ()
    resources: tuple[Resource, ...] = ()

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Practices, project and tasks."""
        return (*self.practices, *([self.project] if self.project else []), *self.tasks)

    @property
    def minutes(self) -> int:
        """Of skills and activities together."""
        return sum(skill.minutes for skill in self.skills) + sum(item.minutes for item in self.activities)


class Unit(UnitFile):
    """A block of weeks; its id is the name of its folder."""

    id: Id


class ModuleEntry(Entry):
    """A module as `course.yaml` lists it: its units by id."""

    id: Id
    title: Text
    summary: Text
    units: tuple[Id, ...]


class CourseFile(Entry):
    """`course.yaml`."""

    id: Id
    title: Text
    goal: Text
    weeks: Whole
    hours_per_week: Whole
    modules: tuple[ModuleEntry, ...]
    advice: Text


class Module(Entry):
    """A month of the course."""

    id: Id
    title: Text
    summary: Text
    units: tuple[Unit, ...]


CourseItem = Module | Unit | Skill | Practice | Project | Task | Resource


class Course(Entry):
    """A whole course, checked: see `knowledge_base.course_loader.load_course`.

    Attributes:
        id: of the course.
        title, goal, advice: what it is, what it leads to, and its last word.
        hours_per_week: of study.
        modules: in order, with their units.
        folder: where its files are.
    """

    id: Id
    title: Text
    goal: Text
    advice: Text
    hours_per_week: int
    modules: tuple[Module, ...]
    folder: Path

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """All units, in order."""
        return tuple(unit for module in self.modules for unit in module.units)

    @cached_property
    def weeks(self) -> tuple[int, ...]:
        """The numbers of all weeks, from 1."""
        return tuple(week for unit in self.units for week in unit.weeks)

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        """All skills, in the order of their units."""
        return tuple(skill for unit in self.units for skill in unit.skills)

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """All projects, in order."""
        return tuple(unit.project for unit in self.units if unit.project)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """All resources, in order."""
        return tuple(resource for unit in self.units for resource in unit.resources)

    def unit(self, unit_id: str) -> Unit:
        """The unit with that id.

        Raises:
            BadInput: there is none; names the nearest.
        """
        return self._units.get(unit_id) or self._unknown(unit_id, self._units)

    def skill(self, skill_id: str) -> Skill:
        """The skill with that id.

        Raises:
            BadInput: there is none; names the nearest.
        """
        return self._skills.get(skill_id) or self._unknown(skill_id, self._skills)

    def find(self, item_id: str) -> CourseItem:
        """The module, unit, skill, practice, project, task or resource with that id.

        Raises:
            BadInput: there is none; names the nearest.
        """
        return self._items.get(item_id) or self._unknown(item_id, self._items)

    def unit_of_skill(self, skill_id: str) -> Unit:
        """The unit that teaches a skill.

        Raises:
            BadInput: there is no such skill; names the nearest.
        """
        return self._unit_by_skill.get(skill_id) or self._unknown(skill_id, self._skills)

    def unit_of_week(self, week: int) -> Unit:
        """The unit that is studied in a week, from 1.

        Raises:
            BadInput: the course has no such week.
        """
        for unit in self.units:
            if week in unit.weeks:
                return unit
        raise BadInput(
            "There is no week {week}: the course has weeks 1 to {last}.", week=week, last=len(self.weeks)
        )

    def study_order(self) -> tuple[Skill, ...]:
        """Every skill after its prerequisites, otherwise in the order of the course."""
        graph = {skill.id: skill.prerequisites for skill in self.skills}
        return tuple(self._skills[skill_id] for skill_id in study_order(graph))

    def needed(self) -> dict[str, frozenset[str]]:
        """Of each skill, all that come before it: its prerequisites, and theirs."""
        found: dict[str, frozenset[str]] = {}
        for skill in self.study_order():
            found[skill.id] = frozenset(skill.prerequisites).union(*(found[s] for s in skill.prerequisites))
        return found

    def lesson(self, skill_id: str, language: Language) -> Lesson | None:
        """The lesson on a skill, or None where it is not written yet.

        Raises:
            BadInput: there is no such skill, or its lesson's front matter is wrong.
        """
        path = lesson_path(self.folder / "units", self.unit_of_skill(skill_id).id, skill_id, language)
        return read_lesson(path, language) if path.exists() else None

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _skills(self) -> dict[str, Skill]:
        return {skill.id: skill for skill in self.skills}

    @cached_property
    def _unit_by_skill(self) -> dict[str, Unit]:
        return {skill.id: unit for unit in self.units for skill in unit.skills}

    @cached_property
    def _items(self) -> dict[str, CourseItem]:
        return {item.id: item for item in self._every_item()}

    def _every_item(self) -> Iterator[CourseItem]:
        yield from self.modules
        for unit in self.units:
            yield unit
            yield from unit.skills
            yield from unit.practices
            yield from [unit.project] if unit.project else []
            yield from unit.tasks
            yield from unit.resources

    @staticmethod
    def _unknown(item_id: str, known: dict[str, CourseItem] | dict[str, Unit] | dict[str, Skill]) -> NoReturn:
        raise BadInput(
            'There is no "{id}" in the course; the nearest is "{nearest}".',
            hint="See the ids with: tutor course list",
            id=item_id,
            nearest=nearest(item_id, list(known)),
        )
