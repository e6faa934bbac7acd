"""Where in a lesson something is taught: the passages that cards, questions and exercises point to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from knowledge_base.course_fields import Entry, Id, Text
from knowledge_base.course_lessons import lesson_path
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.fences import without_fences
from knowledge_base.yaml_files import YamlFile, nearest, read_text

LANGUAGES: tuple[Language, ...] = get_args(Language)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


class LessonPassage(Entry):
    """A passage of a lesson, by the heading that it stands under.

    Attributes:
        skill: whose lesson it is.
        heading: as the lesson has it in each language.
    """

    skill: Id
    heading: Text


@dataclass(frozen=True)
class LessonHeadings:
    """The headings of the lessons of a course, each lesson read once.

    Attributes:
        units: the folder of units of the course.
        skills: the unit of each skill that may be pointed to.
    """

    units: Path
    skills: Mapping[str, str]
    _read: dict[tuple[str, Language], tuple[str, ...] | None] = field(default_factory=dict)

    def of(self, skill: str, language: Language) -> tuple[str, ...] | None:
        """Headings of a lesson, in order; None where it is not written.

        Raises:
            BadInput: the lesson cannot be read.
        """
        if (skill, language) not in self._read:
            path = self._path(skill, language)
            headings = tuple(_HEADING.findall(without_fences(read_text(path)))) if path.is_file() else None
            self._read[skill, language] = headings
        return self._read[skill, language]

    def problems(self, file: YamlFile, skill: str, heading: Text, *loc: str | int) -> Iterator[BadInput]:
        """The languages in which the lesson lacks a heading; none where the lesson is not written.

        Args:
            file: that names the heading.
            skill: whose lesson; one of `skills`.
            heading: in each language.
            loc: where in the file the heading is.
        """
        for language in LANGUAGES:
            there, words = self.of(skill, language), heading.in_language(language)
            if there is not None and words not in there:
                yield file.problem(
                    '{path}, line {line}: the lesson {lesson} has no heading "{heading}";'
                    ' the nearest is "{nearest}".',
                    *(*loc, language),
                    lesson=self._path(skill, language),
                    heading=words,
                    nearest=nearest(words, list(there)),
                )

    def _path(self, skill: str, language: Language) -> Path:
        return lesson_path(self.units, self.skills[skill], skill, language)
