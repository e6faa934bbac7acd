"""YouTube links: the transcript of the video, in the language that is spoken."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from requests import ConnectionError as NoNetwork
from youtube_transcript_api import TranscriptsDisabled, VideoUnavailable

from knowledge_base.errors import BadInput, Missing
from knowledge_base.loaders import load_source
from knowledge_base.loaders.youtube import _youtube, load_video, video_id

LINK = "https://www.youtube.com/watch?v=abcdefghijk"


@dataclass
class Snippet:
    text: str
    start: float
    duration: float


@dataclass
class Transcript:
    language_code: str
    is_generated: bool
    text: str

    def fetch(self) -> list[Snippet]:
        return [Snippet(self.text, 61.0, 2.0)] if self.text else []


class Videos:
    def __init__(self, answer: list[Transcript] | Exception) -> None:
        self.answer = answer

    def list(self, video_id: str) -> Iterable[Any]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    "url",
    [
        LINK,
        "https://m.youtube.com/watch?t=10&v=abcdefghijk",
        "http://youtu.be/abcdefghijk?t=3",
        "https://youtube.com/shorts/abcdefghijk",
        "https://www.youtube.com/embed/abcdefghijk",
        "https://www.youtube-nocookie.com/embed/abcdefghijk",
        "https://www.youtube.com/live/abcdefghijk",
    ],
)
def test_links_to_videos(url: str) -> None:
    assert video_id(url) == "abcdefghijk"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/watch?v=short",
        "https://youtu.be/",
        "https://evil.com/watch?v=abcdefghijk",
        "https://www.youtube.com.evil.com/watch?v=abcdefghijk",
    ],
)
def test_other_links(url: str) -> None:
    assert video_id(url) == ""


def test_the_transcript_of_a_person_before_that_of_a_machine() -> None:
    videos = Videos(
        [
            Transcript("fr", False, "bonjour"),
            Transcript("en", True, "auto"),
            Transcript("es-419", False, "hola a todos"),
        ]
    )
    found = load_video("abcdefghijk", LINK, videos)
    assert (found.text, found.uri, found.language) == ("hola a todos", LINK, "es")
    assert [(mark.kind, mark.label) for mark in found.marks] == [("time", "0:01:01")]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [Transcript("fr", False, "bonjour")],
        [Transcript("en", True, "")],
        TranscriptsDisabled("abcdefghijk"),
    ],
)
def test_a_video_without_a_transcript(answer: list[Transcript] | Exception) -> None:
    with pytest.raises(BadInput, match="no transcript in Spanish or English"):
        load_video("abcdefghijk", LINK, Videos(answer))


@pytest.mark.parametrize("answer", [NoNetwork("down"), VideoUnavailable("abcdefghijk")])
def test_no_network_or_no_video(answer: Exception) -> None:
    with pytest.raises(Missing, match="cannot be fetched"):
        load_video("abcdefghijk", LINK, Videos(answer))


def test_a_link_goes_to_the_transcript_and_not_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    videos = Videos([Transcript("en", False, "hello all")])
    monkeypatch.setattr("knowledge_base.loaders.youtube._youtube", lambda: videos)
    (found,) = load_source(LINK)
    assert found.uri == LINK


def test_requests_to_youtube_do_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def send(*args: Any, **kwargs: Any) -> None:
        waits.append(kwargs["timeout"])
        raise NoNetwork("down")

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", send)
    with pytest.raises(Missing):
        load_video("abcdefghijk", LINK, _youtube())
    assert waits == [20.0]
