"""A citation in its place: the passage between its neighbours, the quote marked and in view."""

import unicodedata
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from knowledge_base.citations import Citation, normalised
from knowledge_base.documents import Passage
from tui.keys import bindings
from tui.outside import one_line, verbatim
from tui.plain_text import plain_text
from tui.screens.modal import BoxScreen
from tui.spoken import follow_language, say

HIGHLIGHT = "$block-cursor-foreground on $block-cursor-background"
Part = tuple[Content, str]


class PassageScreen(BoxScreen[None]):
    """Shows a passage.

    Args:
        citation: what is cited.
        passages: the passage and its neighbours, in order; empty when the document is gone.
    """

    CSS_PATH = ["modal.tcss", "passage.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("passage")

    def __init__(self, citation: Citation, passages: Sequence[Passage]) -> None:
        super().__init__()
        self.citation = citation
        self.passages = tuple(passages)

    def compose(self) -> ComposeResult:
        """Where it is from, the text, the keys."""
        with Vertical(classes="box"):
            yield Static(self._title(), classes="box-title", markup=False)
            yield Static(Content(one_line(self.citation.uri)), id="passage-uri", markup=False)
            with VerticalScroll(classes="body", can_focus=False):
                for content, classes in self._parts():
                    yield Static(content, classes=classes, markup=False)
                yield Static(id="passage-gone", markup=False)
            yield Static(classes="box-keys", markup=False)

    def on_mount(self) -> None:
        """Follow the language, and bring the quote into view."""
        follow_language(self, self.relabel)
        self.call_after_refresh(self._show_quote)

    def relabel(self) -> None:
        """Write the labels in the language of the screens."""
        keys = "passage.keys_link" if self._is_link else "passage.keys"
        self.query_one(".box-keys", Static).update(Content(say(self, keys)))
        gone = self.query_one("#passage-gone", Static)
        gone.display = not self.passages
        gone.update(Content(say(self, "passage.gone")))

    def action_open_link(self) -> None:
        """Open a web address with the system; a file stays where it is."""
        if self._is_link:
            self.app.open_url(self.citation.uri)
        else:
            self.notify(say(self, "passage.only_links"), markup=False)

    def action_copy_path(self) -> None:
        """Copy the path or address."""
        self.app.copy_to_clipboard(self.citation.uri)
        self.notify(say(self, "passage.copied"), markup=False)

    @property
    def _is_link(self) -> bool:
        return self.citation.uri.startswith(("http://", "https://"))

    def _title(self) -> Content:
        number = (f"{self.citation.number}  ", "bold $primary")
        title = (one_line(self.citation.title), "bold")
        place = (f"  {one_line(self.citation.locator)}", "$foreground-muted")
        return Content.assemble(number, title, place)

    def _parts(self) -> list[Part]:
        parts: list[Part] = []
        for passage in self.passages:
            cited = passage.id == self.citation.passage_id
            heading = Content(one_line(passage.heading))
            parts.append((heading, "passage-heading -cited" if cited else "passage-heading"))
            if cited:
                parts += _around_quote(passage.text, self.citation.quote)
            else:
                parts.append((verbatim(passage.text.strip("\n")), "neighbour"))
        return parts

    def _show_quote(self) -> None:
        marked = self.query(".quoted") or self.query(".passage-heading.-cited")
        if marked:
            self.query_one(".body", VerticalScroll).scroll_to_center(marked.first(), animate=False)


def span_of(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, as (start, end) in characters; compared as citations are.

    None when it is not found, as when the document has changed since.
    """
    wanted = normalised(quote)
    if not wanted:
        return None
    folded, places = _folded(text)
    start = folded.find(wanted)
    if start < 0:
        return None
    return places[start], places[start + len(wanted) - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """The text normalised character by character, and the place in the text of each character of it."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for part in normalised(unicodedata.normalize("NFKC", char)) or " ":
            if part != " " or (folded and folded[-1] != " "):
                folded.append(part)
                places.append(place)
    return "".join(folded), places


def _around_quote(text: str, quote: str) -> list[Part]:
    """The lines before the quote, those that hold it with the quote marked, and those after."""
    text = plain_text(text).strip("\n")
    span = span_of(plain_text(quote), text)
    if span is None:
        return [(verbatim(text), "cited")]
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    middle = verbatim(text[first:last]).stylize(HIGHLIGHT, start - first, end - first)
    parts = [
        (verbatim(text[:first].rstrip("\n")), "cited"),
        (middle, "cited quoted"),
        (verbatim(text[last:].lstrip("\n")), "cited"),
    ]
    return [(content, classes) for content, classes in parts if content.plain.strip()]
