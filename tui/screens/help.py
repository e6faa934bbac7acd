"""Every key and slash command, from the key map itself."""

import textwrap

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.keys import Where, bindings, described
from tui.screens.modal import BoxScreen
from tui.slash import COMMANDS
from tui.spoken import follow_language, language_of, say

SECTIONS: tuple[Where, ...] = (
    "app", "chat", "prompt", "list", "passage", "threads", "practice", "exercises", "quiz",
    "answer", "confirm", "help",
)  # fmt: skip
KEY_WIDTH = 22
FIRST_WIDTH = 66  # until the layout is known


class HelpScreen(BoxScreen[None]):
    """Keys by place, then slash commands, then whose words are whose.

    Args:
        first: the place that the learner comes from.
    """

    CSS_PATH = ["modal.tcss", "help.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("help")

    def __init__(self, first: Where = "app") -> None:
        super().__init__()
        self._first = first

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        with Vertical(classes="box"):
            yield Static(classes="box-title", markup=False)
            with VerticalScroll(classes="body", can_focus=False):
                yield Static(id="help-text", markup=False)
            yield Static(classes="box-keys", markup=False)

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.query_one(".box-title", Static).update(Content(say(self, "help.title")))
        width = self.query_one("#help-text").content_size.width or FIRST_WIDTH
        self.query_one("#help-text", Static).update(Content("\n").join(self._lines(width)))
        self.query_one(".box-keys", Static).update(Content(say(self, "help.keys")))

    def on_resize(self) -> None:
        """Wrap again."""
        self.call_after_refresh(self.relabel)

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = [Content(say(self, "help.marks")), Content("")]
        for where in sorted(SECTIONS, key=lambda place: place != self._first):
            lines.append(_heading(say(self, f"help.{where}")))
            lines += [_line(display, say(self, f"key.{name}"), width) for display, name in described(where)]
            lines.append(Content(""))
        lines.append(_heading(say(self, "help.slash")))
        language = language_of(self)
        lines += [_line(f"/{c.names[language]}", say(self, f"slash.{c.id}"), width) for c in COMMANDS]
        return lines


def _heading(words: str) -> Content:
    return Content.styled(words, "bold $primary")


def _line(left: str, right: str, width: int) -> Content:
    """A key and what it does, which goes on under its own beginning."""
    first, *rest = textwrap.wrap(right, max(width - KEY_WIDTH, 10))
    indented = "".join(f"\n{' ' * KEY_WIDTH}{line}" for line in rest)
    return Content.assemble((left.ljust(KEY_WIDTH), "bold"), (first + indented, "$foreground-muted"))
