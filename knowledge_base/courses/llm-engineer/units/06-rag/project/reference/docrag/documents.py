"""The documents, and which of them are in force."""

from collections.abc import Sequence
from pathlib import Path

from docrag.records import Document


def load(folder: Path | str) -> list[Document]:
    """The documents of a folder, sorted by id."""
    return sorted(map(_read, Path(folder).glob("*.md")), key=lambda document: document.id)


def _read(path: Path) -> Document:
    _, header, text = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in header.splitlines())
    return Document(**fields, text=text)


def in_force(documents: Sequence[Document], day: str) -> list[Document]:
    """Of each topic the document with the latest date that is not after the day, in the given order."""
    best: dict[str, Document] = {}
    for document in documents:
        known = best.get(document.topic)
        if document.date <= day and (known is None or document.date > known.date):
            best[document.topic] = document
    return [document for document in documents if best.get(document.topic) is document]
