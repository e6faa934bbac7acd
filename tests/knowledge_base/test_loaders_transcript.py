"""Transcripts: flowing text, each moment findable, nothing said twice."""

from pathlib import Path

import pytest

from knowledge_base.documents import Document
from knowledge_base.errors import BadInput
from knowledge_base.loaders import load_one
from knowledge_base.loaders.transcript import Caption, clock, transcript_document


def load(tmp_path: Path, text: str, name: str = "talk.vtt") -> Document:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return load_one(str(path))


def said(*texts: str) -> str:
    captions = [Caption(3.0 * n, 3.0 * n + 3, text) for n, text in enumerate(texts)]
    return transcript_document(captions, uri="/talk.vtt", title="talk").text


def test_captions_flow_and_keep_their_times(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "WEBVTT\n\nNOTE a note\n\n1\n00:00:01.000 --> 00:00:03.000 align:start\n<v Ana>Hoy vemos\n\n"
        "00:00:03.000 --> 00:00:05.500\nla función softmax.\n\n01:02:10.000 --> 01:02:12.000\nFin.\n",
    )
    assert found.text == "Hoy vemos la función softmax.\n\nFin."
    assert [(mark.label, found.text[mark.offset :][:3]) for mark in found.marks] == [
        ("0:00:01", "Hoy"),
        ("0:00:03", "la "),
        ("1:02:10", "Fin"),
    ]
    assert (found.title, found.language, found.media_type) == ("talk", "es", "text/vtt")


def test_srt(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "1\n00:00:01,000 --> 00:00:03,000\n<i>Hello</i> there,\n\n2\n00:00:03,000 --> 00:00:04,000\nall.\n",
        "talk.srt",
    )
    assert found.text == "Hello there, all."
    assert found.media_type == "application/x-subrip"


def test_rolling_captions_are_said_once() -> None:
    assert said("so today we", "so today we\nlook at attention", "look at attention\nand its weights") == (
        "so today we look at attention and its weights"
    )


def test_a_caption_that_only_repeats_is_dropped() -> None:
    assert said("we look at attention", "look at attention", "now") == "we look at attention now"


def test_words_that_a_speaker_repeats_stay() -> None:
    assert said("that is no", "no I mean yes") == "that is no no I mean yes"


def test_sounds_are_dropped() -> None:
    assert said("[Music]", "hello", "(applause) [laughs]", "♪", "bye") == "hello bye"


def test_a_pause_begins_a_paragraph() -> None:
    captions = [Caption(0, 2, "one"), Caption(4.9, 6, "two"), Caption(9, 10, "three")]
    assert transcript_document(captions, uri="/t", title="t").text == "one two\n\nthree"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00:00"), (59.9, "0:00:59"), (3661, "1:01:01"), (36000, "10:00:00")]
)
def test_times_are_shown_as_hours_minutes_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(("text", "name"), [("hello", "talk.vtt"), ("hello", "talk.srt")])
def test_what_is_no_transcript(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(BadInput, match="is not a transcript"):
        load(tmp_path, text, name)


def test_a_transcript_of_silence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no text"):
        load(tmp_path, "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n[Music]\n")
