"""Drives the quiz screen in tests: the real service on a record of its own; waits for what is shown."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.scripted_practice import PracticeTutor
from tests.tui.stage import NOW, words
from tests.tutor.reviews.small_reviews import COURSE, Learner
from tui.app import TutorApp
from tui.screens.quiz import QuizScreen
from tui.widgets.answer_box import AnswerBox
from tui.widgets.choices import Choices
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar

PATIENCE = 2000  # rounds of the event loop; a thread works beside it
CARD = "softmax-shift-invariance"
WRONG = "Porque softmax solo mira el orden de los logits"


@dataclass
class QuizTutor(PracticeTutor):
    """A tutor with reviews; what it opens is opened again from the same folder by the next one."""

    learner: Any = None
    course: Any = COURSE

    def __post_init__(self) -> None:
        is_new = not (self.home / "learner.db").exists()
        super().__post_init__()
        self.learner = Learner(self.home, profile=is_new)

    @property
    def quiz(self) -> Any:
        """The service."""
        return self.learner.quiz

    def close(self) -> None:
        """Close what was opened."""
        self.practice.close()
        self.learner.record.close()


@dataclass
class QuizStage:
    """The app on its quiz screen."""

    app: TutorApp
    pilot: "Pilot[int]"
    tutor: QuizTutor

    @property
    def screen(self) -> QuizScreen:
        """The quiz screen."""
        assert self.app._quiz is not None
        return self.app._quiz

    @property
    def box(self) -> AnswerBox:
        """Where an answer is typed."""
        return self.screen.query_one(AnswerBox)

    @property
    def choices(self) -> Choices:
        """What can be chosen."""
        return self.screen.query_one(Choices)

    @property
    def status(self) -> str:
        """What the status line says."""
        line = self.screen.query_one(StatusLine)
        return line.words or line.doing

    @property
    def title(self) -> str:
        """What the title says."""
        return self.screen.query_one(TitleBar).conversation

    def said(self) -> str:
        """All that the screen says, with what it asks."""
        ask = self.screen.query_one("#quiz-ask", Static)
        return words(self.screen.query_one("#quiz-body", VerticalScroll)) + "\n" + words(ask)

    def offered(self) -> list[str]:
        """What can be chosen, in order."""
        return [choice.label for choice in self.choices.choices]

    async def until(self, so: Callable[[], bool]) -> None:
        """Let the app work until something is so."""
        for _ in range(PATIENCE):
            if so():
                return
            await self.pilot.pause()
        raise AssertionError(f"it never came to be; the screen says {self.said()!r}, {self.status!r}")

    async def press(self, *keys: str) -> None:
        """Press keys and let the app work."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def come_to(self, state: str) -> None:
        """Wait until the screen is there and rests."""
        await self.until(lambda: self.app._quiz is not None and self.screen.state == state)
        await self.until(lambda: not self.screen.busy)
        await self.pilot.pause()

    async def enter(self) -> None:
        """Open the screen."""
        await self.press("f5")
        await self.come_to("overview")

    async def begin(self, key: str = "enter") -> None:
        """Begin the quiz that comes first, or has this number."""
        await self.press(key)
        await self.come_to("asking")

    async def answer(self, text: str) -> None:
        """Hand in an answer in words."""
        self.box.insert(text)
        await self.press("enter")
        await self.come_to("judged")

    def type(self, text: str) -> None:
        """Write, and do not hand in."""
        self.box.insert(text)


@asynccontextmanager
async def quizzing(
    tutor: QuizTutor, size: tuple[int, int] = (120, 40), *, enter: bool = True
) -> AsyncIterator[QuizStage]:
    """The app with the quiz screen open."""
    tutor.warm_gate.set()
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    try:
        async with app.run_test(size=size) as pilot:
            stage = QuizStage(app, pilot, tutor)
            await pilot.pause()
            if enter:
                await stage.enter()
            yield stage
    finally:
        tutor.close()


def make_leech(learner: Learner, item: str = CARD) -> None:
    """Let an item lapse until it is a leech, and come due again."""
    for grade in (3, 1, 1, 1, 1):
        learner.quiz.grade("q", item, "es", grade=grade)
        learner.clock.now += timedelta(days=3)
