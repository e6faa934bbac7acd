"""How the quiz looks, at 80x24 and 120x40.

To accept a change: look at the SVG files, then run this file with `--snapshot-update`.
"""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot

from knowledge_base.documents import Language
from tests.tui.quiz_stage import CARD, WRONG, QuizStage, QuizTutor, make_leech
from tests.tui.stage import NOW
from tui.app import TutorApp
from tui.themes import LIGHT

SMALL, LARGE = (80, 24), (120, 40)
BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
Scene = Callable[[QuizStage], Awaitable[None]]


class Compare(Protocol):
    """Runs a scene and compares the screen with its picture."""

    def __call__(
        self, scene: Scene, size: tuple[int, int], language: Language = "es", *, learned: bool = True
    ) -> bool: ...


@pytest.fixture
def looks_as_before(
    snap_compare: Callable[..., bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Compare]:
    """The same picture as the committed one."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    opened: list[QuizTutor] = []

    def compare(
        scene: Scene, size: tuple[int, int], language: Language = "es", *, learned: bool = True
    ) -> bool:
        tutor = QuizTutor(tmp_path, language=language)
        opened.append(tutor)
        if learned:
            tutor.learner.learn("softmax")
        tutor.warm_gate.set()
        app = TutorApp(lambda: tutor, now=lambda: NOW)

        async def play(pilot: "Pilot[int]") -> None:
            stage = QuizStage(app, pilot, tutor)
            await stage.until(app._is_ready)
            await scene(stage)
            await pilot.wait_for_animation()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=play)

    yield compare
    for tutor in opened:
        tutor.close()


async def overview(stage: QuizStage) -> None:
    """What is due."""
    await stage.enter()


async def question(stage: QuizStage) -> None:
    """A question, with an answer on its way."""
    await stage.enter()
    await stage.begin()
    stage.type("El factor se cancela")


async def judged(stage: QuizStage) -> None:
    """An answer that says the common mistake."""
    await stage.enter()
    await stage.begin()
    await stage.answer(WRONG)


async def thought(stage: QuizStage) -> None:
    """An answer that was only thought."""
    await stage.enter()
    await stage.begin()
    await stage.press("enter")
    await stage.come_to("judged")


async def leech(stage: QuizStage) -> None:
    """A question that was forgotten time and again."""
    make_leech(stage.tutor.learner)
    await stage.enter()
    await stage.begin()
    while stage.screen._question["item"] != CARD:
        await stage.press("ctrl+n")
        await stage.come_to("asking")


async def summary(stage: QuizStage) -> None:
    """How it went."""
    await stage.enter()
    await stage.begin()
    for grade in "312":
        await stage.press("enter")
        await stage.come_to("judged")
        await stage.press(grade)
        await stage.come_to("asking")
    await stage.press("escape")
    await stage.come_to("summary")


@BOTH
def test_nothing_due(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(overview, size, learned=False)


@BOTH
def test_what_is_due(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(overview, size)


@BOTH
def test_question(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(question, size)


@BOTH
def test_answer_that_was_read(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(judged, size)


def test_answer_that_was_read_in_english_in_the_light_theme(looks_as_before: Compare) -> None:
    async def light(stage: QuizStage) -> None:
        stage.app.theme = LIGHT.name
        await judged(stage)

    assert looks_as_before(light, LARGE, "en")


def test_answer_that_was_only_thought(looks_as_before: Compare) -> None:
    assert looks_as_before(thought, SMALL)


@BOTH
def test_leech(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(leech, size)


@BOTH
def test_how_it_went(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(summary, size)


def test_how_it_went_in_english_in_the_light_theme(looks_as_before: Compare) -> None:
    async def light(stage: QuizStage) -> None:
        stage.app.theme = LIGHT.name
        await summary(stage)

    assert looks_as_before(light, SMALL, "en")
