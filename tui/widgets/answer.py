"""The tutor's side of a turn: what it is doing, quotes, wording as it comes, and what is left at the end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from knowledge_base.citations import Answer, Citation
from knowledge_base.errors import TutorError
from tui.outside import markdown_parser, verbatim
from tui.plain_text import plain_text
from tui.spoken import follow_language, language_of, say
from tui.widgets.choices import Choice, Choices
from tui.widgets.legend import Legend
from tui.widgets.sentences import blocks, quotes
from tutor.messages import explain

if TYPE_CHECKING:
    from textual.widgets._markdown import MarkdownStream


class Label(Static):
    """A line of the app's own words, in the language of the screens."""

    def __init__(self, key: str, classes: str = "", **values: object) -> None:
        super().__init__(markup=False, classes=classes)
        self._key = key
        self._values = values

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.update(Content(say(self, self._key, **self._values)))


class ErrorNotice(Static):
    """An error as the learner sees it: title, message, and what to do."""

    def __init__(self, error: TutorError) -> None:
        super().__init__(markup=False, classes="error")
        self.error = error

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        title, message, hint = (plain_text(part) for part in explain(self.error, language_of(self)))
        lines = [Content.styled(title, "bold $error"), verbatim(message)]
        if hint:
            lines.append(verbatim(hint).stylize_before("$foreground-muted"))
        self.update(Content("\n").join(lines))


class AnswerView(Vertical):
    """Shows an answer while it is made; what is provisional is dim and gives way to what is checked.

    Attributes:
        citations: what the sources panel shows for this answer.
        nearest: whether those are only the nearest passages.
        settled: whether the turn has come to its end.
    """

    def __init__(self) -> None:
        super().__init__(classes="answer")
        self.citations: tuple[Citation, ...] = ()
        self.nearest = False
        self.settled = False
        self._practised = ""
        self._stream: MarkdownStream | None = None

    async def show_phase(self, key: str) -> None:
        """Say what the tutor is doing (`phase.<key>`)."""
        await self.query(".phase").remove()
        await self.mount(Label(f"phase.{key}", classes="phase"))

    async def show_quotes(self, citations: Sequence[Citation]) -> None:
        """The quotes that were found, before any wording."""
        self.citations = tuple(citations)
        await self._before_phase(*blocks(quotes(citations), citations, "provisional"))

    async def add_wording(self, text: str) -> None:
        """A piece of what the model is writing; provisional."""
        if self._stream is None:
            from textual.widgets import Markdown

            wording = Markdown(
                parser_factory=markdown_parser, open_links=False, classes="wording provisional"
            )
            await self._before_phase(wording)
            self._stream = Markdown.get_stream(wording)
        await self._stream.write(plain_text(text))

    async def show_answer(self, answer: Answer) -> None:
        """The checked answer, in place of everything provisional."""
        if answer.abstained:
            await self._show_abstention(answer)
            return
        self.citations = answer.citations
        await self._settle(*blocks(answer.sentences, answer.citations), Legend(answer))

    async def show_said(self, text: str, choices: Sequence[Choice] = ()) -> None:
        """A reply without sources, with what can be chosen."""
        said: list[Widget] = [Static(verbatim(text), markup=False, classes="said")]
        if not choices:
            await self._settle(*said)
            return
        options = Choices(classes="options")
        await self._settle(*said, options)
        options.offer(choices)

    async def show_working(self, text: str) -> None:
        """What the tutor is doing, in its own words."""
        await self.query(".phase").remove()
        await self.mount(Static(verbatim(text), markup=False, classes="phase"))

    async def show_practised(self, text: str, choices: Sequence[Choice] = (), *, final: bool = True) -> None:
        """An exercise, a report, a hint, as Markdown of ours; a model may add to it until it is final."""
        from tui.widgets.lesson_text import LessonText

        self._practised = text
        shown: list[Widget] = [LessonText(text, classes="practised")]
        if not final:
            await self.stop_stream()
            await self.remove_children()
            await self.mount(*shown, Label("phase.wording_found", classes="phase"))
            return
        options = [Choices(classes="options")] if choices else []
        await self._settle(*shown, *options)
        for widget in options:
            widget.offer(choices)

    async def cancel(self) -> None:
        """The turn was stopped: a report that was shown already stays, and all else goes."""
        if self._practised:
            await self.show_practised(self._practised)
        else:
            await self.show_cancelled()

    async def show_cancelled(self) -> None:
        """The turn was stopped; what was provisional goes."""
        self.citations = ()
        await self._settle(Label("cancelled", classes="cancelled"))

    async def show_error(self, error: TutorError) -> None:
        """The turn failed."""
        self.citations = ()
        await self._settle(ErrorNotice(error))

    async def stop_stream(self) -> None:
        """No more wording comes."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            await stream.stop()

    async def _show_abstention(self, answer: Answer) -> None:
        self.citations, self.nearest = answer.nearest, True
        if not answer.nearest:
            await self._settle(Label("abstained.nothing", classes="abstained"))
            return
        listed = blocks(quotes(answer.nearest), answer.nearest, "nearest")
        await self._settle(
            Label("abstained", classes="abstained"), Label("abstained.nearest", classes="faint"), *listed
        )

    async def _before_phase(self, *widgets: Widget) -> None:
        phase = self.query(".phase")
        await self.mount(*widgets, before=phase.first() if phase else None)

    async def _settle(self, *widgets: Widget) -> None:
        await self.stop_stream()
        self.settled = True
        with self.app.batch_update():
            await self.remove_children()
            await self.mount(*widgets)
