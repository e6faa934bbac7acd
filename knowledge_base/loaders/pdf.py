"""PDF: the text layer, page by page."""

import io
import logging
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge_base.documents import Document, Mark
from knowledge_base.errors import BadInput
from knowledge_base.languages import language_of
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.reading import read_bytes, tidy

if TYPE_CHECKING:
    from pypdf import PdfReader

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[a-záéíóúüñ])")
# TeX's old fonts set the accent as a sign of its own before its letter: informaci´on, espa˜nol.
_LOOSE_ACCENT = re.compile(r"([´˜¨`]) ?([aeiouıAEIOU]|(?<=˜)[nN]|(?<=˜ )[nN])")
_ACCENTS = {"´": "\u0301", "˜": "\u0303", "¨": "\u0308", "`": "\u0300"}
# Letters that never stand alone: bullets of a font of signs.
_BULLET = re.compile(r"^[ÌÎÏÐÞ¤§¶] (?=\w)", re.MULTILINE)
_LEADERS = re.compile(r"(?:\.[ \t]?){4,}[ \t]*\d+[ \t]*$|(?:\. ){4,}", re.MULTILINE)
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|página|pág\.?)?\s*\d{1,4}(?:\s*(?:/|of|de)\s*\d{1,4})?\W*$", re.IGNORECASE
)


def load_pdf(path: Path, options: LoadOptions) -> Document:
    """A PDF file."""
    return pdf_document(read_bytes(path, options), uri=str(path), fallback_title=path.stem)


def pdf_document(content: bytes, *, uri: str, fallback_title: str) -> Document:
    """A document with a mark at each page that has text.

    Raises:
        BadInput: it needs a password, is damaged, or holds only images.
    """
    title, pages = _read(content, uri)
    kept = [
        (number, page)
        for number, page in enumerate(_without_margins(pages), 1)
        if page and not _contents(page)
    ]
    if not kept:
        raise BadInput(
            "{path} has no text layer: it holds only images.",
            hint="Run it through a text recogniser such as ocrmypdf and add the result.",
            path=uri,
        )
    marks, parts, offset = [], [], 0
    for number, page in kept:
        marks.append(Mark(offset, "page", str(number)))
        parts.append(page)
        offset += len(page) + 2
    text = "\n\n".join(parts)
    return Document(uri, title or fallback_title, text, "application/pdf", tuple(marks), language_of(text))


def _read(content: bytes, uri: str) -> tuple[str, list[str]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(uri)
        return _title(reader), [_page_text(page.extract_text()) for page in reader.pages]
    except DependencyError:
        raise _locked(uri) from None
    # pypdf lets these through on bytes that make no sense.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as problem:
        raise BadInput(
            "{path} is damaged or cut short and cannot be read as a PDF.",
            hint="Download it again, or open it and save a new copy.",
            path=uri,
        ) from problem


def _locked(uri: str) -> BadInput:
    return BadInput(
        "{path} is password-protected.", hint="Save a copy without a password and add that.", path=uri
    )


def _title(reader: "PdfReader") -> str:
    title = reader.metadata.title if reader.metadata else None
    title = " ".join(tidy(title or "").split())
    return "" if title.lower().startswith(("untitled", "microsoft word")) else title


def _page_text(text: str) -> str:
    text = _LOOSE_ACCENT.sub(_accented, text)
    text = tidy(unicodedata.normalize("NFKC", text.replace("\u00ad\n", "-\n")))
    text = _HYPHEN.sub("", text)
    text = _BULLET.sub("• ", "\n".join(" ".join(line.split()) for line in text.split("\n")))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _accented(found: re.Match[str]) -> str:
    letter = found[2].replace("ı", "i")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1]])


def _without_margins(pages: list[str]) -> list[str]:
    """Pages without the running heads, feet and page numbers."""
    times = Counter(shape for page in pages for shape in set(_edges(page).values()))
    running = {shape for shape, count in times.items() if count >= max(2, len(pages) * 0.6)}
    kept = []
    for page in pages:
        edges = _edges(page)
        gone = {at for at, shape in edges.items() if shape in running or _PAGE_NUMBER.match(shape)}
        lines = [line for at, line in enumerate(page.split("\n")) if at not in gone]
        kept.append("\n".join(lines).strip())
    return kept


def _edges(page: str) -> dict[int, str]:
    """The first and last two lines of a page that has more than these, by number.

    The outermost ones are compared whatever their numbers are: "Lecture 3, page 17".
    """
    numbered = [(at, line) for at, line in enumerate(page.split("\n")) if line]
    if len(numbered) < 4:
        return {}
    first, second, *_, previous, last = numbered
    outer = {at: re.sub(r"\d+", "0", line) for at, line in (first, last)}
    return outer | dict([second, previous])


def _contents(page: str) -> bool:
    """Whether a page is a table of contents: most of its lines end in dot leaders."""
    lines = [line for line in page.split("\n") if line]
    return len(_LEADERS.findall(page)) > max(3, len(lines) * 0.4)
