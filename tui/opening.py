"""Opens a tutor for a command and closes it again."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from tui.output import Output
from tutor.app import Tutor, open_tutor
from tutor.home import home_folder
from tutor.settings import load_settings

T = TypeVar("T")


@dataclass(frozen=True)
class Opened:
    """A tutor, with the one event loop that its clients belong to."""

    tutor: Tutor
    runner: asyncio.Runner

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do asynchronous work."""
        return self.runner.run(work)


@contextmanager
def opened(section: str = "", **changes: Any) -> Iterator[Opened]:
    """A tutor on the learner's folder.

    Args:
        section: of the settings that `changes` belong to.
        changes: settings that hold for this command only; those that are None are left as they are.
    """
    home = home_folder()
    settings = load_settings(home)
    wanted = {name: value for name, value in changes.items() if value is not None}
    if wanted:
        inner = getattr(settings, section).model_copy(update=wanted)
        settings = settings.model_copy(update={section: inner})
    tutor = open_tutor(home, settings)
    with asyncio.Runner() as runner:
        try:
            yield Opened(tutor, runner)
        finally:
            runner.run(tutor.aclose())


def prepare(tutor: Tutor, out: Output) -> None:
    """Open the library, with a sign of life where somebody watches."""
    with out.waiting("cli.waiting.library"):
        _ = tutor.library
