"""Documents into chunks with offsets."""

from docrag.records import Chunk, Document


def split(document: Document, limit: int = 400) -> list[Chunk]:
    """Chunks in the order of the document.

    A chunk lies in one section and cuts no sentence, list item, code block or table; it takes as many of them
    as fit `limit` characters, and one that alone is longer is a chunk of its own. Only heading lines and list
    marks may be left out.
    """
    raise NotImplementedError
