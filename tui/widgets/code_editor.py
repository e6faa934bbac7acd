"""Where the learner writes the program: Python in colours, and the indentation that Python wants."""

from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

from tui.code_colours import Coloured, coloured_lines, resolved
from tui.plain_text import plain_text

INDENT = 4
LONGEST = 60_000  # letters up to which colours are worth their time


class CodeEditor(TextArea):
    """A text area for one small Python file."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            id=id, soft_wrap=False, show_line_numbers=True, tab_behavior="indent", highlight_cursor_line=True
        )
        self.indent_width = INDENT
        self.cursor_blink = False
        self._coloured: str | None = None
        self._spans: list[list[Coloured]] = []
        self._styles: dict[str, Style] = {}

    # -- colours -----------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """Find the colours again where the text has changed since they were last drawn."""
        if self.text != self._coloured:
            self._coloured = self.text
            self._spans = coloured_lines(self.text) if len(self.text) <= LONGEST else []
        return super().render_lines(crop)

    def get_line(self, line_index: int) -> Text:
        """A line with its colours."""
        line = super().get_line(line_index)
        for start, end, style in self._spans[line_index] if line_index < len(self._spans) else ():
            line.stylize(self._style(style), start, end)
        return line

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        self._styles = {}
        super().notify_style_update()

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = resolved(name, self.app.theme_variables)
        return self._styles[name]

    # -- keys --------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """Enter keeps the indentation, Backspace takes back a step of it; Escape is for the screen.

        What is not handled here goes on to the text area, which would take Escape for itself.
        """
        if event.key == "escape":
            await self.run_action("screen.back")
        elif not {"enter": self._new_line, "backspace": self._step_back}.get(event.key, _not_here)():
            return
        event.stop()
        event.prevent_default()

    def _new_line(self) -> bool:
        row, column = min(self.selection)
        before = self.document.get_line(row)[:column]
        indent = len(before) - len(before.lstrip(" "))
        indent += INDENT if before.rstrip().endswith(":") else 0
        self._replace_via_keyboard("\n" + " " * indent, *self.selection)
        return True

    def _step_back(self) -> bool:
        """Whether there was indentation before the cursor, and nothing else."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        if self.selected_text or not before or before.strip(" "):
            return False
        step = column % INDENT or INDENT
        self.delete((row, column - step), (row, column), maintain_selection_offset=False)
        return True

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert pasted text without control characters."""
        event.stop()
        event.prevent_default()
        if result := self._replace_via_keyboard(plain_text(event.text), *self.selection):
            self.move_cursor(result.end_location)


def _not_here() -> bool:
    return False
