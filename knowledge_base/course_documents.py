"""The course's own lessons as documents of the library, and the vectors that ship with them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

from knowledge_base.course import Course
from knowledge_base.documents import COURSE, Document, Language
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.store import Vector
from knowledge_base.vector_file import read_vectors

VECTORS_FILE = "vectors.npz"
# What follows is a list of links: it names every topic and answers nothing.
_READ_NEXT: dict[Language, str] = {"en": "\n## What to read next", "es": "\n## Qué leer después"}


def course_documents(course: Course) -> Iterator[Document]:
    """Every lesson, by a uri that stays the same wherever the course is installed."""
    for unit in course.units:
        for skill in unit.skills:
            for language in get_args(Language):
                lesson = course.lesson(skill.id, language)
                if lesson is not None:
                    uri = f"{COURSE}{course.id}/{unit.id}/{language}/{skill.id}"
                    body = lesson.body.partition(_READ_NEXT[language])[0]
                    document = markdown_document(
                        f"# {lesson.title}\n\n{body}",
                        uri=uri,
                        fallback_title=skill.id,
                        title=lesson.title,
                    )
                    yield replace(document, language=language)


def shipped_vectors(folder: Path, encoder: str) -> dict[str, Vector]:
    """Vectors of the lessons' passages by content hash; none when another encoder made them."""
    return read_vectors(folder / VECTORS_FILE, encoder)
