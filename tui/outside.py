"""Text from outside (a model, a document, a learner), made safe to show: never markup, never escape codes."""

import re
from typing import TYPE_CHECKING

from textual.content import Content, Span

from tui.plain_text import plain_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE_STYLE = "$text-secondary"
FAINT_STYLE = "$foreground-muted"

_CODE = re.compile(r"(`+)([^`\n]+)(\1)(?!`)")


def one_line(text: str) -> str:
    """The text as one line with single spaces."""
    return " ".join(plain_text(text).split())


def verbatim(text: str) -> Content:
    """Every character of the text as it stands; what is between backticks looks like code."""
    plain = plain_text(text)
    spans = []
    for match in _CODE.finditer(plain):
        spans += [
            Span(match.start(1), match.end(1), FAINT_STYLE),
            Span(match.start(2), match.end(2), CODE_STYLE),
            Span(match.start(3), match.end(3), FAINT_STYLE),
        ]
    return Content(plain, spans)


def inline_markdown(text: str) -> Content:
    """A sentence with its inline Markdown (code, strong, emphasis) as styles; nothing else is obeyed."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(["backticks", "emphasis", "escape"])
    inline = parser.parseInline(one_line(text))[0]
    parts = Content("")
    open_styles: list[str] = []
    for token in inline.children or []:
        if token.nesting:
            _open_or_close(token, open_styles)
        else:
            style = CODE_STYLE if token.type == "code_inline" else " ".join(open_styles)
            parts = parts.append_text(token.content, style)
    return parts


def markdown_parser() -> "MarkdownIt":
    """For text that streams in: CommonMark without HTML, so that tags are seen and not swallowed."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["image"])


def _open_or_close(token: "Token", styles: list[str]) -> None:
    style = {"strong": "bold", "em": "italic"}.get(token.tag, "")
    if token.nesting > 0:
        styles.append(style)
    elif styles:
        styles.pop()
