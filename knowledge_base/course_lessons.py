"""Lessons: Markdown pages with YAML front matter, one a skill and language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pydantic import Field

from knowledge_base.course_fields import Entry, Id, Minutes, Url, Words
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.yaml_files import YamlFile, parse_yaml, read_text, validate

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


class Source(Entry):
    """Where a lesson's facts come from."""

    title: Words
    url: Url


class LessonHeader(Entry):
    """The front matter of a lesson."""

    skill: Id
    title: Words
    minutes: Minutes
    environment: Id = "numpy"
    sources: tuple[Source, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Lesson:
    """One page of the course.

    Attributes:
        skill: id of the skill it teaches.
        language: Spanish or English.
        title: in that language.
        minutes: to read it and follow its example.
        sources: of its facts and formulas.
        path: the Markdown file.
        body: the Markdown after the front matter.
        body_line: line of the file at which the body starts.
        header: the front matter with its lines.
    """

    skill: str
    language: Language
    title: str
    minutes: int
    sources: tuple[Source, ...]
    path: Path
    body: str
    body_line: int
    header: YamlFile


def lesson_path(units: Path, unit_id: str, skill_id: str, language: Language) -> Path:
    """Where the lesson on a skill is, or would be.

    Args:
        units: the folder of units of the course.
        unit_id: the unit that the skill belongs to.
        skill_id: the skill.
        language: Spanish or English.
    """
    return units / unit_id / "lessons" / language / f"{skill_id}.md"


def read_lesson(path: Path, language: Language) -> Lesson:
    """Read and validate a lesson.

    Raises:
        BadInput: it cannot be read, or its front matter is missing or wrong; names file and line.
    """
    text = read_text(path)
    found = _FRONT_MATTER.match(text)
    if not found:
        raise BadInput(
            "{path}, line {line}: a lesson begins with its front matter between two lines of ---.",
            hint="Write skill, title, minutes and sources there.",
            path=path,
            line=1,
        )
    file = parse_yaml(found[1], path, first_line=2)
    header, problems = validate(file, LessonHeader)
    if header is None:
        raise problems[0]
    return Lesson(
        skill=header.skill,
        language=language,
        title=header.title,
        minutes=header.minutes,
        sources=header.sources,
        path=path,
        body=text[found.end() :],
        body_line=text.count("\n", 0, found.end()) + 1,
        header=file,
    )


def dead_links(lesson: Lesson) -> Iterator[tuple[str, int]]:
    """The relative links and images that lead to no file, each with its line in the file."""
    from markdown_it import MarkdownIt  # only the checker needs it, not the first screen

    for token in MarkdownIt("commonmark").enable("table").parse(lesson.body):
        line = lesson.body_line + (token.map[0] if token.map else 0)
        for target in _targets(token):
            if _is_dead(lesson.path.parent, target):
                yield target, line


def _targets(token: "Token") -> Iterator[str]:
    for child in token.children or []:
        target = child.attrGet("src" if child.type == "image" else "href")
        if child.type in ("image", "link_open") and isinstance(target, str):
            yield target


def _is_dead(folder: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path:
        return False
    return not (folder / unquote(parts.path)).exists()
