"""Cuts a document into passages: at headings and pages first, then where it hurts least.

Within a section the cuts are the cheapest set (dynamic programming, as in Knuth and Plass, "Breaking
Paragraphs into Lines", 1981): each passage costs by how far it is from 1,000 characters, each cut by what it
tears apart.
"""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from knowledge_base.documents import Document, Locator, Mark, Passage
from knowledge_base.fences import Span, alternate, fence_spans
from knowledge_base.languages import clearly

IDEAL = 1_000
LONGEST = 1_500
SHORTEST = 200
_PIECE = 150  # characters of the pieces of a sentence that has to be cut
_TINY = 120  # characters up to which neighbours are never parted
_SENTENCE = 700  # characters above which a sentence may be cut

# What a cut costs, beside the squared distance of a passage's length from the ideal (in half ideals).
(
    _PARAGRAPH,
    _INDENTED,
    _ITEM,
    _SENTENCE_END,
    _BEFORE_CODE,
    _LINE,
    _CAPTION,
    _WORD,
    _IN_CODE,
    _AFTER_HEADING,
) = (
    0.0,
    0.2,
    0.2,
    0.25,
    0.4,
    0.5,
    0.3,
    1.5,
    4.0,
    6.0,
)
_BREAK = re.compile(r"[ \t]*\n\s*|(?<=[.!?…])[ \t]+|(?<=[.!?…][\"')\]»”])[ \t]+")
_LISTED = re.compile(r"[ \t]*(?:[-*+•]|\d+[.)])[ \t]")


@dataclass(frozen=True)
class _Atom:
    """A stretch that is not cut, and what it costs to cut before it."""

    start: int
    end: int
    cost: float


def chunk(document: Document) -> list[Passage]:
    """The passages of a document in order.

    Each is a span of the text of at most 1,500 characters, about 1,000 where the text allows. Every
    character that is not blank is in exactly one passage, but for the lines of headings: those are in
    `headings`. A fence is cut only when it alone is longer than a passage may be.
    """
    headings = [mark for mark in document.marks if mark.kind == "heading"]
    located = any(mark.kind in ("page", "time", "line") for mark in document.marks)
    fences = [] if located else fence_spans(document.text)
    spans = list(_spans(document, headings, fences))
    if not spans and document.text.strip():
        headings = []
        spans = list(_spans(document, headings, fences))
    return _passages(document, headings, spans)


def _spans(document: Document, headings: list[Mark], fences: list[Span]) -> Iterator[Span]:
    lines = {mark.offset: _line_end(document.text, mark.offset) for mark in headings}
    times = {mark.offset for mark in document.marks if mark.kind == "time"}
    for start, end in _sections(document, lines):
        atoms = _atoms(document.text, start, end, fences, lines, times)
        for first, last in _cut(_coarser(atoms)):
            span = _without_headings(document.text, first, last, lines)
            if span[0] < span[1]:
                yield span


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _trim(text: str, start: int, end: int) -> Span:
    """The span without blank lines around it; the first line keeps its indentation."""
    inner = text[start:end]
    end = start + len(inner.rstrip())
    blank = len(inner) - len(inner.lstrip())
    line = text.rfind("\n", start, start + blank) + 1
    return (max(start, line), end) if start < end else (end, end)


def _without_headings(text: str, start: int, end: int, lines: dict[int, int]) -> Span:
    """The span without the headings that begin or end it."""
    start, end = _trim(text, start, end)
    while start in lines and start < end:
        start, end = _trim(text, min(lines[start], end), end)
    while start < (last := text.rfind("\n", start, end) + 1) and last in lines:
        start, end = _trim(text, start, last)
    return start, end


def _sections(document: Document, lines: dict[int, int]) -> list[Span]:
    """Bodies between headings and pages; those too short to stand alone are joined to the next."""
    text = document.text
    cuts = sorted({0, len(text), *lines, *(mark.offset for mark in document.marks if mark.kind == "page")})
    joined: list[Span] = []
    waiting: int | None = None
    for start, end in pairwise(cuts):
        body = _without_headings(text, start, end, lines)
        if body[0] >= body[1]:
            continue
        first = body[0] if waiting is None else waiting
        waiting = first if body[1] - first < SHORTEST else None
        if waiting is None:
            joined.append((first, body[1]))
    if waiting is not None:
        joined = _with_rest(joined, waiting, len(text))
    return joined


def _with_rest(joined: list[Span], start: int, end: int) -> list[Span]:
    if joined and end - joined[-1][0] <= LONGEST:
        return [*joined[:-1], (joined[-1][0], end)]
    return [*joined, (start, end)]


def _atoms(
    text: str, start: int, end: int, fences: list[Span], lines: dict[int, int], times: set[int]
) -> list[_Atom]:
    atoms: list[_Atom] = []
    after_code = False
    for fenced, first, last in alternate(start, end, fences):
        found = _code_atoms(text, first, last) if fenced else _prose_atoms(text, first, last, lines, times)
        if found and fenced and atoms and not after_code:
            found[0] = _Atom(found[0].start, found[0].end, _BEFORE_CODE)
        atoms += found
        after_code = fenced if found else after_code
    return atoms


def _code_atoms(text: str, start: int, end: int) -> list[_Atom]:
    start, end = _trim(text, start, end)
    if end - start <= LONGEST:
        return [_Atom(start, end, _PARAGRAPH)] if start < end else []
    atoms: list[_Atom] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        first, last = _trim(text, at, at + len(line))
        atoms += _pieces(text, first, last, _IN_CODE if atoms else _PARAGRAPH)
        at += len(line)
    return atoms


def _prose_atoms(text: str, start: int, end: int, lines: dict[int, int], times: set[int]) -> list[_Atom]:
    start, end = _trim(text, start, end)
    atoms: list[_Atom] = []
    at, cost = start, _PARAGRAPH
    cuts = {found.start(): _next_line(found) for found in _BREAK.finditer(text, start, end)}
    cuts |= {offset - 1: offset for offset in times if start < offset < end and text[offset - 1] == " "}
    for before, after in sorted(cuts.items()):
        if before <= at or after >= end:
            continue
        atoms += _pieces(text, at, before, cost)
        cost = _cost(text, at, before, after, lines, times)
        at = after
    return [*atoms, *_pieces(text, at, end, cost)] if at < end else atoms


def _next_line(found: re.Match[str]) -> int:
    newline = found[0].rfind("\n")
    return found.end() if newline < 0 else found.start() + newline + 1


def _cost(text: str, at: int, before: int, after: int, lines: dict[int, int], times: set[int]) -> float:
    if at in lines:
        return _AFTER_HEADING
    if after in lines:
        return _PARAGRAPH
    newlines = text.count("\n", before, after)
    sentence = text[before - 1] in ".!?…:;\"')]»”"
    if newlines > 1:
        return _INDENTED if text[after] in " \t" else _PARAGRAPH if text[before - 1] != ":" else _BEFORE_CODE
    if newlines and _LISTED.match(text, after):
        return _ITEM
    if sentence:
        return _SENTENCE_END
    return _CAPTION if after in times else _LINE


def _pieces(text: str, start: int, end: int, cost: float) -> Iterator[_Atom]:
    """One atom, or several where it is too long: cut at blanks, inside a word only when that is longer."""
    if start >= end:
        return
    if end - start <= _SENTENCE:
        yield _Atom(start, end, cost)
        return
    while end - start > _SENTENCE:
        blank = re.compile(r"[ \t]+").search(text, start + _PIECE, min(end, start + LONGEST))
        stop, resume = (blank.start(), blank.end()) if blank else (min(end, start + IDEAL),) * 2
        if text[start:stop].strip():
            yield _Atom(start, stop, cost)
            cost = max(cost, _WORD)
        start = resume
    if text[start:end].strip():
        yield _Atom(start, end, cost)


def _coarser(atoms: list[_Atom]) -> list[_Atom]:
    """Tiny atoms joined, so that a passage has some tens of them at most and the choice stays quick."""
    joined: list[_Atom] = []
    for atom in atoms:
        limit = _TINY if atom.cost else _TINY // 8
        if joined and atom.end - joined[-1].start <= limit:
            joined[-1] = _Atom(joined[-1].start, atom.end, joined[-1].cost)
        else:
            joined.append(atom)
    return joined


def _cut(atoms: list[_Atom]) -> Iterator[Span]:
    """The spans of the cheapest way to group the atoms in order."""
    best = [0.0] + [float("inf")] * len(atoms)
    back = [0] * (len(atoms) + 1)
    for last in range(len(atoms)):
        for first in range(last, -1, -1):
            length = atoms[last].end - atoms[first].start
            if length > LONGEST and first < last:
                break
            cost = best[first] + _length_cost(length) + (atoms[first].cost if first else 0)
            if cost < best[last + 1]:
                best[last + 1], back[last + 1] = cost, first
    ends = [len(atoms)] if atoms else []
    while ends and ends[-1]:
        ends.append(back[ends[-1]])
    ends.reverse()
    for first, after in pairwise(ends):
        yield atoms[first].start, atoms[after - 1].end


def _length_cost(length: int) -> float:
    distance = (length - IDEAL) / (IDEAL / 2)
    return 0.5 * distance * distance + 0.1 + (2.0 if length < SHORTEST else 0.0)


def _passages(document: Document, headings: list[Mark], spans: list[Span]) -> list[Passage]:
    offsets = [mark.offset for mark in headings]
    paths = _paths(headings)
    places = [mark for mark in document.marks if mark.kind != "heading"]
    place_offsets = [mark.offset for mark in places]
    seen: Counter[str] = Counter()
    passages = []
    for ordinal, (start, end) in enumerate(spans):
        path = paths[bisect_right(offsets, start)]
        before = bisect_right(place_offsets, _first_letter(document.text, start))
        locator = _locator(document, places[before - 1] if before else None, path, start)
        passages.append(_passage(document, ordinal, (start, end), path, locator, seen))
    return passages


def _first_letter(text: str, start: int) -> int:
    return (
        start + len(text[start:]) - len(text[start:].lstrip()) if text[start : start + 1].isspace() else start
    )


def _paths(headings: list[Mark]) -> list[tuple[str, ...]]:
    """The heading path in force before the first heading, after the first, and so on."""
    paths: list[tuple[str, ...]] = [()]
    open_headings: list[Mark] = []
    for mark in headings:
        open_headings = [*(above for above in open_headings if above.level < mark.level), mark]
        paths.append(tuple(above.label for above in open_headings))
    return paths


def _locator(document: Document, place: Mark | None, path: tuple[str, ...], start: int) -> Locator:
    if place is None:
        return Locator("heading", " > ".join(path) or document.title)
    if place.kind == "line":
        return Locator("line", str(int(place.label) + document.text.count("\n", place.offset, start)))
    return Locator(place.kind, place.label)


def _passage(
    document: Document, ordinal: int, span: Span, path: tuple[str, ...], locator: Locator, seen: Counter[str]
) -> Passage:
    text = document.text[span[0] : span[1]]
    content = "\x1f".join([document.uri, *path, text])
    seen[content] += 1
    digest = hashlib.sha256(f"{content}\x1f{seen[content] - 1}".encode()).hexdigest()
    language = clearly(text, document.language)
    return Passage(digest[:16], document.uri, ordinal, *span, text, path, locator, language)
