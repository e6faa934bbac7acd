"""Fetches a model from a hub or a URL into TUTOR_HOME/models."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.errors import Missing
from tutor.llm.download import Download, Progress
from tutor.llm.endpoint import is_loopback
from tutor.llm.gguf_file import read_head
from tutor.llm.hub import find_remote, hub_address, hub_token, parse_source
from tutor.llm.packaged import sha256_of


@dataclass(frozen=True)
class Pulled:
    """A model that is there now. `checked` says whether the hub's checksum was compared."""

    name: str
    path: str
    bytes: int
    sha256: str
    checked: bool
    licence: str
    source: str
    resumed_bytes: int


def pull(
    source: str,
    home: Path,
    *,
    progress: Progress | None = None,
    hub: str = "",
    token: str = "",
    free: Callable[[Path], int] | None = None,
) -> Pulled:
    """Fetch a model into TUTOR_HOME/models.

    Args:
        source: "owner/repo:file.gguf", "owner/repo:Q4_K_M", "owner/repo", or a URL.
        home: TUTOR_HOME.
        progress: called with the bytes that are there and the bytes in all (0: unknown).
        hub: address of the hub; HF_ENDPOINT or Hugging Face.
        token: key for gated models; HF_TOKEN.
        free: bytes free on the disk of a folder.

    Raises:
        Missing: no such file, or nobody answers.
        Refused: gated, or the checksum is wrong.
        BadInput: it is no GGUF file.
        WorkFailed: no room on the disk, or the connection broke again and again; what came is kept.
    """
    import httpx2

    address = (hub or hub_address()).rstrip("/")
    wanted = parse_source(source, address)
    folder = home / "models"
    folder.mkdir(parents=True, exist_ok=True)
    key = token or hub_token()
    # The key is for the hub alone, not for any URL that somebody pasted.
    headers = {"Authorization": f"Bearer {key}"} if key and wanted.repository else {}
    with httpx2.Client(
        headers={**headers, "Accept-Encoding": "identity"},
        follow_redirects=True,
        timeout=30,
        trust_env=not is_loopback(wanted.url or address),
    ) as client:
        try:
            remote = find_remote(client, wanted, address)
        except httpx2.TransportError as error:
            raise _nobody(wanted.url or address, error) from error
        download = Download(client, remote, folder, progress or _silent, free or _free)
        download.run()
    return Pulled(
        name=download.target.stem,
        path=str(download.target),
        bytes=download.target.stat().st_size,
        sha256=remote.sha256 or sha256_of(download.target),
        checked=bool(remote.sha256),
        licence=remote.licence or read_head(download.target).licence or "unknown",
        source=source,
        resumed_bytes=download.resumed,
    )


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _nobody(url: str, error: Exception) -> Missing:
    return Missing(
        "{url} cannot be reached: {problem}",
        hint="Check the network. What had come is kept: the same command goes on from there.",
        url=url,
        problem=str(error) or type(error).__name__,
    )
