"""PDF: pages, accents, hyphens; what is locked, broken or only pictures says so."""

import io
import logging
from collections.abc import Iterable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from knowledge_base.documents import Document
from knowledge_base.errors import BadInput
from knowledge_base.loaders import load_one
from knowledge_base.loaders.pdf import _page_text


def pdf(pages: Iterable[list[str]], title: str = "") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    if title:
        canvas.setTitle(title)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def load(tmp_path: Path, content: bytes) -> Document:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    return load_one(str(path))


def test_each_page_has_its_mark(tmp_path: Path) -> None:
    found = load(tmp_path, pdf([["The first page."], [], ["The third page."]], title="A paper"))
    assert (found.title, found.media_type) == ("A paper", "application/pdf")
    assert [(mark.kind, mark.label) for mark in found.marks] == [("page", "1"), ("page", "3")]
    assert found.text[found.marks[1].offset :] == "The third page."


def test_words_cut_at_the_end_of_a_line_are_joined(tmp_path: Path) -> None:
    found = load(tmp_path, pdf([["The gradi-", "ent of Newton-", "Raphson is well-known."]]))
    assert found.text == "The gradient of Newton-\nRaphson is well-known."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("e\ufb03cient \ufb02ow", "efficient flow"),
        ("informaci´on y espa˜nol, as´ı", "información y español, así"),
        ("Ì Motivation – why\n\n\n\nnext", "• Motivation – why\n\nnext"),
        ("two   words\x00 \x1b[31m", "two words [31m"),
    ],
)
def test_letters_are_those_that_a_reader_would_type(raw: str, text: str) -> None:
    assert _page_text(raw) == text


def test_a_table_of_contents_is_dropped(tmp_path: Path) -> None:
    contents = ["Contents", *(f"{n} Chapter {n} .......................... {n * 7}" for n in range(1, 9))]
    found = load(tmp_path, pdf([contents, ["Chapter 1", "Real text."]]))
    assert found.text == "Chapter 1\nReal text."


def test_running_heads_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    pages = [
        ["A Course in Learning", f"Text of page number {n} here.", "more", f"Page {n} of 6"]
        for n in range(1, 7)
    ]
    found = load(tmp_path, pdf(pages))
    assert "A Course" not in found.text
    assert "of 6" not in found.text
    assert "Text of page number 3 here." in found.text


def test_a_locked_file(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["secret"]]))))
    writer.encrypt("password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(BadInput, match="password-protected"):
        load(tmp_path, out.getvalue())


def test_a_file_locked_for_printing_only_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["open to read"]]))))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert load(tmp_path, out.getvalue()).text == "open to read"


@pytest.mark.parametrize("keep", [20, 200, 700])
def test_a_file_cut_short(tmp_path: Path, keep: int) -> None:
    with pytest.raises(BadInput, match=r"damaged or cut short|no text layer"):
        load(tmp_path, pdf([["text"]])[:keep])


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"not a pdf at all", b"%PDF-1.4\n" + b"\xff\x00<<" * 200])
def test_a_file_that_is_no_pdf_says_so_without_a_word_on_the_screen(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(BadInput, match="damaged"):
        load(tmp_path, content)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_a_file_of_pictures(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds only images"):
        load(tmp_path, pdf([[]]))
