"""Drives the practice screen in tests; it waits for what is shown, never for seconds."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Markdown

from tests.tui.scripted_practice import PracticeTutor, ScriptedPractice
from tests.tui.stage import NOW, words
from tui.app import TutorApp
from tui.screens.practice import PracticeScreen
from tui.widgets.code_editor import CodeEditor
from tui.widgets.result_pane import ResultPane
from tui.widgets.status import StatusLine

PATIENCE = 2000  # rounds of the event loop; two threads work beside it
Kind = TypeVar("Kind", bound=Widget)


@dataclass
class PracticeStage:
    """The app on its practice screen."""

    app: TutorApp
    pilot: "Pilot[int]"
    tutor: PracticeTutor

    @property
    def screen(self) -> PracticeScreen:
        """The practice screen."""
        assert self.app._practice is not None
        return self.app._practice

    @property
    def editor(self) -> CodeEditor:
        """Where the learner writes."""
        return self.one(CodeEditor)

    @property
    def status(self) -> str:
        """What the status line says."""
        line = self.one(StatusLine)
        return line.words or line.doing

    @property
    def practice(self) -> ScriptedPractice:
        """The service."""
        found: ScriptedPractice = self.tutor.practice
        return found

    def one(self, kind: type[Kind]) -> Kind:
        """The widget of a kind."""
        return self.screen.query_one(kind)

    def result(self) -> str:
        """All that the result says."""
        return said_in(self.one(ResultPane))

    async def until(self, so: Callable[[], bool]) -> None:
        """Let the app work until something is so."""
        for _ in range(PATIENCE):
            if so():
                return
            await self.pilot.pause()
        raise AssertionError(f"it never came to be; the status line says {self.status!r}")

    async def press(self, *keys: str) -> None:
        """Press keys and let the app work."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def enter(self) -> None:
        """Open the screen, and wait for the exercise."""
        await self.press("f4")
        await self.until(self.lies_open)

    def lies_open(self) -> bool:
        """Whether an exercise lies open and is described."""
        return self.app._practice is not None and self.screen.exercise is not None and not self.status

    async def open(self, exercise: str = "softmax") -> None:
        """Put another exercise on the desk."""
        self.screen._later(self.screen.open(exercise))
        await self.until(lambda: self.screen.exercise is not None and self.screen.exercise.id == exercise)
        await self.until(self.lies_open)
        await self.pilot.pause()

    async def check(self, program: str) -> None:
        """Write a program and check it."""
        before = len(self.practice.judged)
        self.write(program)
        await self.press("f5")
        await self.until(lambda: len(self.practice.judged) > before and not self.screen.working)
        await self.pilot.pause()

    def write(self, program: str) -> None:
        """Replace the program by another."""
        self.editor.replace(program, (0, 0), self.editor.document.end)


@asynccontextmanager
async def practising(
    tutor: PracticeTutor, size: tuple[int, int] = (120, 40), exercise: str = "softmax"
) -> AsyncIterator[PracticeStage]:
    """The app with an exercise open."""
    tutor.warm_gate.set()
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    try:
        async with app.run_test(size=size) as pilot:
            stage = PracticeStage(app, pilot, tutor)
            await pilot.pause()
            await stage.enter()
            if exercise:
                await stage.open(exercise)
            yield stage
    finally:
        tutor.practice.gate.set()
        tutor.practice.close()


def said_in(widget: Widget) -> str:
    """Labels and Markdown in a widget, in order."""
    parts = [part.source if isinstance(part, Markdown) else "" for part in widget.walk_children()]
    return "\n".join([words(widget), *filter(None, parts)])
