"""Earlier conversations: open one, begin a new one, delete one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from knowledge_base.errors import TutorError
from tui.keys import bindings
from tui.outside import one_line
from tui.screens.confirm import ConfirmScreen
from tui.screens.modal import BoxScreen
from tui.spoken import follow_language, language_of, say
from tui.tutor_port import ThreadLine, ThreadsPort
from tui.when import when
from tui.widgets.answer import ErrorNotice
from tui.widgets.citation_line import shortened

TITLE_CHARACTERS = 120


@dataclass(frozen=True)
class ThreadChoice:
    """What the learner chose; `deleted` are the ids that are gone."""

    kind: Literal["open", "new", "none"]
    id: str = ""
    title: str = ""
    deleted: frozenset[str] = frozenset()


class ThreadsScreen(BoxScreen[ThreadChoice]):
    """The list, newest first.

    Args:
        threads: where they are kept.
        now: the present, for the dates.
        current: id of the conversation on the screen behind.
    """

    CSS_PATH = ["modal.tcss", "threads.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("threads")

    def __init__(self, threads: ThreadsPort, now: datetime, current: str) -> None:
        super().__init__()
        self._threads = threads
        self._now = now
        self._current = current
        self._lines: Sequence[ThreadLine] = ()
        self._deleted: set[str] = set()

    def compose(self) -> ComposeResult:
        """Title, list, what to say when it is empty, keys."""
        with Vertical(classes="box"):
            yield Static(classes="box-title", markup=False)
            yield OptionList(id="threads-list", markup=False, compact=True)
            yield Static(id="threads-empty", markup=False)
            yield Static(classes="box-keys", markup=False)

    def on_mount(self) -> None:
        """Follow the language and read the list."""
        follow_language(self, self.relabel)
        self.run_worker(self._read(), exit_on_error=False)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.query_one(".box-title", Static).update(Content(say(self, "threads.title")))
        self.query_one("#threads-empty", Static).update(Content(say(self, "threads.empty")))
        self.query_one(".box-keys", Static).update(Content(say(self, "threads.keys")))
        self._list()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen conversation."""
        event.stop()
        line = self._lines[event.option_index]
        self._done("open", line.id, line.title)

    def action_open(self) -> None:
        """Open the conversation under the cursor."""
        if (line := self._under_cursor()) is not None:
            self._done("open", line.id, line.title)

    def action_new(self) -> None:
        """Begin a new conversation."""
        self._done("new")

    def action_close(self) -> None:
        """Back to the conversation on the screen."""
        self._done("none")

    def action_delete(self) -> None:
        """Ask, then delete the conversation under the cursor."""
        if (line := self._under_cursor()) is None:
            return
        title = shortened(one_line(line.title), 60)

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._delete(line.id), exit_on_error=False)

        self.app.push_screen(ConfirmScreen(say(self, "threads.confirm", title=title)), answered)

    async def _read(self) -> None:
        try:
            self._lines = await self._threads.list()
        except TutorError as error:
            await self.query_one(".box").mount(ErrorNotice(error), before=".box-keys")
        self._list()

    async def _delete(self, thread: str) -> None:
        await self._threads.delete(thread)
        self._deleted.add(thread)
        await self._read()

    def _list(self) -> None:
        listed = self.query_one(OptionList)
        kept = listed.highlighted or 0
        listed.set_options(Option(self._line(line)) for line in self._lines)
        self.set_class(not self._lines, "-empty")
        if self._lines:
            listed.highlighted = min(kept, len(self._lines) - 1)
            listed.focus()

    def _line(self, line: ThreadLine) -> Content:
        mark = ("● ", "$primary") if line.id == self._current else ("  ", "")
        title = shortened(one_line(line.title), TITLE_CHARACTERS)
        moment = when(line.updated, self._now, language_of(self))
        count = say(self, "threads.turn" if line.turns == 1 else "threads.turns", count=line.turns)
        about = f"\n  {moment} · {count}" if moment else f"\n  {count}"
        return Content.assemble(mark, title, (about, "$foreground-muted"))

    def _under_cursor(self) -> ThreadLine | None:
        at = self.query_one(OptionList).highlighted
        return self._lines[at] if at is not None and self._lines else None

    def _done(self, kind: Literal["open", "new", "none"], thread: str = "", title: str = "") -> None:
        self.dismiss(ThreadChoice(kind, thread, title, frozenset(self._deleted)))
