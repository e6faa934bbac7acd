"""The first line: whose app this is, which conversation, which language."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.outside import one_line
from tui.spoken import follow_language, say
from tui.widgets.citation_line import shortened


class TitleBar(Widget):
    """One line.

    Args:
        empty: key of what stands there while there is nothing to name.

    Attributes:
        conversation: the first question of the thread, or the exercise; empty for a new one.
    """

    conversation: reactive[str] = reactive("")

    def __init__(self, empty: str = "thread.new") -> None:
        super().__init__()
        self._empty = empty

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.refresh()

    def render(self) -> RenderResult:
        """Name, conversation, and the language, which can be clicked."""
        language = say(self, "language.name")
        name = say(self, "name")
        room = self.content_size.width - len(name) - len(language) - 6
        title = shortened(one_line(self.conversation) or say(self, self._empty), max(room, 0))
        gap = " " * max(self.content_size.width - len(name) - len(title) - len(language) - 2, 1)
        switch = Content(language).stylize(Style.from_meta({"@click": "app.switch_language"}))
        return Content.assemble((name, "bold $primary"), "  ", (title, "$foreground-muted"), gap, switch)
