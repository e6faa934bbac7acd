"""Installs packages into an environment through the ordinary clients: uv where it is, else pip.

Which index, mirror or proxy is asked is what the learner has set for that client; nothing is added, except
that a build without CUDA is looked for where the usual one would bring it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from knowledge_base.errors import Missing, WorkFailed

_CUDA = re.compile(r"\b(nvidia[-_]\w+|cuda[-_]\w+|triton)\b")
_UNREACHABLE = re.compile(
    r"name resolution|dns error|connection (?:refused|error|aborted|reset|broken)|NewConnectionError"
    r"|timed out|network is unreachable|failed to fetch|ProxyError|error sending request",
    re.IGNORECASE,
)
_ABSENT = re.compile(r"no matching distribution|not find a version|no solution found", re.IGNORECASE)
_FULL = re.compile(r"no space left|errno 28", re.IGNORECASE)
_DOWNLOADING = re.compile(
    r"^\s*Downloading (?:\S*/)?(?P<file>[\w.+-]+?)(?:-cp\S*|-py\S*)? \((?P<size>[^)]+)\)"
)
_KEPT_LINES = 60


class Say(Protocol):
    """Hears what takes a while: an English template and its values, to be translated like an error's."""

    def __call__(self, template: str, **values: object) -> None:
        """Tell the learner."""
        ...


def quiet(template: str, **values: object) -> None:
    """Tell nobody."""


def make_virtual_environment(folder: Path) -> None:
    """An empty environment of the Python that runs the tutor, without pip in it.

    Raises:
        WorkFailed: it cannot be made.
    """
    uv = shutil.which("uv")
    command = (
        [uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(folder)]
        if uv
        else [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    )
    done = _run(command, quiet)
    if done.code:
        raise WorkFailed(
            "Python could not make an environment in {folder}: {problem}",
            hint="Check the free space and that you may write there.",
            folder=folder,
            problem=_last_line(done.lines),
        )


def install(
    python: Path, requirements: Sequence[str], *, cpu_index: str = "", say: Say = quiet, mend: str = ""
) -> None:
    """Install wheels into the environment of `python`.

    Args:
        python: of the environment.
        requirements: as pip reads them.
        cpu_index: asked as well if the usual index would bring CUDA.
        say: hears about each larger download.
        mend: the command that tries again, for the messages.

    Raises:
        Missing: no client, no network, or no build for this Python and machine.
        WorkFailed: the disk is full.
    """
    command = _client(python, mend)
    if cpu_index and _brings_cuda(command, requirements):
        command = [*command, "--extra-index-url", cpu_index]
        if command[0].endswith("uv"):
            command += ["--index-strategy", "unsafe-best-match"]
        if _brings_cuda(command, requirements):
            raise Missing(
                "Only builds with CUDA were found, which are several GB and of no use in the sandbox.",
                hint="Check that {index} can be reached, then run: {mend}",
                index=cpu_index,
                mend=mend,
            )
    done = _run([*command, *requirements], say)
    if done.code:
        raise _explained(done.lines, mend)


def _client(python: Path, mend: str) -> list[str]:
    wheels_only = ["--only-binary", ":all:"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--compile-bytecode", "--python", str(python), *wheels_only]
    if find_spec("pip") is None:
        raise Missing(
            "There is neither uv nor pip to install packages with.",
            hint="Run: {python} -m ensurepip, then: {mend}",
            python=sys.executable,
            mend=mend,
        )
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--no-input", "--disable-pip-version-check"]
    return [*pip, "--retries", "1", "install", "--progress-bar", "off", *wheels_only]


def _brings_cuda(command: Sequence[str], requirements: Sequence[str]) -> bool:
    """Whether these would come with CUDA; False where that cannot be found out, as without a network."""
    if sys.platform != "linux":  # elsewhere the usual builds have no CUDA
        return False
    torch = [each for each in requirements if each.startswith("torch")]
    return any(_CUDA.search(line) for line in _run([*command, "--dry-run", *torch], quiet).lines)


class _Done:
    def __init__(self, code: int, lines: Sequence[str]) -> None:
        self.code = code
        self.lines = lines


def _run(command: Sequence[str], say: Say) -> _Done:
    """Run a client to its end, telling of larger downloads; its last lines are kept."""
    kept: deque[str] = deque(maxlen=_KEPT_LINES)
    process = subprocess.Popen(  # noqa: S603 - the client and our own requirements, never the learner's words
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=_surroundings(os.environ),
        umask=0o022 if os.name == "posix" else -1,  # the sandbox reads it as another user
    )
    with process:
        try:
            for line in process.stdout or ():
                kept.append(line.rstrip())
                found = _DOWNLOADING.match(line)
                if found and ("MB" in found["size"] or "GB" in found["size"] or "MiB" in found["size"]):
                    say("Downloading {file} ({size})...", file=found["file"], size=found["size"])
        except BaseException:
            process.kill()
            raise
    return _Done(process.returncode, list(kept))


def _surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that the client gets: none that would install elsewhere or ask for an environment."""
    dropped = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER"}
    dropped |= {"PIP_REQUIRE_VIRTUALENV", "PIP_QUIET", "PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_NO_COMPILE"}
    return {name: value for name, value in environment.items() if name not in dropped}


def _explained(lines: Sequence[str], mend: str) -> Missing | WorkFailed:
    said = "\n".join(lines)
    if _FULL.search(said):
        return WorkFailed(
            "The disk is full; the packages were not installed.",
            hint="Free some space, then run: {mend}",
            mend=mend,
        )
    if _UNREACHABLE.search(said):
        return Missing(
            "The packages could not be fetched: the package index cannot be reached.",
            hint="Connect to the network once, then run: {mend}",
            mend=mend,
        )
    if _ABSENT.search(said):
        return Missing(
            "The package index has no build of what is needed for this Python and machine: {problem}",
            hint="Use another version of Python for the tutor, or ask who keeps your package index.",
            problem=_last_line(lines),
        )
    return Missing(
        "The packages could not be installed: {problem}",
        hint="Mend that, then run: {mend}",
        problem=_last_line(lines),
        mend=mend,
    )


def _last_line(lines: Sequence[str]) -> str:
    """The last line that says something; pip's errors are marked."""
    marked = [line for line in lines if line.lower().startswith("error")]
    said = [*(marked or lines), ""] if marked else [line for line in lines if line.strip()]
    return next((line.removeprefix("ERROR: ") for line in reversed(said) if line.strip()), "?")
