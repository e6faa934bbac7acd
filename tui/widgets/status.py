"""The quiet line under the prompt: what the tutor is doing, and how many sources there are."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.outside import one_line
from tui.spoken import follow_language, say


class StatusLine(Widget):
    """One line; left what goes on, right what there is.

    Attributes:
        doing: key of the catalogue, or empty while nothing goes on.
        words: what is said in place of that, where it has words of its own.
        sources: how many the current answer has.
    """

    doing: reactive[str] = reactive("")
    words: reactive[str] = reactive("")
    sources: reactive[int] = reactive(0)
    narrow: reactive[bool] = reactive(False)

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.refresh()

    def render(self) -> RenderResult:
        """Left and right, the right only where the panel is not beside the conversation."""
        left = one_line(self.words) or (say(self, self.doing) if self.doing else "")
        right = say(self, "status.sources", count=self.sources) if self.sources and self.narrow else ""
        room = self.content_size.width - len(right)
        return Content(left[: max(room - 1, 0)].ljust(room) + right)
