"""What somebody at a terminal sees while a command works."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from knowledge_base.citations import Answer, Citation, Sentence
from tests.tui.command_line import CommandLine
from tui.answers import show_answer, watching
from tui.commands.ask import _tell
from tui.output import Output, readable
from tui.plain_text import plain_text
from tutor.agent.events import Answered, Event, QuotesFound, Wording

QUOTE = Citation(1, "p1", "d1", "Zeppelins", "/notes/z.md", "Airships", "A zeppelin is [red]rigid[/red].")
ANSWER = Answer(
    "What is a zeppelin?",
    "en",
    (Sentence("It is rigid.", (1,), "model"), Sentence(QUOTE.quote, (1,), "source")),
    (QUOTE,),
    model="scripted",
)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Stderr as a terminal that remembers everything ever written to it."""
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100, markup=False, highlight=False)
    monkeypatch.setattr(Output, "stderr_console", lambda self: console)
    return written


async def events(*made: Event) -> AsyncIterator[Event]:
    """A turn."""
    for event in made:
        yield event


def test_quotes_and_wording_come_first_and_the_checked_answer_last(
    screen: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    turn = events(QuotesFound((QUOTE,)), Wording("It is ri"), Wording("gid."), Answered(ANSWER))
    asyncio.run(_tell(turn, Output(language="en")))
    shown = screen.getvalue()
    assert shown.index("[red]rigid[/red]") < shown.index("It is ri")
    out = capsys.readouterr().out
    assert out.startswith("It is rigid. [1] «A zeppelin is [red]rigid[/red].» [1]")
    assert "[1] Zeppelins · Airships" in out
    assert "Words by scripted" in out


def test_wording_cannot_move_the_cursor(screen: io.StringIO) -> None:
    with watching(Output(language="en")) as watch:
        watch(Wording("\x1b[2Jgone\x07"))
    assert "\x1b[2J" not in screen.getvalue()
    assert "[2Jgone" in screen.getvalue()


def test_without_a_terminal_nothing_provisional_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(Output(language="en")) as watch:
        watch(Wording("provisional"))
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_an_abstention_without_anything_near(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(Answer("x", "en", abstained=True), Output(language="en"))
    assert "nor anything near it" in capsys.readouterr().out


def test_adding_shows_how_far_it_is(
    tutor: CommandLine, library_home: Path, tmp_path: Path, screen: io.StringIO
) -> None:
    (tmp_path / "note.md").write_text("# Airships [bold]\n\nA note about airships and hydrogen.\n")
    assert tutor("library", "add", str(tmp_path / "note.md"), "--language", "en").code == 0
    assert "1 passages · Airships [bold]" in screen.getvalue()


def test_a_download_shows_how_far_it_is(
    tutor: CommandLine, screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.tui.test_cli_machine import Fetched

    def pull(source: str, home: Path, *, progress: Any) -> Fetched:
        progress(5_000_000, 10_000_000)
        return Fetched(checked=False, licence="")

    monkeypatch.setattr("tutor.llm.pull.pull", pull)
    ran = tutor("model", "pull", "owner/repo", "--language", "en")
    assert "10.0 MB" in screen.getvalue()
    assert "not stated" in ran.out
    assert "no checksum" in ran.out


def test_a_wait_is_shown_where_somebody_watches(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Output(language="en").waiting("cli.waiting.doctor"):
        time.monotonic()
    assert "Looking at everything" in screen.getvalue()


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("línea\tuno\n", "línea\tuno\n"),
        ("\x1b[31mred", "[31mred"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("\u202eback\u2066", "back"),
        ("half \ud800", "half \ufffd"),
    ],
)
def test_plain(content: str, shown: str) -> None:
    assert plain_text(content) == shown


def test_readable() -> None:
    assert readable("a\udce9b") == "a\ufffdb"
    assert readable("línea") == "línea"
