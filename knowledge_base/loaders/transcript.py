"""Transcripts (.vtt, .srt): captions merged into flowing text, with a mark at the time of each."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.documents import Document, Mark
from knowledge_base.errors import BadInput
from knowledge_base.languages import language_of
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.reading import decode, no_text, read_bytes, tidy

_PAUSE = 3.0  # seconds of silence that begin a new paragraph
_OVERLAP = 30  # words of a caption that may repeat the one before
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SOUND = re.compile(r"^[\s♪>-]*(?:[\[(][^\[\]()]*[\])][\s♪]*)*$")


@dataclass(frozen=True)
class Caption:
    """What is said, and from when to when (seconds)."""

    start: float
    end: float
    text: str


def load_transcript(path: Path, options: LoadOptions) -> Document:
    """A .vtt or .srt file."""
    text = decode(read_bytes(path, options), path)
    kind = path.suffix.lower().lstrip(".")
    return transcript_document(_captions(text, kind, path), uri=str(path), title=path.stem, kind=kind)


def _captions(text: str, kind: str, path: Path) -> list[Caption]:
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        found = WebVTT.from_buffer(io.StringIO(text), format=kind)
    except (MalformedFileError, MalformedCaptionError) as problem:
        raise BadInput(
            "{path} is not a transcript that can be read.",
            hint="A .vtt file begins with WEBVTT; a .srt file has numbered captions with times.",
            path=path,
        ) from problem
    return [Caption(_seconds(one.start), _seconds(one.end), one.text) for one in found.captions]


def _seconds(timestamp: str) -> float:
    seconds = 0.0
    for part in timestamp.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def transcript_document(captions: Iterable[Caption], *, uri: str, title: str, kind: str = "vtt") -> Document:
    """A document with a time mark (h:mm:ss) at each caption; what rolling captions repeat is said once."""
    parts: list[str] = []
    marks: list[Mark] = []
    said: list[str] = []
    offset, last_end = 0, 0.0
    for caption in captions:
        words = _new_words(said, caption.text)
        if not words:
            last_end = max(last_end, caption.end)
            continue
        between = "" if not parts else "\n\n" if caption.start - last_end >= _PAUSE else " "
        marks.append(Mark(offset + len(between), "time", clock(caption.start)))
        piece = between + " ".join(words)
        parts.append(piece)
        said = (said + words)[-_OVERLAP:]
        offset, last_end = offset + len(piece), caption.end
    text = "".join(parts)
    if not text:
        raise no_text(uri)
    media_type = {"srt": "application/x-subrip"}.get(kind, "text/vtt")
    return Document(uri, title, text, media_type, tuple(marks), language_of(text))


def _new_words(said: list[str], text: str) -> list[str]:
    """The words of a caption without those that end what was said before it."""
    text = _TAG.sub("", tidy(text))
    lines = [line for line in text.split("\n") if not _SOUND.match(line)]
    words = " ".join(lines).split()
    for length in range(min(len(words), len(said)), 0, -1):
        if said[-length:] == words[:length] and (length >= 3 or length == len(words) == len(said)):
            return words[length:]
    return words


def clock(seconds: float) -> str:
    """h:mm:ss of a number of seconds."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
