"""What the modules hand to each other. Complete: nothing to write here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A file of the documentation.

    Attributes:
        id, title: of its header.
        topic: pages with the same topic replace each other.
        version: as written, such as "2.10".
        date: from which it is in force, as YYYY-MM-DD.
        language: es or en.
        text: what follows the header. Offsets count from its beginning.
    """

    id: str
    title: str
    topic: str
    version: str
    date: str
    language: str
    text: str


@dataclass(frozen=True)
class Chunk:
    """A piece of a document: `text` is the document's text from `start` up to `end`.

    Attributes:
        document: id of the document.
        start, end: offsets in its text.
        text: the piece, letter by letter.
        heading: title of the document and heading of the section, to embed and search with the piece.
    """

    document: str
    start: int
    end: int
    text: str
    heading: str


@dataclass(frozen=True)
class Claim:
    """A sentence of an answer with what supports it.

    Attributes:
        sentence: what is claimed.
        document: id of the document.
        quote: words of the document, letter by letter.
    """

    sentence: str
    document: str
    quote: str


@dataclass(frozen=True)
class Answer:
    """What is said of a question.

    Attributes:
        claims: checked, the most important first; none when it abstains.
        chunks: that were retrieved, best first.
    """

    claims: tuple[Claim, ...]
    chunks: tuple[Chunk, ...]

    @property
    def abstains(self) -> bool:
        """Whether nothing is claimed."""
        return not self.claims
