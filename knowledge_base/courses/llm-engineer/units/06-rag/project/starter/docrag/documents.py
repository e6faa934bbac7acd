"""The documents, and which of them are in force."""

from collections.abc import Sequence
from pathlib import Path

from docrag.records import Document


def load(folder: Path | str) -> list[Document]:
    """The documents of a folder (*.md), sorted by id.

    A file begins with a header between two lines `---`, one `name: value` a line; `text` is everything after
    the line that closes it.
    """
    raise NotImplementedError


def in_force(documents: Sequence[Document], day: str) -> list[Document]:
    """Of each topic the document with the latest date that is not after the day (YYYY-MM-DD)."""
    raise NotImplementedError
