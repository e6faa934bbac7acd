"""How a command speaks: data on stdout, talk on stderr, and an exit code that says how it ended."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import typer

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput, Missing, OutOfTime, Refused, TutorError
from tui.language import spoken_language
from tui.plain_text import plain_text
from tutor.messages import explain, text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPE_WIDTH = 100  # columns of text that goes into a file or a pipe


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    MISSING = 3
    REFUSED = 4
    OUT_OF_TIME = 5
    INTERRUPTED = 130


_CODES: tuple[tuple[type[TutorError], ExitCode], ...] = (
    (BadInput, ExitCode.WRONG_USE),
    (Missing, ExitCode.MISSING),
    (Refused, ExitCode.REFUSED),
    (OutOfTime, ExitCode.OUT_OF_TIME),
)


def exit_code(error: TutorError) -> ExitCode:
    """The exit code of an error; what has none of its own is work that failed."""
    return next((code for leaf, code in _CODES if isinstance(error, leaf)), ExitCode.FAILED)


def readable(given: str) -> str:
    """Text whose bytes or escapes were not whole characters, as text that can be written."""
    return given.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _dumped(value: Mapping[str, Any], indent: int | None) -> str:
    dumped = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in dumped):  # half a character cannot be written
        dumped = json.dumps(value, indent=indent, default=str)
    return dumped + "\n"


class Output:
    """The voice of one command.

    Args:
        as_json: one JSON document on stdout instead of text.
        language: of the text; that of the settings when not given.
    """

    def __init__(self, as_json: bool = False, language: Language | None = None) -> None:
        self.as_json = as_json
        self.language: Language = language or spoken_language()

    # -- stdout ------------------------------------------------------------------------------------

    def document(self, value: Mapping[str, Any]) -> None:
        """The one JSON document."""
        indent = 2 if sys.stdout.isatty() else None
        self.write(_dumped(value, indent))

    def line(self, value: Mapping[str, Any]) -> None:
        """One line of a batch, sent off at once."""
        self.write(_dumped(value, None))

    def show(self, *parts: "RenderableType") -> None:
        """Text or tables for a person; strings are never read as markup."""
        from rich.text import Text

        console = self._console(sys.stdout)
        with console.capture() as captured:
            for part in parts:
                if isinstance(part, str):  # a pipe gets each sentence on one line
                    console.print(Text(plain_text(part)), soft_wrap=not console.is_terminal)
                else:
                    console.print(part)
        self.write("".join(line.rstrip() + "\n" for line in captured.get().splitlines()))

    def write(self, content: str) -> None:
        """Send to stdout; a reader that has gone away ends the command quietly."""
        try:
            sys.stdout.write(content)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(ExitCode.DONE) from None

    # -- stderr ------------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> None:
        """A sentence of the catalogue, on stderr."""
        self.talk(self.text(key, **values))

    def talk(self, sentence: str) -> None:
        """A sentence on stderr."""
        typer.echo(plain_text(sentence), err=True)

    def say_template(self, template: str, **values: Any) -> None:
        """What `tutor.llm` tells while something takes long: a template, translated like an error's."""
        self.talk(explain(TutorError(template, **values), self.language)[1])

    def error(self, error: TutorError) -> None:
        """An error in one sentence with what mends it; as a document too where one was asked for."""
        title, message, hint = explain(error, self.language)
        if self.as_json:
            self.document({"error": {"title": title, "message": message, "hint": hint}})
        self.talk(message)
        if hint:
            self.talk(hint)

    @contextmanager
    def waiting(self, key: str, **values: object) -> Iterator[None]:
        """A spinner while something takes long, where somebody watches."""
        if not sys.stderr.isatty():
            yield
            return
        with self.stderr_console().status(plain_text(self.text(key, **values))):
            yield

    def stderr_console(self) -> "Console":
        """For progress and other things that move."""
        return self._console(sys.stderr)

    # -- words -------------------------------------------------------------------------------------

    def text(self, key: str, **values: object) -> str:
        """A text of the catalogue."""
        return text(key, self.language, **values)

    def _console(self, file: Any) -> "Console":
        from rich.console import Console

        width = None if file.isatty() else PIPE_WIDTH
        return Console(file=file, width=width, highlight=False, markup=False, emoji=False)
