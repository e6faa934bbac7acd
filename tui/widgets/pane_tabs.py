"""The names of the panes, the open one marked; a click opens another."""

from collections.abc import Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.spoken import follow_language, say


class PaneTabs(Widget):
    """One line.

    Args:
        panes: names; `app.practice.tab.<name>` is what is written.

    Attributes:
        current: the open one.
    """

    current: reactive[str] = reactive("")

    class Chosen(Message):
        """A name was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, panes: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._panes = tuple(panes)

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.refresh()

    def render(self) -> RenderResult:
        """The names side by side."""
        return Content("   ").join(map(self._tab, self._panes))

    def action_choose(self, pane: str) -> None:
        """Ask for a pane."""
        self.post_message(self.Chosen(pane))

    def _tab(self, pane: str) -> Content:
        words = say(self, f"practice.tab.{pane}")
        if pane == self.current:
            return Content.styled(words, "bold $primary")
        return Content(words).stylize(Style.from_meta({"@click": f"choose('{pane}')"}))
