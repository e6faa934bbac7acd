"""Bytes of a file become text: the size limit, the encodings, and what is no text at all."""

import codecs
import re
import unicodedata
from pathlib import Path

from knowledge_base.errors import BadInput, Missing
from knowledge_base.loaders.options import LoadOptions

_MEGABYTE = 1_000_000
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters (but tab and newline), and invisible ones that hide or reorder text on a screen.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def read_bytes(path: Path, options: LoadOptions) -> bytes:
    """The content of a file that is there, small enough and not empty.

    Raises:
        Missing: there is no such file.
        BadInput: it is too large, cannot be opened, or holds nothing.
    """
    try:
        size = path.stat().st_size
        if size > options.max_file_mb * _MEGABYTE:
            raise BadInput(
                "{path} has {size} MB; the limit is {limit} MB.",
                hint="Raise library.max_file_mb in config.toml, or add a smaller part of it.",
                path=path,
                size=round(size / _MEGABYTE),
                limit=f"{options.max_file_mb:g}",
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as problem:
        raise BadInput(
            "{path} cannot be opened: {problem}.",
            hint="Check that it is a file that you may read.",
            path=path,
            problem=problem.strerror or type(problem).__name__,
        ) from problem
    if not content:
        raise no_text(path)
    return content


def missing(path: object) -> Missing:
    """The error for a path that leads nowhere."""
    return Missing("There is no file or folder {path}.", hint="Check the spelling of the path.", path=path)


def no_text(source: object) -> BadInput:
    """The error for a source without a word in it."""
    return BadInput("{path} holds no text.", hint="Add a file that has text in it.", path=source)


def decode(content: bytes, source: object) -> str:
    """Text of a file in whatever encoding it has: by its mark, UTF-8, else Windows Latin.

    Raises:
        BadInput: it is not text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return tidy(content.decode(encoding, errors="replace"))
    if b"\0" in content or _mostly_controls(content):
        raise _binary(source)
    try:
        return tidy(content.decode("utf-8"))
    except UnicodeDecodeError:
        return tidy(_from_latin(content, source))


def _mostly_controls(content: bytes) -> bool:
    sample = content[:100_000]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) * 0.02


def _from_latin(content: bytes, source: object) -> str:
    # A broken character or two in a UTF-8 file must not turn every accent of it into two letters.
    text = content.decode("utf-8", errors="replace")
    if text.count("\ufffd") * 20 < sum(byte > 127 for byte in content):
        return text
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    outside = sum(not (char.isascii() or char.isalpha()) for char in text)
    if outside > len(text) * 0.2:
        raise _binary(source)
    return text


def _binary(source: object) -> BadInput:
    return BadInput(
        "{path} is not text.",
        hint="Add Markdown, text, HTML, PDF, notebook or transcript files.",
        path=source,
    )


def tidy(text: str) -> str:
    """Text with one kind of line end, composed accents, and no invisible characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\xa0", " ")
    return _UNSEEN.sub("", unicodedata.normalize("NFC", lines))
