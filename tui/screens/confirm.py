"""A question before something is lost."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from tui.keys import bindings
from tui.screens.modal import BoxScreen
from tui.spoken import say


class ConfirmScreen(BoxScreen[bool]):
    """Yes or no; no is under the cursor.

    Args:
        question: in the language of the screens, already filled in.
        yes: key of what the button that goes on says.
    """

    CSS_PATH = ["modal.tcss", "confirm.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("confirm")
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, yes: str = "confirm.yes") -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(classes="box"):
            yield Static(self._question, markup=False, id="confirm-question")
            with Horizontal(id="confirm-buttons"):
                yield Button(say(self, "confirm.no"), id="no")
                yield Button(say(self, self._yes), id="yes")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the pressed button."""
        event.stop()
        self.action_answer(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Close with an answer."""
        self.dismiss(yes)
