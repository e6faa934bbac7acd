"""Markdown and MDX: what is left of the markup, with a mark at every heading."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge_base.documents import Document, Mark
from knowledge_base.fences import alternate, fence_spans
from knowledge_base.languages import language_of
from knowledge_base.loaders.markup import strip_markup
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.reading import decode, no_text, read_bytes

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ANCHOR = re.compile(r"\s*(?:\[\[[^\]]*\]\]|\{#[^}]*\}|\{:[^}]*\})\s*$")
_RULE = re.compile(r"^(\|?)([ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*)(\|?)[ \t]*$")
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class MarkedText:
    """Text with its marks, before it is anybody's document."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def first_heading(self) -> str:
        """The label of the first heading of the highest level; empty when there is none."""
        headings = [mark for mark in self.marks if mark.kind == "heading"]
        return min(headings, key=lambda mark: mark.level).label if headings else ""


def load_markdown(path: Path, options: LoadOptions) -> Document:
    """A Markdown or MDX file."""
    text = decode(read_bytes(path, options), path)
    return markdown_document(text, uri=str(path), fallback_title=path.stem, mdx=path.suffix.lower() == ".mdx")


def markdown_document(
    text: str,
    *,
    uri: str,
    fallback_title: str,
    mdx: bool = False,
    title: str = "",
    media_type: str = "text/markdown",
) -> Document:
    """A document from Markdown text; its title is the given one, the front matter's, or the first heading."""
    front, body = split_front_matter(text)
    marked = mark_headings(strip_markup(body, mdx=mdx))
    if not marked.text:
        raise no_text(uri)
    title = title or front or marked.first_heading or fallback_title
    return Document(uri, title, marked.text, media_type, marked.marks, language_of(marked.text))


def split_front_matter(text: str) -> tuple[str, str]:
    """The title in the YAML front matter (or an empty string), and the text after it."""
    found = _FRONT.match(text)
    if not found:
        return "", text
    import yaml

    try:
        fields = yaml.safe_load(found[1])
    except yaml.YAMLError:
        fields = {}
    if not isinstance(fields, dict):
        return "", text  # two rulers around prose, not front matter
    return str(fields.get("title") or "").strip(), text[found.end() :]


def mark_headings(text: str) -> MarkedText:
    """Every heading in one line (`## Heading`), blank lines squeezed, and where the headings are."""
    lines = text.split("\n")
    headings = {first: (last, level, label) for first, last, level, label in _headings(text)}
    out: list[str] = []
    marks: list[tuple[int, int, str]] = []
    at = 0
    while at < len(lines):
        if at in headings:
            last, level, label = headings[at]
            marks.append((len(out), level, label))
            out.append(f"{'#' * level} {label}")
            at = last
        else:
            out.append(lines[at])
            at += 1
    return _squeezed(out, marks)


def _headings(text: str) -> list[tuple[int, int, int, str]]:
    """(first line, line after the last, level, label) of the headings that stand in no list or quotation."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").disable(["inline"])
    tokens: list[Any] = parser.parse(text)
    fences = _fenced_lines(text)
    found = []
    for token, inline in pairwise(tokens):
        if token.type != "heading_open" or token.level or token.map[0] in fences:
            continue
        label = _label(inline.content)
        if label and len(label) <= _LONGEST_TITLE and "\n" not in inline.content:
            found.append((token.map[0], token.map[1], int(token.tag[1]), label))
    return found


def _fenced_lines(text: str) -> set[int]:
    lines: set[int] = set()
    number = 0
    for fenced, start, end in alternate(0, len(text), fence_spans(text)):
        ends = text.count("\n", start, end)
        if fenced:
            lines.update(range(number, number + ends + 1))
        number += ends
    return lines


def _label(content: str) -> str:
    return " ".join(_ANCHOR.sub("", content).replace("`", "").split())


def _squeezed(lines: list[str], headings: list[tuple[int, int, str]]) -> MarkedText:
    fenced = _fenced_lines("\n".join(lines))
    at_line = {number: (level, label) for number, level, label in headings}
    kept: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for number, line in enumerate(lines):
        tidied = line.rstrip() if number in fenced else _tidy_line(line)
        if not tidied and number not in fenced and (not kept or not kept[-1]):
            continue
        if number in at_line:
            level, label = at_line[number]
            marks.append(Mark(offset, "heading", label, level))
        kept.append(tidied)
        offset += len(tidied) + 1
    return MarkedText("\n".join(kept).rstrip(), tuple(marks))


def _tidy_line(line: str) -> str:
    line = line.rstrip()
    if "|" in line and _RULE.match(line):
        return "|" + "---|" * (line.strip("| \t").count("|") + 1)
    return re.sub(r"(?<=\S)[ \t]{2,}", " ", line) if "|" in line else line
