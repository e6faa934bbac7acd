"""The labelled questions of `evals/data`, and when a passage counts as one of their answers."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge_base.documents import Document, Language, Mark, Passage
from knowledge_base.store import LibraryStore

DATA = Path(__file__).parent / "data"
Split = Literal["dev", "test"]
SPLITS: tuple[Split, Split] = ("dev", "test")


class Place(BaseModel):
    """Where an answer stands: a file of the corpus and a heading, page or cell of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    section: str = ""


class Question(BaseModel):
    """A question that the corpus answers. `gold_all` asks for one place of each group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: Language
    question: str
    kind: Literal["single", "multihop"]
    split: Split
    gold: tuple[Place, ...] = ()
    gold_all: tuple[tuple[Place, ...], ...] = ()

    @property
    def groups(self) -> tuple[tuple[Place, ...], ...]:
        """Each group must be found; a single question has one."""
        return self.gold_all or (self.gold,)


class Unanswerable(BaseModel):
    """A question that the corpus does not answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: Language
    question: str
    split: Split
    kind: Literal["near", "far", "false-premise"]


class CourseQuestion(BaseModel):
    """A question about the course, and the skills whose lesson answers it. Only ever scored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    question: str
    skills: tuple[str, ...]


class Calibration(BaseModel):
    """A question for calibrating abstention: development data, never reported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: Language
    question: str
    answerable: bool
    path: str = ""
    kind: Literal["near", "far", "false-premise"] | None = None


def calibration() -> list[Calibration]:
    """Questions with whether the corpus answers them."""
    items = yaml.safe_load((DATA / "calibration.yaml").read_text(encoding="utf-8"))
    return [Calibration.model_validate(item) for item in items]


def course_questions() -> list[CourseQuestion]:
    """The questions about the course's own lessons."""
    entries = yaml.safe_load((DATA / "course.yaml").read_text(encoding="utf-8"))
    return [CourseQuestion.model_validate(entry) for entry in entries]


def questions(split: Split | None = None) -> list[Question]:
    """The answerable questions of one half, or of both."""
    items = yaml.safe_load((DATA / "retrieval.yaml").read_text(encoding="utf-8"))
    return [item for item in map(Question.model_validate, items) if split in (None, item.split)]


def unanswerable(split: Split | None = None) -> list[Unanswerable]:
    """The unanswerable questions of one half, or of both."""
    items = yaml.safe_load((DATA / "unanswerable.yaml").read_text(encoding="utf-8"))
    return [item for item in map(Unanswerable.model_validate, items) if split in (None, item.split)]


@dataclass
class Matcher:
    """Says whether a passage stands at a labelled place.

    Args:
        corpus: the folder that the labels' paths are relative to.
        store: of the library that indexed it.
    """

    corpus: Path
    store: LibraryStore

    def __post_init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def matches(self, passage: Passage, place: Place) -> bool:
        """Whether the passage is in that file, under that heading, on that page or in that cell."""
        if passage.uri != str((self.corpus / place.path).resolve()):
            return False
        kind, _, number = place.section.partition(" ")
        if kind in ("page", "cell") and number.isdigit():
            return self._overlaps(passage, kind, number)
        document = self._document(passage.uri)
        inside = [
            m.label for m in document.marks if m.kind == "heading" and passage.start <= m.offset < passage.end
        ]
        headings = " > ".join([document.title, *passage.headings, *inside])
        return _plain(place.section) in _plain(headings)

    def found(self, passages: Sequence[Passage], places: Sequence[Place]) -> bool:
        """Whether any passage stands at any of the places."""
        return any(self.matches(passage, place) for passage in passages for place in places)

    def _overlaps(self, passage: Passage, kind: str, number: str) -> bool:
        marks = [mark for mark in self._document(passage.uri).marks if mark.kind == kind]
        return any(
            mark.label == number and mark.offset < passage.end and passage.start < _end(marks, i)
            for i, mark in enumerate(marks)
        )

    def _document(self, uri: str) -> Document:
        if uri not in self._documents:
            self._documents[uri] = self.store.document(uri)
        return self._documents[uri]


def _end(marks: Sequence[Mark], index: int) -> float:
    return marks[index + 1].offset if index + 1 < len(marks) else float("inf")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() or c in ">" else " " for c in letters).split())
