"""What a source becomes: a document with its marks, cut into passages that can be opened again.

All offsets count Unicode characters into `Document.text`, the stored text: citations are checked against it.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from knowledge_base.errors import TutorError

COURSE = "course:"  # what the sources of the course's own lessons begin with
Language = Literal["es", "en"]
MarkKind = Literal["heading", "page", "cell", "time", "line"]


@dataclass(frozen=True)
class Mark:
    """A place in a document's text that a locator can name.

    Attributes:
        offset: where it starts, in characters.
        kind: heading, page, cell, time or line.
        label: the heading's text, or the number, or h:mm:ss.
        level: depth of a heading from 1; 0 for the other kinds.
    """

    offset: int
    kind: MarkKind
    label: str
    level: int = 0


@dataclass(frozen=True)
class Document:
    """One source after loading.

    Attributes:
        uri: absolute path or URL; the identity of the document.
        title: what to call it.
        text: the stored text, without markup that carries no meaning.
        media_type: such as text/markdown.
        marks: places in the text, ordered by offset.
        language: Spanish or English.
    """

    uri: str
    title: str
    text: str
    media_type: str
    marks: tuple[Mark, ...]
    language: Language

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the library would store; equal hashes mean nothing to do."""
        seen = "\x1f".join([self.title, self.text, self.language, repr(self.marks)])
        return hashlib.sha256(seen.encode()).hexdigest()


@dataclass(frozen=True)
class Locator:
    """Where in a document a passage stands, in words a reader can follow."""

    kind: MarkKind
    label: str

    def __str__(self) -> str:
        return self.label if self.kind in ("heading", "time") else f"{self.kind} {self.label}"


@dataclass(frozen=True)
class Passage:
    """A stretch of a document, small enough to cite and to fit a prompt.

    Attributes:
        id: stable while uri, heading and text stay the same; 16 hexadecimal digits.
        uri: of its document.
        ordinal: its place among the document's passages, from 0.
        start, end: span in the document's text; `text == document.text[start:end]`.
        headings: the path of headings above it, outermost first.
        locator: for the reader.
        language: of this passage; a document may hold both.
    """

    id: str
    uri: str
    ordinal: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    locator: Locator
    language: Language

    @property
    def heading(self) -> str:
        """The heading path as one line."""
        return " > ".join(self.headings)

    @property
    def embedded_text(self) -> str:
        """What the encoder sees: the headings, then the text."""
        return f"{self.heading}\n{self.text}" if self.headings else self.text

    @property
    def content_hash(self) -> str:
        """SHA-256 of the embedded text and language; the key of a stored vector."""
        return hashlib.sha256(f"{self.language}\x1f{self.embedded_text}".encode()).hexdigest()


@dataclass(frozen=True)
class SkippedSource:
    """A source that was left out, and why in one sentence.

    Attributes:
        uri: of the source.
        reason: the sentence in English.
        error: what was raised, for a reader of another language.
    """

    uri: str
    reason: str
    error: TutorError | None = field(default=None, compare=False)
