"""Writes docs/commands.md from the command line itself: python -m scripts.make_command_docs"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main

from tui.cli import app
from tui.help_text import translate

TARGET = Path(__file__).parents[1] / "docs" / "commands.md"
WIDTH = 90
_INTRODUCTION = """# Commands

Made by `python -m scripts.make_command_docs` from the command line itself; do not edit it by hand.

`tutor` alone opens the app. Every command takes `--json` (one JSON document on stdout, nothing else, errors
included) and `--language es|en`; talk and progress go to stderr. `TUTOR_HOME` names the folder that holds
everything, `TUTOR_NOW` (ISO 8601) freezes the clock.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the work failed |
| 2 | wrong usage or input |
| 3 | something is missing; the message has the command that mends it |
| 4 | refused for safety |
| 5 | time ran out |
| 130 | interrupted |
"""


def document() -> str:
    """The whole page, in English."""
    command = typer.main.get_command(app)
    translate(command, "en")
    return _INTRODUCTION + "".join(_sections(command, "tutor", None))


def _sections(command: Any, name: str, parent: Any) -> Iterator[str]:
    context = typer.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    context.help_option_names = ["--help", "-h"]
    yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    for below, inner in getattr(command, "commands", {}).items():
        yield from _sections(inner, below, context)


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
