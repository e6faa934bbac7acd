"""How a citation is written: its number, title, place and quote."""

from textual.content import Content

from knowledge_base.citations import Citation
from tui.outside import one_line, verbatim

QUOTE_CHARACTERS = 240


def citation_lines(citation: Citation, *, quote_characters: int = QUOTE_CHARACTERS) -> Content:
    """Number and title, then the place, then the beginning of the quote."""
    lines = [Content.assemble((f"{citation.number} ", "bold $primary"), (one_line(citation.title), "bold"))]
    if citation.locator.strip():
        lines.append(Content.styled(one_line(citation.locator), "$foreground-muted"))
    lines.append(verbatim(shortened(one_line(citation.quote), quote_characters)))
    return Content("\n").join(lines)


def shortened(text: str, characters: int) -> str:
    """The text cut at a space, with an ellipsis when something is left out."""
    if len(text) <= characters:
        return text
    return text[:characters].rsplit(" ", 1)[0] + "…"
