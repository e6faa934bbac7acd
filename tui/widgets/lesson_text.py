"""Markdown of the course: statements, explanations, hints."""

from textual.content import Content
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownFence

from tui.code_colours import coloured
from tui.outside import markdown_parser
from tui.plain_text import plain_text


class Fence(MarkdownFence):
    """A block of code in the theme's colours."""

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:  # noqa: ARG003 - Textual's signature
        """Python as in the editor; all else as it stands."""
        return coloured(code) if language in ("python", "py", "pycon") else Content(code.rstrip("\n"))


class LessonText(Markdown):
    """Markdown whose links are text and whose tags are seen."""

    BLOCKS = {**Markdown.BLOCKS, "fence": Fence, "code_block": Fence}  # noqa: RUF012 - Textual's name and type

    def __init__(self, text: str = "", *, id: str | None = None, classes: str = "") -> None:  # noqa: A002 - Textual's name
        super().__init__(
            plain_text(text), id=id, classes=f"lesson {classes}".strip(), parser_factory=markdown_parser,
            open_links=False,
        )  # fmt: skip
