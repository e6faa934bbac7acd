"""The transcript of a YouTube video, in the language it is spoken in when that is Spanish or English."""

import re
from collections.abc import Iterable
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from knowledge_base.documents import Document
from knowledge_base.errors import BadInput, Missing
from knowledge_base.loaders.transcript import Caption, transcript_document

_HOSTS = frozenset(
    {"youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "www.youtube-nocookie.com"}
)
_ID = re.compile(r"[\w-]{11}")
_SECONDS = 20.0


class Transcripts(Protocol):
    """What is needed of youtube-transcript-api."""

    def list(self, video_id: str) -> Iterable[Any]:
        """The transcripts of a video."""
        ...


def video_id(url: str) -> str:
    """The id in a link to a YouTube video; empty for any other URL."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    steps = [step for step in parts.path.split("/") if step]
    if host == "youtu.be":
        found = steps[0] if steps else ""
    elif host in _HOSTS and steps[:1] == ["watch"]:
        found = parse_qs(parts.query).get("v", [""])[0]
    elif host in _HOSTS and len(steps) == 2 and steps[0] in ("embed", "shorts", "live", "v"):
        found = steps[1]
    else:
        return ""
    return found if _ID.fullmatch(found) else ""


def load_video(video: str, uri: str, transcripts: Transcripts | None = None) -> Document:
    """The transcript of a video as a document.

    Args:
        video: its id.
        uri: the link as the learner gave it.
        transcripts: where to look; YouTube by default.

    Raises:
        Missing: there is no network, or YouTube refuses.
        BadInput: the video has no transcript in Spanish or English.
    """
    from requests import RequestException
    from youtube_transcript_api import CouldNotRetrieveTranscript, NoTranscriptFound, TranscriptsDisabled

    try:
        chosen = _choose((transcripts or _youtube()).list(video))
        snippets = chosen.fetch() if chosen else []
    except (NoTranscriptFound, TranscriptsDisabled):
        snippets = []
    except (RequestException, CouldNotRetrieveTranscript) as problem:
        raise Missing(
            "The transcript of {url} cannot be fetched: there is no network, or YouTube does not give it.",
            hint="See whether the video plays in your browser, or add its transcript as a .vtt file.",
            url=uri,
        ) from problem
    captions = [Caption(one.start, one.start + one.duration, one.text) for one in snippets]
    if not captions:
        raise BadInput(
            "{url} has no transcript in Spanish or English.",
            hint="Add another video, or a transcript of your own as .vtt or .srt.",
            url=uri,
        )
    return transcript_document(captions, uri=uri, title=f"YouTube {video}")


def _choose(found: Iterable[Any]) -> Any:
    """The transcript to read: people's before a machine's, and the first listed of those."""
    ours = [one for one in found if one.language_code.partition("-")[0] in ("es", "en")]
    return min(ours, key=lambda one: one.is_generated, default=None)


def _youtube() -> Transcripts:
    import requests
    from requests.adapters import HTTPAdapter
    from youtube_transcript_api import YouTubeTranscriptApi

    class Timed(HTTPAdapter):
        """Requests waits for ever unless it is told how long."""

        def send(self, *args: Any, **kwargs: Any) -> requests.Response:
            kwargs["timeout"] = _SECONDS
            return super().send(*args, **kwargs)

    session = requests.Session()
    session.mount("https://", Timed())
    found: Transcripts = YouTubeTranscriptApi(http_client=session)
    return found
