"""Documents into chunks with offsets."""

import re

from docrag.records import Chunk, Document

FENCE = re.compile(r"^```.*?^```[ \t]*$", re.M | re.S)
TABLE = re.compile(r"^\|.*(?:\n\|.*)*", re.M)
HEADING = re.compile(r"^#+ +(.+)$", re.M)
SENTENCE = re.compile(
    r"\S.*?(?:(?<=[.!?])(?=\s+\W*[^\W\d_])|(?=\n\s*\n)|(?=\n(?:[-*]|\d+\.) )|(?=\s*\Z))", re.S
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences, list items, code blocks and tables, in order."""
    spans = []
    at = 0
    whole = sorted(match.span() for pattern in (FENCE, TABLE) for match in pattern.finditer(text))
    for start, end in [*whole, (len(text), len(text))]:
        if start < at:
            continue
        found = [m for m in SENTENCE.finditer(text[at:start]) if not re.fullmatch(r"[-*]|\d+\.", m[0])]
        spans += [(at + match.start(), at + match.end()) for match in found]
        if end > start:
            spans.append((start, end))
        at = end
    return spans


def split(document: Document, limit: int = 400) -> list[Chunk]:
    """Chunks of whole sentences of one section, of at most `limit` characters where sentences allow it."""
    text = document.text
    fences = [match.span() for match in FENCE.finditer(text)]
    marks = [m for m in HEADING.finditer(text) if not any(a <= m.start() < b for a, b in fences)]
    edges = [mark.start() for mark in marks] + [len(text)]
    sections = [("", 0, edges[0])] if edges[0] else []
    sections += [(m[1], m.end(), end) for m, end in zip(marks, edges[1:], strict=True)]
    chunks = []
    for name, start, end in sections:
        heading = document.title if name in ("", document.title) else f"{document.title} > {name}"
        group: list[tuple[int, int]] = []
        for first, last in sentences(text[start:end]):
            span = (start + first, start + last)
            if group and span[1] - group[0][0] > limit:
                chunks.append(_chunk(document, group, heading))
                group = []
            group.append(span)
        if group:
            chunks.append(_chunk(document, group, heading))
    return chunks


def _chunk(document: Document, group: list[tuple[int, int]], heading: str) -> Chunk:
    start, end = group[0][0], group[-1][1]
    return Chunk(document.id, start, end, document.text[start:end], heading)
