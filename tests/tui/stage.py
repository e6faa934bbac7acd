"""Drives the app in tests: waits for workers and messages, never for seconds."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from tests.tui.scripted_tutor import ScriptedTutor
from tui.app import TutorApp
from tui.screens.chat import ChatScreen
from tui.widgets.prompt import Prompt
from tui.widgets.turn import TurnView

NOW = datetime(2026, 11, 28, 10, 0)
PATIENCE = 400  # rounds of the event loop
Kind = TypeVar("Kind", bound=Widget)


@dataclass
class Stage:
    """The app, its pilot and its tutor."""

    app: TutorApp
    pilot: "Pilot[int]"
    tutor: ScriptedTutor

    @property
    def chat(self) -> ChatScreen:
        """The conversation."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def prompt(self) -> Prompt:
        """Where the learner writes."""
        return self.chat.query_one(Prompt)

    def one(self, kind: type[Kind]) -> Kind:
        """The widget of a kind in the conversation."""
        return self.chat.query_one(kind)

    def last_turn(self) -> TurnView:
        """The newest turn."""
        return self.chat.query(TurnView).last()

    async def until(self, so: Callable[[], bool]) -> None:
        """Let the app work until something is so."""
        for _ in range(PATIENCE):
            if so():
                return
            await self.pilot.pause()
        raise AssertionError("it never came to be")

    async def press(self, *keys: str) -> None:
        """Press keys and let the app work."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def send(self, text: str) -> None:
        """Write a text and press Enter."""
        self.prompt.insert(text)
        await self.press("enter")

    async def ask(self, text: str) -> None:
        """Send a text and wait for the end of the turn."""
        before = len(self.tutor.asked)
        await self.send(text)
        await self.until(lambda: len(self.tutor.asked) > before and not self.chat.answering)
        await self.pilot.pause()

    async def let(self, steps: int, so: Callable[[], bool]) -> None:
        """Let events of a gated turn through, and wait for what they show."""
        self.tutor.step(steps)
        await self.until(so)


@asynccontextmanager
async def playing(
    tutor: ScriptedTutor, *, size: tuple[int, int] = (120, 40), warm: bool = True
) -> AsyncIterator[Stage]:
    """The app with a scripted tutor; `warm` waits until it is ready."""
    if warm:
        tutor.warm_gate.set()
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    try:
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot, tutor)
            await pilot.pause()
            if warm:
                await stage.until(app._is_ready)
            yield stage
    finally:
        tutor.warm_gate.set()
        await asyncio.sleep(0)


def words(widget: Widget) -> str:
    """All the text a widget and what is in it show, in order."""
    parts = [widget, *widget.walk_children()]
    return "\n".join(_plain(part) for part in parts if isinstance(part, Static) and part.display)


def _plain(static: Static) -> str:
    visual = static.visual
    return visual.plain if isinstance(visual, Content) else str(visual)
