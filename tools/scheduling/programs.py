"""Starts the platform's own programs: without a shell, within a time limit, and speaking English."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.words import encodable

SECONDS = 30.0


@dataclass(frozen=True)
class Ended:
    """How a program ended; 127 where there is none of that name, 124 where it took too long."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The last line that it said, of its complaints or else of its output."""
        lines = (self.err.strip() or self.out.strip()).splitlines()
        return encodable(lines[-1].strip()) if lines else f"exit code {self.code}"


Start = Callable[..., Ended]


def start(command: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None) -> Ended:
    """Run a program to its end.

    Args:
        command: its name, looked up in PATH, and its arguments.
        given: on its standard input.
        environment: variables on top of this process's.
    """
    program = shutil.which(command[0])
    if program is None:
        return Ended(127, "", f"{command[0]}: not found")
    variables = {**os.environ, "LC_ALL": "C", **(environment or {})}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program of the platform's, never through a shell
            [program, *command[1:]],
            input=given, capture_output=True, timeout=SECONDS, env=variables, check=False,
            encoding="utf-8", errors="surrogateescape",  # what is read of a crontab is written back as it was
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ended(124, "", f"{command[0]}: no answer within {SECONDS:.0f} s")
    except OSError as error:
        return Ended(126, "", f"{command[0]}: {error.strerror or error}")
    return Ended(done.returncode, done.stdout, done.stderr)
