"""A few things to choose between: example questions, or which intent was meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from tui.outside import one_line
from tui.widgets.numbered import NumberedList


@dataclass(frozen=True)
class Choice:
    """What is shown, and the text that choosing it sends."""

    label: str
    sends: str


class Choices(NumberedList):
    """Numbered choices."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self.choices: tuple[Choice, ...] = ()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these."""
        self.choices = tuple(choices)
        self.show(
            [
                Content.assemble((f"{number}  ", "$primary"), one_line(choice.label))
                for number, choice in enumerate(choices, start=1)
            ]
        )
