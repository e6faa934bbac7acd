"""Plain text, .rst and source code."""

from pathlib import Path

import pytest

from knowledge_base.chunking import chunk
from knowledge_base.loaders import load_one
from knowledge_base.loaders.plain_text import text_document


def test_text_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one\r\n\r\n# two   \r\n")
    found = load_one(str(path))
    assert (found.text, found.title, found.media_type) == ("one\n\n# two", "notes.txt", "text/plain")


def test_source_code_is_located_by_line(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("import torch\n\n\ndef forward(x):\n    return x\n")
    (passage,) = chunk(load_one(str(path)))
    assert str(passage.locator) == "line 1"
    assert passage.headings == ()


def test_rst_titles_are_headings_and_lines_keep_their_numbers() -> None:
    body = "The gradient of the loss tells each weight which way to move. " * 5
    text = f"Guide\n=====\n\n{body}\n\nSoftmax\n-------\n\n{body}\n\nLoss\n----\n\n{body}\n"
    document = text_document(text, uri="/a.rst", title="a.rst", rst=True)
    assert document.title == "Guide"
    assert "====" not in document.text
    found = [(passage.headings, str(passage.locator)) for passage in chunk(document)]
    assert found == [(("Guide",), "line 4"), (("Guide", "Softmax"), "line 9"), (("Guide", "Loss"), "line 14")]


@pytest.mark.parametrize(
    "text", ["a long line of prose\n---\nmore", "| a | b |\n=========\n", "....\n....\n"]
)
def test_what_only_looks_underlined_is_no_heading(text: str) -> None:
    document = text_document(text, uri="/a.rst", title="a.rst", rst=True)
    assert [mark.kind for mark in document.marks] == ["line"]
