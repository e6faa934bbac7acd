"""Make the README's picture of the app: a real question, answered from the first unit's lessons.

    python -m scripts.make_screenshot [docs/images/chat.svg]

No model takes part (`none`): the answer is quotes, found and checked by the program.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tui.app import TutorApp
from tui.screens.chat import ChatScreen
from tui.widgets.prompt import Prompt
from tutor.app import open_tutor
from tutor.settings import ModelSettings, Settings

QUESTION = "¿Qué hace softmax con los logits?"
SIZE = (120, 40)


async def picture(home: Path) -> str:
    """The screen after one question, as SVG."""
    settings = Settings(language="es", model=ModelSettings(name="none"))
    app = TutorApp(lambda: open_tutor(home, settings))
    async with app.run_test(size=SIZE) as pilot:
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        await app.workers.wait_for_complete()
        chat.query_one(Prompt).insert(QUESTION)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        if not chat.query(".sentences.-source"):
            sys.exit("There is no answer on the screen; nothing was written.")
        return app.export_screenshot(title="Tutor")


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, nargs="?", default=Path("docs/images/chat.svg"))
    target = parser.parse_args().file
    with tempfile.TemporaryDirectory() as home:
        svg = asyncio.run(picture(Path(home)))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
