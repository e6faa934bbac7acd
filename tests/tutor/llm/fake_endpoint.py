"""A fake OpenAI-compatible endpoint on a real socket: it says what a test told it to, well or badly."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Exchange"], None]


def chunk(text: str | None, finish: str | None = None, **more: Any) -> bytes:
    """One event of a streamed reply."""
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [choice],
        **more,
    }
    return b"data: " + json.dumps(body).encode() + b"\n\n"


@dataclass
class Exchange:
    """One request and the means to answer it."""

    handler: BaseHTTPRequestHandler
    body: dict[str, Any]
    released: threading.Event

    def begin(self) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def send(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def status(self, code: int, message: str, kind: str = "error") -> None:
        body = json.dumps({"error": {"message": message, "type": kind, "code": code}}).encode()
        self.handler.send_response(code)
        self.handler.send_header("Content-Type", "application/json")
        self.handler.send_header("Content-Length", str(len(body)))
        self.handler.end_headers()
        self.send(body)


def says(text: str) -> Behaviour:
    """Reply with this text in two pieces, and count tokens when asked to."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        half = len(text) // 2
        exchange.send(chunk(text[:half]) + chunk(text[half:]) + chunk(None, "stop"))
        if exchange.body.get("stream_options"):
            usage = {"prompt_tokens": 50, "completion_tokens": 10, "total_tokens": 60}
            exchange.send(chunk(None, usage=usage))
        exchange.send(b"data: [DONE]\n\n")

    return behave


def status(code: int, message: str = "no", kind: str = "error") -> Behaviour:
    """Refuse with that status."""
    return lambda exchange: exchange.status(code, message, kind)


def drops(after: str = "") -> Behaviour:
    """Say something, or nothing, and hang up in the middle."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        if after:
            exchange.send(chunk(after))

    return behave


def raw(data: bytes) -> Behaviour:
    """Send these bytes as the stream."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        exchange.send(data)

    return behave


def waits(*, before_headers: bool = False, after: str = "") -> Behaviour:
    """Say nothing more until the test is over."""

    def behave(exchange: Exchange) -> None:
        if not before_headers:
            exchange.begin()
            if after:
                exchange.send(chunk(after))
        exchange.released.wait(30)

    return behave


@dataclass
class FakeEndpoint:
    """What it will do, in order (the last again and again), and what it was asked."""

    url: str = ""
    behaviours: list[Behaviour] = field(default_factory=list)
    models: tuple[int, str] = (200, json.dumps({"object": "list", "data": [{"id": "m"}]}))
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Behaviour:
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]


@contextmanager
def running(*behaviours: Behaviour) -> Iterator[FakeEndpoint]:
    """The endpoint, for the length of a test."""
    fake = FakeEndpoint(behaviours=list(behaviours))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, text = fake.models
            self.send_response(code)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(body)
            fake.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                fake.next()(Exchange(self, body, fake.released))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
