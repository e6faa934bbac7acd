"""A model hub's API (Hugging Face's, or one like it): which file is meant, how big, what licence."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from knowledge_base.errors import BadInput, Missing, Refused, WorkFailed

if TYPE_CHECKING:
    import httpx2

DEFAULT_HUB = "https://huggingface.co"
_PREFERRED = ("Q4_K_M", "Q4_K_S", "Q4_0", "Q5_K_M", "Q8_0", "Q6_K", "Q4_1", "F16", "BF16")
_PART = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class Source:
    """What was asked for: a hub's `repository` and `wanted` (file, quantisation or nothing), or a `url`."""

    repository: str = ""
    wanted: str = ""
    url: str = ""


@dataclass(frozen=True)
class RemoteFile:
    """A file to fetch. `size` 0 and `sha256` empty where they are not known beforehand."""

    url: str
    name: str
    size: int = 0
    sha256: str = ""
    licence: str = ""


def hub_address(environment: Mapping[str, str] = os.environ) -> str:
    """The hub: HF_ENDPOINT, or Hugging Face."""
    return environment.get("HF_ENDPOINT", "").rstrip("/") or DEFAULT_HUB


def hub_token(environment: Mapping[str, str] = os.environ) -> str:
    """The learner's own key for gated models: HF_TOKEN; empty without one."""
    return environment.get("HF_TOKEN", "")


def parse_source(text: str, hub: str) -> Source:
    """Understand what the learner typed.

    Raises:
        BadInput: neither a repository nor a URL.
    """
    if "://" in text:
        return _parse_url(text, hub)
    repository, _, wanted = text.partition(":")
    if not _REPOSITORY.fullmatch(repository):
        raise BadInput(
            "{text} is neither a repository nor a URL.",
            hint="Write owner/repository, owner/repository:file.gguf or https://...",
            text=text,
        )
    return Source(repository, wanted)


def _parse_url(text: str, hub: str) -> Source:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput("{text} is not a web address.", hint="It begins with https://", text=text)
    path = [unquote(part) for part in parts.path.split("/") if part]
    if parts.netloc == urlsplit(hub).netloc and len(path) >= 2:
        # A page of the hub: its API knows the checksum and the licence. Other branches are plain downloads.
        if len(path) == 2:
            return Source("/".join(path))
        if path[2] in {"blob", "resolve"} and path[3:4] == ["main"] and len(path) > 4:
            return Source("/".join(path[:2]), "/".join(path[4:]))
    return Source(url=text)


def find_remote(client: "httpx2.Client", source: Source, hub: str) -> RemoteFile:
    """The file that `source` means.

    Raises:
        Missing: no such repository or file.
        Refused: it is gated, or the key is not accepted.
        BadInput: it is split into several files.
    """
    if source.url:
        name = PurePosixPath(unquote(urlsplit(source.url).path)).name
        return RemoteFile(source.url, _safe_name(name))
    info = _asked(client, f"{hub}/api/models/{source.repository}", source)
    rows = _asked(client, f"{hub}/api/models/{source.repository}/tree/main?recursive=true", source)
    files = [
        row for row in rows if isinstance(row, dict) and str(row.get("path", "")).lower().endswith(".gguf")
    ]
    row = _chosen(files, source)
    path = str(row["path"])
    lfs = row.get("lfs") or {}
    return RemoteFile(
        url=f"{hub}/{source.repository}/resolve/main/{quote(path)}",
        name=_safe_name(PurePosixPath(path).name),
        size=int(lfs.get("size") or row.get("size") or 0),
        sha256=str(lfs.get("oid") or "").removeprefix("sha256:"),
        licence=licence_of(info),
    )


def _safe_name(name: str) -> str:
    """A plain file name: what a server calls a file must not choose where it goes."""
    plain = re.sub(r"[^\w.-]", "_", name).lstrip(".")
    return plain if plain.lower().endswith(".gguf") else f"{plain or 'model'}.gguf"


def _asked(client: "httpx2.Client", url: str, source: Source) -> Any:
    answer = client.get(url)
    check_status(answer, source.repository)
    try:
        return answer.json()
    except ValueError as error:
        raise WorkFailed(
            "What answers at {url} is not a model hub.", hint="Check HF_ENDPOINT.", url=url
        ) from error


def check_status(answer: "httpx2.Response", what: str) -> None:
    """Nothing for a good answer.

    Raises:
        Missing: 404, or a repository that the hub does not admit to having.
        Refused: 401 and 403.
        WorkFailed: anything else that is no success.
    """
    status = answer.status_code
    if status < 400:
        return
    if status == 404 or answer.headers.get("x-error-code") == "RepoNotFound":
        raise Missing(
            "There is no {what} there.", hint="Check the name on the hub's page of the model.", what=what
        )
    if status in {401, 403}:
        raise Refused(
            "{what} is not given to everyone: its makers ask you to accept a licence or to sign in.",
            hint="Accept it on the model's page, then put your own key in HF_TOKEN and pull again.",
            what=what,
        )
    raise WorkFailed(
        "The server answered {status} for {what}.", hint="Try again later.", status=status, what=what
    )


def _chosen(files: list[dict[str, Any]], source: Source) -> dict[str, Any]:
    """The file that is wanted; without a wish the usual quantisation."""
    usable = [row for row in files if "mmproj" not in str(row["path"]).lower()]
    wanted = source.wanted
    if wanted.lower().endswith(".gguf"):
        found = [row for row in usable if wanted in {row["path"], PurePosixPath(str(row["path"])).name}]
    elif wanted:
        found = [row for row in usable if has_quantisation(str(row["path"]), wanted)]
    else:
        found = _preferred(usable)
    if not found:
        raise Missing(
            "{repository} has no GGUF file {wanted}; it has {names}.",
            hint="Name one of them: tutor model pull {repository}:FILE",
            repository=source.repository,
            wanted=wanted or "at all",
            names=", ".join(str(row["path"]) for row in usable[:12]) or "none",
        )
    whole = [row for row in found if not _PART.search(str(row["path"]))]
    if not whole:
        raise BadInput(
            "{name} is split into several files, which is not supported.",
            hint="Choose a smaller quantisation, such as {repository}:Q4_K_M",
            name=found[0]["path"],
            repository=source.repository,
        )
    return whole[0]


def has_quantisation(path: str, wanted: str) -> bool:
    """Whether a file's name says that quantisation, as a word of its own (Q4_K is not Q4_K_M)."""
    pattern = rf"(?<![0-9A-Za-z]){re.escape(wanted)}(?![0-9A-Za-z_])"
    return re.search(pattern, PurePosixPath(path).name, re.IGNORECASE) is not None


def _preferred(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    whole = [row for row in files if not _PART.search(str(row["path"]))] or files
    for quantisation in _PREFERRED:
        found = [row for row in whole if has_quantisation(str(row["path"]), quantisation)]
        if found:
            return found
    return whole


def licence_of(info: Any) -> str:
    """The licence on a model's card; empty when it states none."""
    card = info.get("cardData") if isinstance(info, dict) else None
    card = card if isinstance(card, dict) else {}
    stated = card.get("license_name") if card.get("license") == "other" else card.get("license")
    if isinstance(stated, list):
        stated = ", ".join(str(item) for item in stated)
    if stated:
        return str(stated)
    tags = info.get("tags") if isinstance(info, dict) else None
    return next((str(tag)[8:] for tag in tags or [] if str(tag).startswith("license:")), "")
