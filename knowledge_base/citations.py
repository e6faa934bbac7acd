"""Sentences with the quotes that carry them, as every answer is shown."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from knowledge_base.documents import Language, Passage

Origin = Literal["model", "source"]


@dataclass(frozen=True)
class Citation:
    """A numbered quote: `quote` stands verbatim in the document's stored text."""

    number: int
    passage_id: str
    document: str
    title: str
    uri: str
    locator: str
    quote: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer, with the numbers of its citations; `source` sentences are quotes."""

    text: str
    citations: tuple[int, ...]
    origin: Origin


@dataclass(frozen=True)
class Answer:
    """What `ask` gives: sentences that each cite a passage, or an abstention with the nearest passages."""

    question: str
    language: Language
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    nearest: tuple[Citation, ...] = ()
    model: str | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentences with their numbers in brackets, as one paragraph."""
        return " ".join(
            sentence.text + "".join(f" [{number}]" for number in sentence.citations)
            for sentence in self.sentences
        )


def normalised(text: str) -> str:
    """Text as quotes are compared: NFKC, one kind of quotation mark and dash, single spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_SAME)
    return re.sub(r"\s+", " ", folded).strip()


def stands_in(quote: str, text: str) -> bool:
    """Whether a quote is found in a stored text, after normalisation of both; an empty quote is not."""
    wanted = normalised(quote)
    return bool(wanted) and wanted in normalised(text)


def cite(number: int, passage: Passage, quote: str, title: str, document: str) -> Citation:
    """A citation of `quote`, which must stand in the passage.

    Raises:
        ValueError: it does not; a defect of the program, never of the input.
    """
    if not stands_in(quote, passage.text):
        raise ValueError(f"{quote!r} does not stand in passage {passage.id}")
    locator = str(passage.locator).removeprefix(f"{title} > ")
    return Citation(number, passage.id, document, title, passage.uri, locator, quote)


_SAME = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
