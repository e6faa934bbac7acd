"""How the screens look, at 80x24 and 120x40 and in a terminal as small as 60x20.

To accept a change: look at the SVG files, then run this file with `--snapshot-update`.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot

from knowledge_base.documents import Language
from tests.tui.scripted_tutor import (
    ABSTAINED,
    QUESTION,
    QUOTED,
    TURN,
    WHICH,
    Line,
    Past,
    ScriptedThreads,
    ScriptedTutor,
)
from tests.tui.stage import NOW, Stage
from tui.app import TutorApp
from tui.themes import LIGHT
from tui.widgets.sentences import Sentences
from tutor.agent.events import Answered, Event

SMALL, LARGE, TINY = (80, 24), (120, 40), (60, 20)
BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
Scene = Callable[[Stage], Awaitable[None]]


class Compare(Protocol):
    """Runs a scene and compares the screen with its picture."""

    def __call__(
        self,
        scene: Scene,
        size: tuple[int, int],
        turns: tuple[tuple[Event, ...], ...] = (TURN,),
        *,
        language: Language = "es",
        gated: bool = False,
    ) -> bool: ...


@pytest.fixture
def looks_as_before(
    snap_compare: Callable[..., bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Compare:
    """The same picture as the committed one."""
    monkeypatch.delenv("NO_COLOR", raising=False)

    def compare(
        scene: Scene,
        size: tuple[int, int],
        turns: tuple[tuple[Event, ...], ...] = (TURN,),
        *,
        language: Language = "es",
        gated: bool = False,
    ) -> bool:
        tutor = ScriptedTutor(tmp_path, turns, language, gated, threads())
        tutor.warm_gate.set()
        app = TutorApp(lambda: tutor, now=lambda: NOW)

        async def play(pilot: "Pilot[int]") -> None:
            stage = Stage(app, pilot, tutor)
            await stage.until(app._is_ready)
            await scene(stage)
            await pilot.wait_for_animation()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=play)

    return compare


def threads() -> ScriptedThreads:
    """Three conversations."""
    return ScriptedThreads(
        [
            Line("a", QUESTION, "2026-11-28T09:12:00", 3),
            Line("b", "¿Por qué la entropía se mide en bits?", "2026-11-27T19:00:00", 1),
            Line("c", "What does the chain rule say about a composition?", "2026-10-03T19:00:00", 12),
        ],
        {"a": [Past(QUESTION, answer=QUOTED), Past("¿y después?", cancelled=True)]},
    )


async def nothing(_stage: Stage) -> None:
    """The app as it opens."""


async def asked(stage: Stage) -> None:
    """A question and its answer."""
    await stage.ask(QUESTION)


async def streaming(stage: Stage) -> None:
    """A question whose answer is being worded."""
    await stage.send(QUESTION)
    await stage.let(4, lambda: bool(stage.chat.query(".wording MarkdownParagraph")))
    await stage.until(lambda: bool(stage.last_turn().query(Sentences)))


async def passage(stage: Stage) -> None:
    """The passage of the second source."""
    await stage.ask(QUESTION)
    await stage.press("alt+2")
    await stage.until(lambda: stage.app.screen is not stage.chat)


async def conversations(stage: Stage) -> None:
    """The list of conversations."""
    await stage.press("ctrl+t")
    await stage.until(lambda: bool(stage.app.screen.query("#threads-list")))


@BOTH
def test_welcome(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(nothing, size)


def test_welcome_in_english(looks_as_before: Compare) -> None:
    assert looks_as_before(nothing, LARGE, language="en")


@BOTH
def test_streaming(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(streaming, size, gated=True)


@BOTH
def test_answer(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(asked, size)


def test_answer_in_a_tiny_terminal(looks_as_before: Compare) -> None:
    assert looks_as_before(asked, TINY)


def test_answer_in_the_light_theme(looks_as_before: Compare) -> None:
    async def light(stage: Stage) -> None:
        stage.app.theme = LIGHT.name
        await stage.ask(QUESTION)

    assert looks_as_before(light, LARGE)


@BOTH
def test_abstention(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(asked, size, ((Answered(ABSTAINED),),))


def test_which_was_meant(looks_as_before: Compare) -> None:
    assert looks_as_before(asked, SMALL, (WHICH,))


def test_sources_in_a_drawer(looks_as_before: Compare) -> None:
    async def drawer(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press("f3")

    assert looks_as_before(drawer, SMALL)


@BOTH
def test_passage(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(passage, size)


@BOTH
def test_threads(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(conversations, size)


def test_confirming(looks_as_before: Compare) -> None:
    async def confirm(stage: Stage) -> None:
        await conversations(stage)
        await stage.press("d")

    assert looks_as_before(confirm, SMALL)


@BOTH
def test_help(looks_as_before: Compare, size: tuple[int, int]) -> None:
    async def help_screen(stage: Stage) -> None:
        await stage.press("f1")

    assert looks_as_before(help_screen, size)


def test_slash_commands(looks_as_before: Compare) -> None:
    async def slash(stage: Stage) -> None:
        await stage.press("slash", "p")

    assert looks_as_before(slash, SMALL)


def test_palette(looks_as_before: Compare) -> None:
    async def palette(stage: Stage) -> None:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.app.screen.has_class("-ready"))

    assert looks_as_before(palette, LARGE)
