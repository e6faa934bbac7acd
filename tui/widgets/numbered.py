"""A list whose lines have numbers: arrows and Enter, the mouse, or the number itself."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.keys import bindings


class NumberedList(OptionList):
    """Lines to choose from. A letter typed here is meant for the prompt, and goes there."""

    BINDINGS = bindings("list")

    class Picked(Message):
        """A line was chosen.

        Attributes:
            number: of the line, from 1.
        """

        def __init__(self, source: "NumberedList", number: int) -> None:
            super().__init__()
            self.source = source
            self.number = number

        @property
        def control(self) -> "NumberedList":
            """The list."""
            return self.source

    class Typed(Message):
        """A character was typed while the list had the focus."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes, markup=False, compact=True)

    def show(self, lines: Sequence[Content], *, ruled: bool = False) -> None:
        """Show these lines, with a thin rule between them if they are long."""
        kept = self.highlighted or 0
        self.clear_options()
        for line in lines:
            if ruled and self.option_count:
                self.add_option(None)
            self.add_option(Option(line))
        if lines:
            self.highlighted = min(kept, len(lines) - 1)

    def action_pick(self, number: int) -> None:
        """Choose a line by its number."""
        if number <= self.option_count:
            self.highlighted = number - 1
            self.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Say which number was chosen."""
        event.stop()
        self.post_message(self.Picked(self, event.option_index + 1))

    def on_key(self, event: events.Key) -> None:
        """Hand letters to the prompt."""
        if event.is_printable and event.character and not event.character.isdigit():
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character))
