"""Fetches one web page: few redirects, few bytes, little time, no private machine, and robots.txt obeyed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast
from urllib.robotparser import RobotFileParser

import httpcore2
import httpx2

from knowledge_base.errors import BadInput, Missing, OutOfTime, Refused
from knowledge_base.loaders.addresses import CheckedBackend
from knowledge_base.loaders.options import LoadOptions

AGENT = "llm-engineer-tutor"
_REDIRECTS = 5
_ROBOTS_BYTES = 500_000
_MOVED = frozenset({301, 302, 303, 307, 308})
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Page:
    """What a server sent.

    Attributes:
        url: after the redirects.
        media_type: as the server calls it, lower case, without parameters; empty when it does not say.
        content: decompressed bytes.
    """

    url: str
    media_type: str
    content: bytes


class _Stream(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _CheckedTransport(httpx2.BaseTransport):
    """httpx2 over a connection pool with our own backend; its own transport takes none."""

    def __init__(self, backend: CheckedBackend) -> None:
        self._pool = httpcore2.ConnectionPool(network_backend=backend)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore2.Request(
            request.method, url, headers=request.headers.raw, extensions=request.extensions
        )
        answer = self._pool.handle_request(sent)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    def close(self) -> None:
        self._pool.close()


def fetch(url: str, options: LoadOptions, accepts: Callable[[str, str], bool]) -> Page:
    """The page behind a URL, after at most five redirects.

    Args:
        url: http or https.
        options: limits of bytes and seconds, and whether private addresses are allowed.
        accepts: given the URL and the media type, whether the content is wanted.

    Raises:
        Missing: no network, no such server or page, or the server fails.
        Refused: a private address, another scheme, or robots.txt says no.
        OutOfTime: it took longer than `fetch_seconds` in all.
        BadInput: it is too large, of an unusable type, or redirects in circles.
    """
    deadline = time.monotonic() + options.fetch_seconds
    backend = CheckedBackend(allow_private=options.allow_private_addresses, deadline=deadline)
    client = httpx2.Client(
        transport=_CheckedTransport(backend),
        headers={"User-Agent": AGENT, "Accept-Language": "es, en"},
        timeout=options.fetch_seconds,
        trust_env=False,
    )
    try:
        with client:
            return _Visit(client, backend, options, accepts).follow(url)
    except (httpx2.TimeoutException, httpcore2.TimeoutException):
        raise OutOfTime(
            "{url} took longer than {seconds} seconds.",
            hint="Try again later, or raise library.fetch_seconds in config.toml.",
            url=url,
            seconds=f"{options.fetch_seconds:g}",
        ) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, httpcore2.NetworkError, httpcore2.ProtocolError) as problem:
        raise Missing(
            "{url} cannot be reached: there is no network, no such server, or it broke off.",
            hint="Check the address and your connection, or save the page and add the file.",
            url=url,
        ) from problem


class _Visit:
    """One call of `fetch`: what it shares between its requests."""

    def __init__(
        self,
        client: httpx2.Client,
        backend: CheckedBackend,
        options: LoadOptions,
        accepts: Callable[[str, str], bool],
    ) -> None:
        self._client = client
        self._backend = backend
        self._options = options
        self._accepts = accepts
        self._robots: dict[str, RobotFileParser] = {}

    def follow(self, start: str) -> Page:
        url = httpx2.URL(start).copy_with(fragment=None)
        for _ in range(_REDIRECTS + 1):
            _check_form(url)
            self._check_robots(url)
            answer = self._get(url)
            if isinstance(answer, Page):
                return answer
            url = answer
        raise BadInput("{url} redirects too often.", hint="Give the address it ends at.", url=start)

    def _get(self, url: httpx2.URL) -> Page | httpx2.URL:
        with self._client.stream("GET", url) as response:
            if target := _redirect(response):
                return url.join(target)
            if response.status_code != 200:
                raise _not_there(url, response.status_code)
            media_type = _media_type(response)
            if not self._accepts(str(url), media_type):
                raise BadInput(
                    "{url} is {media_type}, which is not read.",
                    hint="Pages, plain text, Markdown, PDF and notebooks are.",
                    url=url,
                    media_type=media_type,
                )
            return Page(str(url), media_type, self._body(response, self._options.max_page_mb))

    def _body(self, response: httpx2.Response, limit_mb: float) -> bytes:
        content = bytearray()
        announced = response.headers.get("Content-Length", "")
        too_large = announced.isdecimal() and int(announced) > limit_mb * _MEGABYTE
        for piece in () if too_large else response.iter_bytes():
            self._backend.left(None)
            content += piece
            if len(content) > limit_mb * _MEGABYTE:
                too_large = True
                break
        if too_large:
            raise BadInput(
                "{url} is larger than {limit} MB.",
                hint="Save the part that you need and add the file.",
                url=response.url,
                limit=f"{limit_mb:g}",
            )
        return bytes(content)

    def _check_robots(self, url: httpx2.URL) -> None:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(httpx2.URL(origin + "/robots.txt"))
        if not self._robots[origin].can_fetch(AGENT, str(url)):
            raise Refused(
                "{url} does not want to be read by programs (robots.txt).",
                hint="Save the page from your browser and add the file.",
                url=url,
            )

    def _read_robots(self, url: httpx2.URL) -> RobotFileParser:
        """What RFC 9309, section 2.3.1 says: absent allows all, a failing server allows nothing."""
        rules = RobotFileParser()
        for _ in range(_REDIRECTS + 1):
            _check_form(url)
            with self._client.stream("GET", url) as response:
                target = _redirect(response)
                if not target:
                    rules.parse(self._robots_lines(response))
                    return rules
                url = url.join(target)
        rules.parse([])
        return rules

    def _robots_lines(self, response: httpx2.Response) -> list[str]:
        if response.status_code >= 500:
            return ["User-agent: *", "Disallow: /"]
        if response.status_code != 200:
            return []
        content = bytearray()
        for piece in response.iter_bytes():
            self._backend.left(None)
            content += piece
            if len(content) > _ROBOTS_BYTES:
                break
        return content[:_ROBOTS_BYTES].decode("utf-8", errors="replace").splitlines()


def _check_form(url: httpx2.URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise Refused(
            "{source} is not fetched: only http and https addresses are.",
            hint="Give the path of a file or folder, or an http(s) address.",
            source=url,
        )
    if url.userinfo:
        raise Refused(
            "The address of {host} has a user name or password in it; it is not fetched.",
            hint="Save the page from your browser and add the file.",
            host=url.host,
        )


def _redirect(response: httpx2.Response) -> str:
    return response.headers.get("Location", "") if response.status_code in _MOVED else ""


def _media_type(response: httpx2.Response) -> str:
    return cast(str, response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _not_there(url: httpx2.URL, status: int) -> Missing:
    return Missing(
        "{url} answered with status {status} instead of a page.",
        hint="Check the address in your browser; if the server fails, try again later.",
        url=url,
        status=status,
    )
