"""Runs commands in this process, as a person would type them."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tui.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON lines of a batch."""
        return [json.loads(line) for line in self.out.splitlines()]


class CommandLine:
    """Called with the words after `tutor`."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        """Run a command."""
        self._capsys.readouterr()
        code = main(list(arguments))
        captured = self._capsys.readouterr()
        return Ran(int(code), captured.out, captured.err)
