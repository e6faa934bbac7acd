"""A fake model hub on a real socket, with every way in which a download can go wrong."""

import hashlib
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


def gguf_bytes(weights: int = 400_000, licence: str = "mit") -> bytes:
    """A small but real GGUF file: two values in its head, one tensor of 32-bit floats."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 3)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("general.license") + struct.pack("<I", 8) + text(licence)
    head += text("llama.context_length") + struct.pack("<II", 4, 2048)
    head += text("w") + struct.pack("<IQIQ", 1, weights // 4, 0, 0)
    head += b"\0" * (-len(head) % 32)
    return head + bytes(i % 251 for i in range(weights))


@dataclass
class FakeHub:
    """What it holds and how it misbehaves."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    licence: Any = "apache-2.0"
    ranges: bool = True
    etag: str = '"v1"'
    length: bool = True
    cut_at: list[int] = field(default_factory=list)
    """Hang up after that many bytes, one number for each download."""
    statuses: list[int] = field(default_factory=list)
    """Answer downloads with these statuses first."""
    api_status: int = 200
    api_code: str = ""
    api_text: str = ""
    wrong_checksum: bool = False
    offered_size: int = 0
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def rows(self) -> list[dict[str, Any]]:
        """The API's listing."""
        rows: list[dict[str, Any]] = [{"type": "file", "path": "README.md", "size": 3, "oid": "x"}]
        for path, data in self.files.items():
            digest = "0" * 64 if self.wrong_checksum else hashlib.sha256(data).hexdigest()
            lfs = {"oid": digest, "size": len(data), "pointerSize": 134}
            rows.append({"type": "file", "path": path, "size": len(data), "oid": "x", "lfs": lfs})
        return rows

    def downloads(self) -> list[dict[str, str]]:
        """Headers of the download requests."""
        return [headers for path, headers in self.seen if "/api/" not in path]


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.hub.seen.append((path, {name.lower(): value for name, value in self.headers.items()}))
        if path.startswith("/api/models/"):
            return self.api(path)
        if path.startswith("/cdn/"):
            return self.download(path.removeprefix("/cdn/"))
        name = path.partition("/resolve/main/")[2]
        if name:  # the hub sends downloads on to its store, like the real one
            self.send_response(302)
            self.send_header("Location", f"/cdn/{name}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        return self.download(path.strip("/"))

    def api(self, path: str) -> None:
        if self.hub.api_status != 200:
            return self.text(self.hub.api_status, "{}")
        if self.hub.api_text:
            return self.text(200, self.hub.api_text)
        if path.endswith("/tree/main"):
            return self.text(200, json.dumps(self.hub.rows()))
        return self.text(200, json.dumps({"id": "owner/repo", "cardData": {"license": self.hub.licence}}))

    def text(self, status: int, body: str) -> None:
        self.send_response(status)
        if self.hub.api_code:
            self.send_header("X-Error-Code", self.hub.api_code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def download(self, name: str) -> None:
        if self.hub.statuses:
            return self.text(self.hub.statuses.pop(0), "")
        data = self.hub.files.get(name)
        if data is None:
            return self.text(404, "")
        start = self.asked_start()
        if start >= len(data):
            return self.text(416, "")
        rest = data[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        if self.hub.etag:
            self.send_header("ETag", self.hub.etag)
        if self.hub.length:
            self.send_header("Content-Length", str(self.hub.offered_size or len(rest)))
        self.send_header("Connection", "close")
        self.end_headers()
        cut = self.hub.cut_at.pop(0) if self.hub.cut_at else len(rest)
        self.wfile.write(rest[:cut])
        self.close_connection = True
        return None

    def asked_start(self) -> int:
        wanted = self.headers.get("Range", "")
        condition = self.headers.get("If-Range")
        if not self.hub.ranges or not wanted or (condition and condition != self.hub.etag):
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running_hub(**settings: Any) -> Iterator[FakeHub]:
    """The hub, for the length of a test."""
    hub = FakeHub(**settings)
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
