"""One file on its way: resumable, checked.

What has come is kept in `NAME.gguf.part`, and beside it which version of the file it belongs to. The next
call goes on from there, in this process or another. Nothing takes the file's own name before it is whole and
checked.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from filelock import FileLock, Timeout

from knowledge_base.errors import BadInput, Refused, TutorError, WorkFailed
from tutor.files import write_whole
from tutor.llm.gguf_file import MAGIC, read_head
from tutor.llm.hub import RemoteFile, check_status
from tutor.llm.packaged import sha256_of

if TYPE_CHECKING:
    import httpx2

Progress = Callable[[int, int], None]
_SPARE = 200_000_000
"""Bytes to leave free on the disk."""
_TRIES = 5


class _Interrupted(Exception):
    """The connection ended before the file did."""


class Download:
    """One file on its way.

    Args:
        client: fetches; with the headers that the source asks for.
        remote: what is fetched.
        folder: where to.
        progress: called with the bytes that are there and the bytes in all (0: unknown).
        free: bytes free on the disk of a folder.
    """

    def __init__(
        self,
        client: "httpx2.Client",
        remote: RemoteFile,
        folder: Path,
        progress: Progress,
        free: Callable[[Path], int],
    ) -> None:
        self.client = client
        self.remote = remote
        self.target = folder / remote.name
        self.part = folder / f"{remote.name}.part"
        self.mark = folder / f"{remote.name}.part.json"
        self.progress = progress
        self.free = free
        self.total = remote.size
        self.resumed = 0

    def run(self) -> None:
        """Fetch, check and put the file in place; see `pull` for what it raises."""
        try:
            with FileLock(self.target.with_name(f".{self.target.name}.lock"), timeout=0):
                if not self._is_there():
                    self._fetch()
        except Timeout as error:
            raise WorkFailed(
                "{name} is being fetched by another process.", hint="Wait for it.", name=self.remote.name
            ) from error

    def _is_there(self) -> bool:
        """The same file from an earlier time, checked again."""
        known = self.remote.sha256
        if not known or not self.target.exists() or self.target.stat().st_size != self.remote.size:
            return False
        self.resumed = self.remote.size
        return sha256_of(self.target) == known

    def _fetch(self) -> None:
        self._forget_other_versions()
        self.resumed = self._done()
        self._check_room()
        self._to_the_end()
        if not self._is_right() and self.resumed:
            # The old half may be of another version: once more from the first byte.
            self._discard()
            self.resumed = 0
            self._to_the_end()
        if not self._is_right():
            self._discard()
            raise Refused(
                "{name} is not what the hub says it should be (wrong checksum); it was thrown away.",
                hint="Pull it again; if that does not help, choose another file.",
                name=self.remote.name,
            )
        self._check_head()
        self.part.replace(self.target)
        self.mark.unlink(missing_ok=True)

    def _forget_other_versions(self) -> None:
        if self._marked().get("url") != self.remote.url or self._marked().get("sha256") != self.remote.sha256:
            self._discard()

    def _marked(self) -> dict[str, Any]:
        try:
            found = json.loads(self.mark.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _discard(self) -> None:
        self.part.unlink(missing_ok=True)
        self.mark.unlink(missing_ok=True)

    def _done(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _check_room(self) -> None:
        needed = self.total - self._done()
        have = self.free(self.target.parent) - _SPARE
        if self.total and needed > have:
            raise WorkFailed(
                "There is no room: {name} needs {needed:.1f} GB more, and {have:.1f} GB are free.",
                hint="Free some space, or choose a smaller model: tutor model list",
                name=self.remote.name,
                needed=needed / 1e9,
                have=max(0, have) / 1e9,
            )

    def _to_the_end(self) -> None:
        """Fetch until all is there; a try that brings something new starts the count anew."""
        import httpx2

        tries = 0
        while tries < _TRIES:
            before = self._done()
            try:
                self._once()
            except (_Interrupted, httpx2.TransportError) as error:
                tries = 0 if self._done() > before else tries + 1
                problem = str(error) or type(error).__name__
            except OSError as error:
                raise WorkFailed(
                    "{name} could not be written: {problem}",
                    hint="What has come is kept: the same command goes on from there.",
                    name=self.remote.name,
                    problem=error,
                ) from error
            else:
                return
        raise WorkFailed(
            "The connection broke off at {done} of {total} bytes: {problem}",
            hint="What has come is kept: the same command goes on from there.",
            done=self._done(),
            total=self.total or "?",
            problem=problem,
        )

    def _once(self) -> None:
        done = self._done()
        if self.total and done == self.total:
            return
        with self.client.stream("GET", self.remote.url, headers=self._range(done)) as answer:
            if answer.status_code == 416:
                self._discard()  # longer than the file: it cannot be the beginning of it
                raise _Interrupted("the server does not know that part")
            if answer.status_code >= 500:
                raise _Interrupted(f"the server answered {answer.status_code}")
            check_status(answer, self.remote.name)
            going_on = answer.status_code == 206 and _range_start(answer) == done
            self._note_version(answer, done if going_on else 0)
            with self.part.open("ab" if going_on else "wb") as file:
                self._receive(answer, file)
        if self.total and self._done() < self.total:
            raise _Interrupted("the server ended too early")

    def _range(self, done: int) -> dict[str, str]:
        """Ask for the rest; without a checksum only of the very version that was begun."""
        if not done:
            return {}
        version = str(self._marked().get("version", ""))
        if self.remote.sha256:
            return {"Range": f"bytes={done}-"}
        return {"Range": f"bytes={done}-", "If-Range": version} if version else {}

    def _note_version(self, answer: "httpx2.Response", start: int) -> None:
        length = answer.headers.get("content-length", "")
        if length.isdigit():
            whole = start + int(length)
            if self.remote.size and whole != self.remote.size:
                raise _Interrupted(f"the server offers {whole} bytes instead of {self.remote.size}")
            self.total = whole
        version = answer.headers.get("etag") or answer.headers.get("last-modified") or ""
        if version.startswith("W/"):
            version = ""  # a weak mark does not say that the bytes are the same
        note = {"url": self.remote.url, "sha256": self.remote.sha256, "version": version}
        write_whole(self.mark, json.dumps(note))
        self._check_room()

    def _receive(self, answer: "httpx2.Response", file: BinaryIO) -> None:
        done = file.tell()
        self.progress(done, self.total)
        # As it comes from the network: a chunk size would hold back, and lose, what came before a break.
        for chunk in answer.iter_bytes():
            if done == 0 and not chunk.startswith(MAGIC[: len(chunk)]):
                file.close()
                self._discard()
                raise _not_gguf(self.remote)
            file.write(chunk)
            done += len(chunk)
            self.progress(done, self.total)

    def _is_right(self) -> bool:
        return not self.remote.sha256 or sha256_of(self.part) == self.remote.sha256

    def _check_head(self) -> None:
        try:
            read_head(self.part)
        except TutorError as error:
            self._discard()
            raise _not_gguf(self.remote) from error


def _range_start(answer: "httpx2.Response") -> int:
    """Where the part that came begins; -1 when it does not say."""
    start = answer.headers.get("content-range", "").removeprefix("bytes ").partition("-")[0].strip()
    return int(start) if start.isdigit() else -1


def _not_gguf(remote: RemoteFile) -> BadInput:
    return BadInput(
        "What came from {url} is not a GGUF model file; it was thrown away.",
        hint="Check the address; a page about a model is not the model.",
        url=remote.url,
    )
