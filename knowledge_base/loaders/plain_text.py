"""Plain text, reStructuredText and source code: kept line by line, so that a locator can name the line."""

import re
from pathlib import Path

from knowledge_base.documents import Document, Mark
from knowledge_base.languages import language_of
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.reading import decode, no_text, read_bytes

_ADORNED = re.compile(
    r"^(?P<title>[\w¿¡'(`:].{0,200})\n(?P<line>([=\-~^\"'#*+`:.])\3{2,})[ \t]*$", re.MULTILINE
)


def load_text(path: Path, options: LoadOptions) -> Document:
    """A text or source file; the headings of .rst become marks."""
    text = decode(read_bytes(path, options), path)
    return text_document(text, uri=str(path), title=path.name, rst=path.suffix.lower() == ".rst")


def text_document(text: str, *, uri: str, title: str, rst: bool = False) -> Document:
    """A document whose passages are located by line; the mark at the start says that lines count from 1."""
    text = "\n".join(line.rstrip() for line in text.split("\n")).rstrip()
    if not text.strip():
        raise no_text(uri)
    text, headings = _rst_headings(text) if rst else (text, [])
    marks = (Mark(0, "line", "1"), *headings)
    title = headings[0].label if headings else title
    return Document(uri, title, text, "text/x-rst" if rst else "text/plain", marks, language_of(text))


def _rst_headings(text: str) -> tuple[str, list[Mark]]:
    """Underlined titles as marks; the underlines become blank lines, so that the lines keep their numbers."""
    levels: dict[str, int] = {}
    marks, parts, at, removed = [], [], 0, 0
    for found in _ADORNED.finditer(text):
        title, line = found["title"].rstrip(), found["line"]
        if len(line) < len(title) or not re.search(r"\w", title):
            continue
        level = levels.setdefault(line[0], len(levels) + 1)
        marks.append(Mark(found.start() - removed, "heading", title, level))
        parts.append(text[at : found.start("line")])
        at = found.end("line")
        removed += len(line)
    return "".join([*parts, text[at:]]), marks
