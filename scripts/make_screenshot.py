"""Make the pictures of the app: a real question with its answer, and a real program with what a check says.

    python -m scripts.make_screenshot [docs/images]

No model takes part (`none`): the answer is quotes, found and checked by the program, and the report is the
grader's, from the sandbox.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from tui.app import TutorApp
from tui.screens.chat import ChatScreen
from tui.screens.practice import PracticeScreen
from tui.widgets.code_editor import CodeEditor
from tui.widgets.prompt import Prompt
from tutor.app import open_tutor
from tutor.settings import ModelSettings, Settings

QUESTION = "¿Qué hace softmax con los logits?"
EXERCISE = "softmax"
PROGRAM = """import numpy as np


def softmax(logits):
    weights = np.exp(logits)
    return weights / weights.sum(axis=-1, keepdims=True)
"""
SIZE = (120, 40)
Scene = Callable[[TutorApp, "Pilot[int]"], Awaitable[None]]


async def picture(home: Path, scene: Scene) -> str:
    """The screen after a scene, as SVG."""
    settings = Settings(language="es", model=ModelSettings(name="none"))
    app = TutorApp(lambda: open_tutor(home, settings))
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await scene(app, pilot)
        await pilot.pause()
        return app.export_screenshot(title="Tutor")


async def chat(app: TutorApp, pilot: "Pilot[int]") -> None:
    """One question and its answer."""
    screen = app.screen
    assert isinstance(screen, ChatScreen)
    screen.query_one(Prompt).insert(QUESTION)
    await pilot.press("enter")
    await app.workers.wait_for_complete()
    await pilot.pause()
    if not screen.query(".sentences.-source"):
        sys.exit("There is no answer on the screen; nothing was written.")


async def practice(app: TutorApp, pilot: "Pilot[int]") -> None:
    """A program that overflows, and what the check says."""
    await pilot.press("f4")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, PracticeScreen)
    await app.workers.wait_for_complete()
    await screen.open(EXERCISE)
    editor = screen.query_one(CodeEditor)
    editor.replace(PROGRAM, (0, 0), editor.document.end)
    editor.move_cursor((4, 12))
    await pilot.press("f5")
    await app.workers.wait_for_complete()
    await pilot.pause()
    if not screen.query("#report .verdict"):
        sys.exit("There is no report on the screen; nothing was written.")


SCENES: dict[str, Scene] = {"chat": chat, "practice": practice}


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/images"))
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        with tempfile.TemporaryDirectory() as home:
            svg = asyncio.run(picture(Path(home), scene))
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
