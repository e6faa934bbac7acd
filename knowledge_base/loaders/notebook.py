"""Jupyter notebooks: text and code of the cells, without outputs and attachments."""

import json
import re
from pathlib import Path
from typing import Any

from knowledge_base.documents import Document, Mark
from knowledge_base.errors import BadInput
from knowledge_base.languages import language_of
from knowledge_base.loaders.markdown import MarkedText, mark_headings
from knowledge_base.loaders.markup import strip_markup
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.reading import decode, no_text, read_bytes, tidy

_DATA = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]{40,}|\b[A-Za-z0-9+/]{400,}={0,2}")


def load_notebook(path: Path, options: LoadOptions) -> Document:
    """A notebook file of any format version."""
    return notebook_document(decode(read_bytes(path, options), path), uri=str(path), fallback_title=path.stem)


def notebook_document(text: str, *, uri: str, fallback_title: str) -> Document:
    """A document with a mark at each cell, counted from 1 over all cells, and at the headings inside them.

    Raises:
        BadInput: it is no notebook, or holds no text.
    """
    notebook = _parse(text, uri)
    parts: list[str] = []
    marks: list[Mark] = []
    offset = 0
    language = _programming_language(notebook)
    for number, cell in enumerate(notebook.get("cells", []), 1):
        marked = _cell(cell, language)
        if not marked.text:
            continue
        marks.append(Mark(offset, "cell", str(number)))
        marks += [Mark(offset + mark.offset, mark.kind, mark.label, mark.level) for mark in marked.marks]
        parts.append(marked.text)
        offset += len(marked.text) + 2
    whole = MarkedText("\n\n".join(parts), tuple(marks))
    if not whole.text:
        raise no_text(uri)
    title = str(notebook.get("metadata", {}).get("title") or "") or whole.first_heading or fallback_title
    return Document(uri, title, whole.text, "application/x-ipynb+json", whole.marks, language_of(whole.text))


def _parse(text: str, uri: str) -> dict[str, Any]:
    from nbformat import NBFormatError, ValidationError, convert, reader

    try:
        found = json.loads(text)
        # reader and convert, not nbformat.reads: that one validates, and warns about harmless old notebooks.
        # nbformat publishes no types for this function
        notebook = convert(reader.reads(text), 4)  # type: ignore[no-untyped-call]
        cells = notebook["cells"]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        NBFormatError,
        ValidationError,
    ) as bad:
        raise _no_notebook(uri) from bad
    if not ({"cells", "worksheets"} & set(found)) or not all(isinstance(cell, dict) for cell in cells):
        raise _no_notebook(uri)
    return dict(notebook)


def _no_notebook(uri: str) -> BadInput:
    return BadInput(
        "{path} is not a notebook: it cannot be read as notebook JSON.",
        hint="Open it in Jupyter and save it again, or add the file in its own format.",
        path=uri,
    )


def _programming_language(notebook: dict[str, Any]) -> str:
    kernel = notebook.get("metadata", {}).get("kernelspec", {})
    return str(kernel.get("language") or "python")


def _cell(cell: dict[str, Any], language: str) -> MarkedText:
    source = _DATA.sub("", tidy(_source(cell))).strip("\n")
    if not source.strip():
        return MarkedText("", ())
    if cell.get("cell_type") == "code":
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`{3,}", source)), 3)
        return MarkedText(f"{fence}{language}\n{source}\n{fence}", ())
    return mark_headings(strip_markup(source))


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
