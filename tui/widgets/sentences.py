"""Sentences with their numbers in brackets; a bar at their side says whose words they are."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from knowledge_base.citations import Citation, Origin, Sentence
from tui.outside import inline_markdown, one_line, verbatim


class Sentences(Static):
    """Sentences of one origin: the model's run on as a paragraph, quotes stand one below the other."""

    class CitationClicked(Message):
        """A number in brackets was clicked."""

        def __init__(self, citation: Citation) -> None:
            super().__init__()
            self.citation = citation

    def __init__(
        self, sentences: Sequence[Sentence], origin: Origin, citations: Sequence[Citation], classes: str = ""
    ) -> None:
        self._citations = {citation.number: citation for citation in citations}
        between = " " if origin == "model" else "\n\n"
        content = Content(between).join(self._sentence(sentence) for sentence in sentences)
        super().__init__(content, markup=False, classes=f"sentences -{origin} {classes}".strip())

    def action_open_citation(self, number: int) -> None:
        """Ask for the passage behind a number."""
        if (citation := self._citations.get(number)) is not None:
            self.post_message(self.CitationClicked(citation))

    def _sentence(self, sentence: Sentence) -> Content:
        by_model = sentence.origin == "model"
        words = inline_markdown(sentence.text) if by_model else verbatim(one_line(sentence.text))
        return Content("").join([words, *map(self._mark, sentence.citations)])

    def _mark(self, number: int) -> Content:
        """A number in brackets that can be clicked, kept on the line of the word before it."""
        mark = Content.styled(f"[{number}]", "$primary")
        clickable = Style.from_meta({"@click": f"open_citation({number})"})
        return Content("\N{NO-BREAK SPACE}") + mark.stylize(clickable)


def blocks(
    sentences: Iterable[Sentence], citations: Sequence[Citation], classes: str = ""
) -> list[Sentences]:
    """One widget for each run of sentences of the same origin, in order."""
    runs = groupby(sentences, key=lambda sentence: sentence.origin)
    return [Sentences(list(run), origin, citations, classes) for origin, run in runs]


def quotes(citations: Sequence[Citation]) -> list[Sentence]:
    """Citations as sentences of the source."""
    return [Sentence(citation.quote, (citation.number,), "source") for citation in citations]
