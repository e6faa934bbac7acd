"""What the modal screens share: a box, a title, a scrolling body, a line of keys."""

from pathlib import PurePath
from typing import ClassVar, Generic, TypeVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen

Result = TypeVar("Result")


class BoxScreen(ModalScreen[Result], Generic[Result]):
    """A box over the conversation; Escape closes it."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = "modal.tcss"

    def action_close(self) -> None:
        """Back to the conversation."""
        self.dismiss(None)

    def action_scroll(self, direction: str) -> None:
        """Move the body: up, down, page_up, page_down."""
        body = self.query_one(".body", VerticalScroll)
        moves = {
            "up": body.scroll_up,
            "down": body.scroll_down,
            "page_up": body.scroll_page_up,
            "page_down": body.scroll_page_down,
        }
        moves[direction](animate=False)
