"""Where the labelled answers stand, as spans of the stored text: one rule for every way of cutting it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.pipelines import Piece
from evals.labels import Place, Question
from knowledge_base.documents import Document, Mark

ENOUGH = 200  # characters of an answer's section that a piece must hold, or half of a shorter section


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a document."""

    start: int
    end: int


@dataclass(frozen=True)
class Labelled:
    """A question with the spans that answer it; a hit needs one span out of every group."""

    question: Question
    groups: tuple[tuple[tuple[str, Span], ...], ...]

    def answered_by(self, pieces: Sequence[Piece]) -> bool:
        """Whether the pieces hold enough of one span of every group."""
        return all(any(_holds(piece, *gold) for piece in pieces for gold in group) for group in self.groups)


def labelled(
    questions: Iterable[Question], documents: Mapping[str, Document], corpus: Path
) -> list[Labelled]:
    """The questions whose every group has a place in these documents (by uri)."""
    items = []
    for question in questions:
        groups = tuple(_spans_of(group, documents, corpus) for group in question.groups)
        if all(groups):
            items.append(Labelled(question, groups))
    return items


def within(pieces: Sequence[Piece], budget: int) -> list[Piece]:
    """The first `budget` characters of the pieces; the last one may be cut."""
    kept = []
    for piece in pieces:
        length = min(piece.end - piece.start, budget)
        if length > 0:
            kept.append(Piece(piece.uri, piece.start, piece.start + length))
        budget -= length
    return kept


def _holds(piece: Piece, uri: str, gold: Span) -> bool:
    shared = min(piece.end, gold.end) - max(piece.start, gold.start)
    return piece.uri == uri and shared >= min(ENOUGH, (gold.end - gold.start) / 2)


def _spans_of(
    places: Sequence[Place], documents: Mapping[str, Document], corpus: Path
) -> tuple[tuple[str, Span], ...]:
    found = [(str((corpus / place.path).resolve()), place.section) for place in places]
    return tuple(
        (uri, span)
        for uri, section in found
        if uri in documents
        for span in section_spans(documents[uri], section)
    )


def section_spans(document: Document, section: str) -> list[Span]:
    """The spans of `page N`, `cell N` or the sections under a heading; neighbours are joined."""
    kind, _, number = section.partition(" ")
    if kind in ("page", "cell") and number.isdigit():
        return _joined(span for mark, span in _blocks(document, kind) if mark.label == number)
    path: list[Mark] = []
    spans = []
    for mark, span in _blocks(document, "heading"):
        path = [*(above for above in path if above.level < mark.level), mark]
        if _words(section) in _words(" > ".join([document.title, *(part.label for part in path)])):
            spans.append(span)
    return _joined(spans)


def _blocks(document: Document, kind: str) -> list[tuple[Mark, Span]]:
    """Each mark of a kind with the text up to the next one."""
    marks = [mark for mark in document.marks if mark.kind == kind]
    edges = pairwise([*(mark.offset for mark in marks), len(document.text)])
    return [(mark, Span(start, end)) for mark, (start, end) in zip(marks, edges, strict=True)]


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _words(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
