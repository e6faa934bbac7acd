"""`--batch FILE`: one JSON object a line in, one a line out, in order; the process loads once."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import typer

from knowledge_base.errors import BadInput, Missing, TutorError
from tui.output import ExitCode, Output, readable
from tutor.messages import explain


def run_batch(file: str, out: Output, work: Callable[[str], dict[str, Any]]) -> None:
    """As `run_lines`, on the text of each line."""
    run_lines(file, out, lambda line: work(_text(line)))


def run_lines(file: str, out: Output, work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Do `work` on the object of each line, and send each result off with its id.

    A line that cannot be used, or that `work` refuses, becomes `{"id", "error"}`; the exit code is 2 then.

    Raises:
        Missing: there is no such file.
    """
    good = True
    with _opened(file) as lines:
        for line in lines:
            if not line.strip():
                continue
            value = _read(line)
            try:
                result = work(value)
            except TutorError as error:
                good = False
                result = {"error": explain(error, out.language)[1]}
            out.line({"id": value.get("id"), **result})
    if not good:
        raise typer.Exit(ExitCode.WRONG_USE)


def text_or_batch(words: list[str] | None, batch: str) -> str:
    """The text of the command line; empty when a batch takes its place.

    Raises:
        BadInput: both were given, or neither.
    """
    if batch and words:
        raise BadInput("A text and --batch were both given.", hint="Give one of them.")
    if not batch and words is None:
        raise BadInput("There is no text.", hint="Write it after the command, or give --batch FILE.")
    return " ".join(words or [])


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    path = Path(file)
    if not path.is_file():
        raise Missing("There is no file {path}.", hint="Check its name.", path=path)
    with path.open("rb") as lines:
        yield lines


def _read(line: bytes) -> dict[str, Any]:
    """The object of a line; an empty one where it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or brackets without end
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: dict[str, Any]) -> str:
    text = value.get("text")
    if not isinstance(text, str):
        raise BadInput('This line is not a JSON object with a "text".')
    return readable(text)
