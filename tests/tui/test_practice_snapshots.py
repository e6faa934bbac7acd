"""How the practice screen looks, at 80x24 and 120x40, in Spanish and English, dark and light.

To accept a change: look at the SVG files, then run this file with `--snapshot-update`.
"""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot

from knowledge_base.documents import Language
from tests.tui.practice_stage import PracticeStage
from tests.tui.scripted_practice import NO_MAX, SOFTMAX, WRONG_AXIS, PracticeTutor
from tests.tui.stage import NOW
from tui.app import TutorApp
from tui.screens.confirm import ConfirmScreen
from tui.themes import LIGHT

SMALL, LARGE, TINY = (80, 24), (120, 40), (60, 20)
BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
Scene = Callable[[PracticeStage], Awaitable[None]]


class Compare(Protocol):
    """Runs a scene and compares the screen with its picture."""

    def __call__(self, scene: Scene, size: tuple[int, int], language: Language = "es") -> bool: ...


@pytest.fixture
def looks_as_before(
    snap_compare: Callable[..., bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Compare]:
    """The same picture as the committed one."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    opened: list[PracticeTutor] = []

    def compare(scene: Scene, size: tuple[int, int], language: Language = "es") -> bool:
        tutor = PracticeTutor(tmp_path, language=language)
        opened.append(tutor)
        tutor.warm_gate.set()
        app = TutorApp(lambda: tutor, now=lambda: NOW)

        async def play(pilot: "Pilot[int]") -> None:
            stage = PracticeStage(app, pilot, tutor)
            await stage.enter()
            await stage.open()
            await scene(stage)
            await pilot.wait_for_animation()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=play)

    yield compare
    for tutor in opened:
        tutor.practice.close()


async def statement(_stage: PracticeStage) -> None:
    """The exercise as it opens."""


async def failed(stage: PracticeStage) -> None:
    """A program with a known mistake."""
    await stage.check(WRONG_AXIS)


async def hinted(stage: PracticeStage) -> None:
    """The second hint."""
    await stage.check(WRONG_AXIS)
    await stage.check(NO_MAX)
    await stage.press("f7")
    await stage.until(lambda: "F7" not in stage.result())


async def passed(stage: PracticeStage) -> None:
    """The solution of the learner's own."""
    await stage.check(SOFTMAX.reference)


@BOTH
def test_statement(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(statement, size)


@BOTH
def test_statement_in_english(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(statement, size, "en")


def test_code_in_a_small_terminal(looks_as_before: Compare) -> None:
    async def code(stage: PracticeStage) -> None:
        stage.write(WRONG_AXIS)
        await stage.press("f3")

    assert looks_as_before(code, SMALL)


@BOTH
def test_counterexample(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(failed, size)


@BOTH
def test_hint(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(hinted, size)


@BOTH
def test_pass(looks_as_before: Compare, size: tuple[int, int]) -> None:
    assert looks_as_before(passed, size)


def test_pass_in_english_in_the_light_theme(looks_as_before: Compare) -> None:
    async def light(stage: PracticeStage) -> None:
        stage.app.theme = LIGHT.name
        await passed(stage)

    assert looks_as_before(light, LARGE, "en")


def test_counterexample_in_a_tiny_terminal(looks_as_before: Compare) -> None:
    assert looks_as_before(failed, TINY)


@BOTH
def test_run(looks_as_before: Compare, size: tuple[int, int]) -> None:
    async def run(stage: PracticeStage) -> None:
        stage.write(SOFTMAX.reference + "\n\nprint(softmax(np.zeros(2)))\n")
        await stage.press("f6")
        await stage.until(lambda: "Terminó" in stage.result())

    assert looks_as_before(run, size)


def test_a_syntax_error(looks_as_before: Compare) -> None:
    async def wrong(stage: PracticeStage) -> None:
        await stage.check("import numpy as np\n\n\ndef softmax(logits:\n    return np.exp(logits)\n")

    assert looks_as_before(wrong, SMALL)


@BOTH
def test_solution(looks_as_before: Compare, size: tuple[int, int]) -> None:
    async def solution(stage: PracticeStage) -> None:
        await stage.check(WRONG_AXIS)
        await stage.press("f8")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
        await stage.press("s")
        await stage.until(lambda: "La solución" in stage.result())

    assert looks_as_before(solution, size)


def test_asking_before_the_solution(looks_as_before: Compare) -> None:
    async def asked(stage: PracticeStage) -> None:
        await stage.check(WRONG_AXIS)
        await stage.press("f8")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))

    assert looks_as_before(asked, SMALL)


@BOTH
def test_palette_of_practice(looks_as_before: Compare, size: tuple[int, int]) -> None:
    async def palette(stage: PracticeStage) -> None:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.app.screen.has_class("-ready"))

    assert looks_as_before(palette, size)
