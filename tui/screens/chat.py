"""The conversation: the turns, their sources beside them, and the prompt below."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.worker import Worker, WorkerCancelled

from knowledge_base.citations import Citation
from knowledge_base.documents import Passage
from knowledge_base.errors import TutorError
from tui.keys import bindings
from tui.screens.passage import PassageScreen
from tui.screens.threads import ThreadChoice, ThreadsScreen
from tui.slash import own_action
from tui.spoken import language_of, say
from tui.turns import Turns
from tui.tutor_port import LibraryPort, TutorPort
from tui.widgets.answer import ErrorNotice
from tui.widgets.choices import Choices
from tui.widgets.command_menu import CommandMenu
from tui.widgets.key_bar import KeyBar
from tui.widgets.numbered import NumberedList
from tui.widgets.prompt import Prompt
from tui.widgets.sentences import Sentences
from tui.widgets.sources import SourcesPanel
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar
from tui.widgets.transcript import Transcript
from tui.widgets.turn import TurnView
from tutor.messages import explain

WIDE = 100  # columns from which the sources stand beside the conversation


class ChatScreen(Screen[None]):
    """The first screen.

    Args:
        ready: waits for the tutor to be warm; raises TutorError when it cannot be.
        is_ready: whether that would return at once.
        explained: turns whatever was raised into what the learner is told.
        now: the clock.
    """

    CSS_PATH = "chat.tcss"
    BINDINGS = bindings("chat")
    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual's name and type

    def __init__(
        self,
        ready: Callable[[], Awaitable[TutorPort]],
        is_ready: Callable[[], bool],
        explained: Callable[[Exception], TutorError],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._wait_ready = ready
        self._is_ready = is_ready
        self._explained = explained
        self._now = now
        self._turns = Turns(ready, is_ready, explained, self._show_sources)
        self._turn: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Title, conversation and sources, prompt, status, keys."""
        menu = CommandMenu()
        yield TitleBar()
        with Container(id="body"):
            yield Transcript(id="transcript")
            yield SourcesPanel(id="sources")
        yield menu
        yield Prompt(menu)
        yield StatusLine()
        yield KeyBar()

    async def on_mount(self) -> None:
        """An empty conversation."""
        await self._transcript.begin()

    def on_resize(self) -> None:
        """The number of sources is told where they are not seen."""
        self.query_one(StatusLine).narrow = self.size.width < WIDE

    # -- what the app tells ------------------------------------------------------------------------

    def heard(self, key: str) -> None:
        """Something that the tutor is doing meanwhile (`app.<key>`); empty when it has done."""
        self.query_one(StatusLine).doing = key

    async def show_problem(self, error: TutorError) -> None:
        """The tutor could not get ready; it is said once, in the conversation."""
        await self._transcript.query(ErrorNotice).remove()
        await self._transcript.mount_in(ErrorNotice(error))

    async def stop(self) -> None:
        """Cancel the turn and wait until its thread is consistent."""
        if self._turn is not None:
            self._turn.cancel()
            with suppress(WorkerCancelled):
                await self._turn.wait()
            self._turn = None

    # -- a turn ------------------------------------------------------------------------------------

    @property
    def answering(self) -> bool:
        """Whether a turn is going on."""
        return self._turn is not None and not self._turn.is_finished

    def ask(self, text: str) -> None:
        """Begin a turn, unless one is going on."""
        if self.answering:
            self.heard("status.one_at_a_time")
            return
        self._turn = self.run_worker(self._run(text), name="turn", exit_on_error=False)

    async def _run(self, text: str) -> None:
        view = await self._transcript.add(text)
        title, bar = self.query_one(TitleBar), self.query_one(KeyBar)
        title.conversation = title.conversation or text
        bar.answering = True
        try:
            await self._turns.play(view)
        finally:
            bar.answering = False
            if self._is_ready():
                self.heard("")

    def _show_sources(self, view: TurnView) -> None:
        citations = view.answer.citations
        self._sources.show(citations, nearest=view.answer.nearest)
        self.query_one(StatusLine).sources = len(citations)
        options = view.answer.query(".options")
        if options and not self._prompt.text:
            options.first(Choices).focus()

    # -- what the learner does ---------------------------------------------------------------------

    async def on_prompt_sent(self, event: Prompt.Sent) -> None:
        """Send a question, or run a command of the app itself."""
        if action := own_action(event.text):
            self._prompt.clear()
            await self.run_action(action)
        elif self.answering:
            self.heard("status.one_at_a_time")
        else:
            self._prompt.accepted()
            self.ask(event.text)

    def on_numbered_list_picked(self, event: NumberedList.Picked) -> None:
        """Send an example question, or the turn again with the intent that was meant."""
        event.stop()
        if isinstance(event.source, Choices) and not self.answering:
            choice = event.source.choices[event.number - 1]
            if event.source.has_class("options"):
                event.source.remove()
            self._prompt.focus()
            self.ask(choice.sends)

    def on_numbered_list_typed(self, event: NumberedList.Typed) -> None:
        """A letter typed over a list is the beginning of a text."""
        self._prompt.type(event.character)

    def on_command_menu_chosen(self, event: CommandMenu.Chosen) -> None:
        """A command was clicked."""
        self._prompt.complete(event.name)
        self._prompt.focus()

    def on_prompt_scrolled(self, event: Prompt.Scrolled) -> None:
        """Move the conversation by a page."""
        scroll = self._transcript.scroll_page_down if event.pages > 0 else self._transcript.scroll_page_up
        self._transcript.release_anchor()
        scroll(animate=False)

    def on_sentences_citation_clicked(self, event: Sentences.CitationClicked) -> None:
        """Open the passage behind a number."""
        self._open(event.citation)

    def on_sources_panel_opened(self, event: SourcesPanel.Opened) -> None:
        """Open the passage of a source."""
        self._open(event.citation)

    def action_choose(self, number: int) -> None:
        """What has this number on the screen: an intent, an example, or a source."""
        open_choices = self.query(".options") or self.query("#examples")
        if open_choices:
            open_choices.last(Choices).action_pick(number)
        elif number <= len(self._sources.citations):
            self._open(self._sources.citations[number - 1])

    def action_sources(self) -> None:
        """To the sources, and back."""
        listed = self._sources.query_one(NumberedList)
        if listed.has_focus or not self._sources.citations:
            self._leave_sources()
        else:
            self.add_class("-sources")
            listed.focus()

    def action_back(self) -> None:
        """Cancel, close what is open, return to the prompt: the first of these that applies."""
        menu = self.query_one(CommandMenu)
        if menu.display:
            menu.close()
        elif self.answering and self._turn is not None:
            self._turn.cancel()
        else:
            self._leave_sources()

    def action_interrupt(self) -> None:
        """Copy what is selected, or cancel, or tell how to quit."""
        if self.get_selected_text():
            self.action_copy_text()
        elif self.answering and self._turn is not None:
            self._turn.cancel()
        else:
            self.heard("status.how_to_quit")

    def action_threads(self) -> None:
        """Earlier conversations."""
        self.run_worker(self._list_threads(), exit_on_error=False)

    def action_new_thread(self) -> None:
        """An empty conversation."""
        self.run_worker(self._begin(), exit_on_error=False)

    # -- inside ------------------------------------------------------------------------------------

    def _leave_sources(self) -> None:
        self.remove_class("-sources")
        self._prompt.focus()

    def _open(self, citation: Citation) -> None:
        self.run_worker(self._open_passage(citation), group="passage", exclusive=True, exit_on_error=False)

    async def _open_passage(self, citation: Citation) -> None:
        try:
            tutor = await self._wait_ready()
            passages = await asyncio.to_thread(_around, tutor.library, citation.passage_id)
        except Exception as error:  # noqa: BLE001 - the edge
            self._tell(error)
        else:
            await self.app.push_screen(PassageScreen(citation, passages))

    async def _list_threads(self) -> None:
        if not self._is_ready():
            self.notify(say(self, "threads.wait"), markup=False)
        try:
            tutor = await self._wait_ready()
        except Exception as error:  # noqa: BLE001 - the edge
            self._tell(error)
            return
        choice = await self.app.push_screen_wait(
            ThreadsScreen(tutor.threads, self._now(), self._turns.thread)
        )
        if choice is not None:
            await self._chosen(tutor, choice)

    async def _chosen(self, tutor: TutorPort, choice: ThreadChoice) -> None:
        if choice.kind == "open":
            await self._resume(tutor, choice)
        elif choice.kind == "new" or self._turns.thread in choice.deleted:
            await self._begin()

    async def _resume(self, tutor: TutorPort, choice: ThreadChoice) -> None:
        await self.stop()
        try:
            turns = await tutor.threads.turns(choice.id)
        except Exception as error:  # noqa: BLE001 - the edge
            self._tell(error)
            return
        self._turns.thread = choice.id
        self.query_one(TitleBar).conversation = choice.title
        self._prompt.remember(*(turn.question for turn in turns))
        last = await self._transcript.resume(turns)
        if last is not None:
            self._show_sources(last)
        self._leave_sources()

    async def _begin(self) -> None:
        await self.stop()
        self._turns.thread = ""
        self.query_one(TitleBar).conversation = ""
        await self._transcript.begin()
        self._sources.show(())
        self.query_one(StatusLine).sources = 0
        self._leave_sources()

    def _tell(self, error: Exception) -> None:
        title, said, hint = explain(self._explained(error), language_of(self))
        self.notify(f"{said}\n{hint}".strip(), title=title, severity="error", markup=False)

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _sources(self) -> SourcesPanel:
        return self.query_one(SourcesPanel)

    @property
    def _prompt(self) -> Prompt:
        return self.query_one(Prompt)


def _around(library: LibraryPort, passage_id: str) -> list[Passage]:
    """A passage with its neighbours; empty when it is no longer there."""
    found = library.store.passages([passage_id])
    return list(library.around(found[passage_id])) if passage_id in found else []
