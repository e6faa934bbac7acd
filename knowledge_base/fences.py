"""Where the fenced code of a Markdown text begins and ends (CommonMark 0.31, section 4.5)."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# A fence may stand in a quotation or a list, so quote marks and any indentation may come before it.
_OPENING = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE
)


def fence_spans(text: str) -> list[Span]:
    """The spans of fenced code, fence lines included; one without its closing line runs to the end."""
    spans: list[Span] = []
    at = 0
    while opening := _OPENING.search(text, at):
        start, end = opening.start(), _closing(text, opening)
        spans.append((start, end))
        at = end
    return spans


def _closing(text: str, opening: re.Match[str]) -> int:
    fence = opening["fence"]
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    found = closing.search(text, opening.end() + 1) if opening.end() < len(text) else None
    return found.end() if found else len(text)


def alternate(start: int, end: int, spans: list[Span]) -> Iterator[tuple[bool, int, int]]:
    """Cut start..end at the spans.

    Yields:
        (whether it is one of the spans, start, end), in order and without gaps.
    """
    at = start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield False, at, first
        yield True, first, last
        at = last
    if at < end:
        yield False, at, end


def without_fences(text: str) -> str:
    """The text with its fenced code left out."""
    return "".join(
        text[start:end] for fenced, start, end in alternate(0, len(text), fence_spans(text)) if not fenced
    )
