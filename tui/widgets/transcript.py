"""The conversation so far, oldest turn first, kept at its end while it grows."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from tui.tutor_port import PastTurn
from tui.widgets.turn import TurnView
from tui.widgets.welcome import Welcome


class Transcript(VerticalScroll, can_focus=False):
    """Turns in a column; the welcome while there are none."""

    def compose(self) -> ComposeResult:
        """The turns; at least as tall as the view, so that a short conversation begins at the top."""
        yield Vertical(id="turns")

    def on_mount(self) -> None:
        """Stay at the end until the learner scrolls away."""
        self.anchor()

    async def begin(self) -> None:
        """An empty conversation."""
        await self._only(Welcome())

    async def add(self, question: str) -> TurnView:
        """A new turn at the end."""
        turn = TurnView(question)
        await self.query(Welcome).remove()
        await self.mount_in(turn)
        self.anchor()
        return turn

    async def resume(self, turns: Sequence[PastTurn]) -> TurnView | None:
        """The turns of an earlier conversation; returns the last one."""
        views = [TurnView(turn.question) for turn in turns]
        await self._only(*views)
        for view, turn in zip(views, turns, strict=True):
            await _settled(view, turn)
        self.anchor()
        return views[-1] if views else None

    async def mount_in(self, widget: Widget) -> None:
        """Put a widget at the end."""
        await self.query_one("#turns").mount(widget)

    async def _only(self, *widgets: Widget) -> None:
        with self.app.batch_update():
            turns = self.query_one("#turns")
            await turns.remove_children()
            await turns.mount_all(widgets)


async def _settled(view: TurnView, turn: PastTurn) -> None:
    if turn.cancelled:
        await view.answer.show_cancelled()
    elif turn.answer is not None:
        await view.answer.show_answer(turn.answer)
    elif turn.intent in ("practice", "plan", "quiz"):
        await view.answer.show_practised(turn.said)
    else:
        await view.answer.show_said(turn.said)
