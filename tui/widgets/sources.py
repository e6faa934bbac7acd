"""The numbered sources of an answer, beside it or below it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from knowledge_base.citations import Citation
from tui.spoken import follow_language, say
from tui.widgets.citation_line import citation_lines
from tui.widgets.numbered import NumberedList


class SourcesPanel(Vertical):
    """Lists citations; choosing one asks for its passage."""

    class Opened(Message):
        """The learner wants to see a citation in its passage."""

        def __init__(self, citation: Citation) -> None:
            super().__init__()
            self.citation = citation

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.citations: tuple[Citation, ...] = ()
        self._nearest = False

    def compose(self) -> ComposeResult:
        """A heading, the list, and what to say when it is empty."""
        yield Static(id="sources-heading", markup=False)
        yield NumberedList(id="sources-list")
        yield Static(id="sources-empty", markup=False)

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write the labels in the language of the screens."""
        heading = say(self, "sources.nearest" if self._nearest else "sources.heading")
        count = f" · {len(self.citations)}" if self.citations else ""
        self.query_one("#sources-heading", Static).update(Content(heading + count))
        self.query_one("#sources-empty", Static).update(Content(say(self, "sources.empty")))

    def show(self, citations: Sequence[Citation], *, nearest: bool = False) -> None:
        """Show these; `nearest` for the passages of an abstention."""
        self.citations = tuple(citations)
        self._nearest = nearest
        self.set_class(bool(self.citations), "-filled")
        listed = self.query_one(NumberedList)
        listed.show([citation_lines(item) for item in self.citations], ruled=True)
        if self.citations:
            listed.highlighted = 0
        self.relabel()

    def on_numbered_list_picked(self, event: NumberedList.Picked) -> None:
        """Ask for the passage of the chosen source."""
        event.stop()
        self.post_message(self.Opened(self.citations[event.number - 1]))
