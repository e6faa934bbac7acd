"""The learner's own editor: the one that VISUAL or EDITOR names, as git and others take it."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command with its arguments; empty where none is named, or what is named cannot be read."""
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        return shlex.split(named)
    except ValueError:  # an open quote
        return []


def edit(command: list[str], path: Path) -> None:
    """Run an editor on a file until it is left.

    Raises:
        OSError: there is no such command, or it cannot be run.
    """
    subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the learner's own choice, without a shell
