"""Web pages from a server of our own: what is read, and everything that is refused."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from knowledge_base.documents import Document, SkippedSource
from knowledge_base.errors import BadInput, Missing, OutOfTime, Refused
from knowledge_base.loaders import LoadOptions, load_one, load_source

PROSE = "The attention weights say how much each token looks at every other one in the sequence. " * 4
PAGE = (
    "<html><head><title>Attention</title></head><body>"
    f"<article><h1>Attention</h1><p>{PROSE}</p></article></body></html>"
)
NOTEBOOK = (
    '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": "# Lesson"}], "metadata": {}, '
    '"nbformat": 4, "nbformat_minor": 4}'
)
OPEN = LoadOptions(allow_private_addresses=True, fetch_seconds=10)
Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(
    body: str | bytes, media_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Answer:
    content = body.encode() if isinstance(body, str) else body

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if media_type:
            handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return respond


def redirect(target: str, status: int = 302) -> Answer:
    return answer("", status=status, Location=target)


class Site:
    """A web server on this machine whose pages a test sets; it remembers what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.stopping = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers["User-Agent"])
                try:
                    site.pages.get(self.path, answer("no such page", status=404))(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.root = f"http://127.0.0.1:{self.server.server_port}"

    def load(self, path: str, options: LoadOptions = OPEN) -> Document:
        return load_one(self.root + path, options)

    def close(self) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.close()


def test_a_page_becomes_a_document(site: Site) -> None:
    site.pages["/a"] = answer(PAGE)
    found = site.load("/a#part")
    assert (found.title, found.uri, found.media_type) == ("Attention", site.root + "/a#part", "text/html")
    assert PROSE.strip() in found.text
    assert site.agents == {"llm-engineer-tutor"}


@pytest.mark.parametrize(
    ("path", "media_type", "body", "text"),
    [
        ("/notes.md", "text/markdown", "# Notes\n\n*text*", "# Notes\n\ntext"),
        ("/notes.md", "text/plain", "# Notes\n\n*text*", "# Notes\n\ntext"),
        ("/notes.txt", "text/plain", "# Notes *text*", "# Notes *text*"),
        ("/page.mdx", "", "<A />\n\ntext", "text"),
        ("/lesson.ipynb", "application/json", NOTEBOOK, "# Lesson"),
        ("/lesson", "application/x-ipynb+json", NOTEBOOK, "# Lesson"),
    ],
)
def test_other_kinds(site: Site, path: str, media_type: str, body: str, text: str) -> None:
    site.pages[path] = answer(body, media_type)
    assert site.load(path).text == text


def test_a_pdf_that_is_damaged(site: Site) -> None:
    site.pages["/a.pdf"] = answer(b"%PDF-1.4 nothing", "application/pdf")
    with pytest.raises(BadInput, match="damaged"):
        site.load("/a.pdf")


def test_a_compressed_page(site: Site) -> None:
    site.pages["/a"] = answer(gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    assert site.load("/a").title == "Attention"


@pytest.mark.parametrize("media_type", ["image/png", "application/zip", "application/json", "video/mp4"])
def test_a_type_that_is_not_read(site: Site, media_type: str) -> None:
    site.pages["/a"] = answer(b"...", media_type)
    with pytest.raises(BadInput, match=f"is {media_type}, which is not read"):
        site.load("/a")


def test_an_empty_page(site: Site) -> None:
    site.pages["/a"] = answer("")
    with pytest.raises(BadInput, match="holds no text"):
        site.load("/a")


@pytest.mark.parametrize("status", [404, 410, 403, 500, 503])
def test_a_page_that_is_not_there(site: Site, status: int) -> None:
    site.pages["/a"] = answer("sorry", status=status)
    with pytest.raises(Missing, match=f"status {status}"):
        site.load("/a")


def test_no_server() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Missing, match="cannot be reached"):
        load_one(f"http://127.0.0.1:{port}/", OPEN)


def test_a_server_that_talks_nonsense(site: Site) -> None:
    site.pages["/a"] = lambda handler: (handler.wfile.write(b"\x00\x01 nonsense\r\n\r\n"), None)[1]
    with pytest.raises(Missing, match="cannot be reached"):
        site.load("/a")


def test_redirects_are_followed(site: Site) -> None:
    site.pages |= {
        "/a": redirect("b?x=1", 301),
        "/b?x=1": redirect(site.root + "/c", 307),
        "/c": answer(PAGE),
    }
    assert site.load("/a").uri == site.root + "/a"


def test_at_most_five_redirects(site: Site) -> None:
    for step in range(7):
        site.pages[f"/{step}"] = redirect(f"/{step + 1}")
    with pytest.raises(BadInput, match="redirects too often"):
        site.load("/0")
    assert "/6" not in site.asked
    site.pages["/5"] = answer(PAGE)
    assert site.load("/0").title == "Attention"


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/a", "file:///etc/passwd"])
def test_a_redirect_to_another_scheme_is_refused(site: Site, target: str) -> None:
    site.pages["/a"] = redirect(target)
    with pytest.raises(Refused, match="only http and https"):
        site.load("/a")


def test_a_redirect_with_a_password_is_refused(site: Site) -> None:
    site.pages["/a"] = redirect(site.root.replace("//", "//user:secret@") + "/b")
    with pytest.raises(Refused, match="user name or password") as refused:
        site.load("/a")
    assert "secret" not in refused.value.message


def test_this_machine_is_refused_unless_allowed(site: Site) -> None:
    site.pages["/a"] = answer(PAGE)
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0"):
        url = site.root.replace("127.0.0.1", host) + "/a"
        (found,) = load_source(url)
        assert isinstance(found, SkippedSource)
        assert "on this machine or a private network" in found.reason, host
    assert site.asked == []


def test_a_redirect_from_a_public_page_to_this_machine_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stand-in for the public Internet: the name's address counts as public, and leads to the site.
    public = "http://public.example:" + site.root.rpartition(":")[2]
    site.pages |= {"/a": redirect(site.root + "/secret"), "/secret": answer(PAGE), "/b": answer(PAGE)}
    real = socket.getaddrinfo
    connect = socket.create_connection

    def getaddrinfo(host: str, port: Any, *more: Any, **other: Any) -> Any:
        return real("8.8.8.8" if host == "public.example" else host, port, *more, **other)

    def create_connection(address: tuple[str, int], *more: Any, **other: Any) -> socket.socket:
        return connect(("127.0.0.1" if address[0] == "8.8.8.8" else address[0], address[1]), *more, **other)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    closed = LoadOptions(fetch_seconds=10)
    assert load_one(public + "/b", closed).title == "Attention"
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        load_one(public + "/a", closed)
    assert "/secret" not in site.asked


def endless(site: Site, piece: bytes, pause: float) -> Answer:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not site.stopping.wait(pause):
            handler.wfile.write(piece)

    return respond


def test_a_page_that_never_ends_stops_at_the_size_limit(site: Site) -> None:
    site.pages["/a"] = endless(site, b"<p>more</p>" * 5000, 0)
    with pytest.raises(BadInput, match="larger than 1 MB"):
        site.load("/a", LoadOptions(allow_private_addresses=True, max_page_mb=1))


def test_a_page_that_drips_stops_at_the_time_limit(site: Site) -> None:
    site.pages["/a"] = endless(site, b"x", 0.02)
    with pytest.raises(OutOfTime, match=r"longer than 0\.3 seconds"):
        site.load("/a", LoadOptions(allow_private_addresses=True, fetch_seconds=0.3))


def test_headers_that_drip_stop_at_the_time_limit(site: Site) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not site.stopping.wait(0.02):
            handler.wfile.write(b"X: y\r\n")

    site.pages["/a"] = respond
    with pytest.raises(OutOfTime):
        site.load("/a", LoadOptions(allow_private_addresses=True, fetch_seconds=0.3))


def test_a_page_that_announces_too_much_is_not_read(site: Site) -> None:
    site.pages["/a"] = answer("x" * 30_000)
    with pytest.raises(BadInput, match=r"larger than 0\.02 MB"):
        site.load("/a", LoadOptions(allow_private_addresses=True, max_page_mb=0.02))


def test_a_small_page_that_swells_when_unpacked_is_stopped(site: Site) -> None:
    site.pages["/a"] = answer(gzip.compress(b"x" * 3_000_000), Content_Encoding="gzip")
    with pytest.raises(BadInput, match="larger than 1 MB"):
        site.load("/a", LoadOptions(allow_private_addresses=True, max_page_mb=1))


def test_robots_that_say_no(site: Site) -> None:
    site.pages |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /private\n", "text/plain"),
        "/private/a": answer(PAGE),
        "/a": answer(PAGE),
        "/b": redirect("/private/a"),
    }
    assert site.load("/a").title == "Attention"
    for path in ("/private/a", "/b"):
        with pytest.raises(Refused, match=r"robots\.txt"):
            site.load(path)
    assert "/private/a" not in site.asked


def test_robots_that_name_us(site: Site) -> None:
    rules = "User-agent: llm-engineer-tutor\nAllow: /\n\nUser-agent: *\nDisallow: /\n"
    site.pages |= {
        "/robots.txt": redirect("/rules.txt"),
        "/rules.txt": answer(rules, "text/plain"),
        "/a": answer(PAGE),
    }
    assert site.load("/a").title == "Attention"


def test_robots_of_a_server_that_fails_allow_nothing(site: Site) -> None:
    site.pages |= {"/robots.txt": answer("", status=500), "/a": answer(PAGE)}
    with pytest.raises(Refused, match=r"robots\.txt"):
        site.load("/a")


def test_robots_that_redirect_for_ever_count_as_absent(site: Site) -> None:
    site.pages |= {"/robots.txt": redirect("/robots.txt"), "/a": answer(PAGE)}
    assert site.load("/a").title == "Attention"


def test_endless_robots_are_cut(site: Site) -> None:
    site.pages |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /a\n" + "# more\n" * 200_000, "text/plain"),
        "/a": answer(PAGE),
    }
    with pytest.raises(Refused):
        site.load("/a")


@pytest.mark.parametrize(
    "url", ["http://", "http:///path", "http://exa mple/", "http://[::1", "http://a:99999999/"]
)
def test_an_address_that_makes_no_sense(url: str) -> None:
    (found,) = load_source(url, OPEN)
    assert isinstance(found, SkippedSource)
