"""Plays the events of a turn into its view: quotes, wording, answer, and whatever ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from knowledge_base.errors import TutorError
from tui.spoken import language_of
from tui.tutor_port import TutorPort
from tui.widgets.choices import Choice
from tui.widgets.turn import TurnView
from tutor.agent.events import (
    Answered,
    Event,
    Practised,
    QuotesFound,
    Replied,
    Routed,
    Said,
    Wording,
    Working,
)
from tutor.messages import text as message


class Turns:
    """The turns of the conversation on the screen, one at a time.

    Args:
        ready: waits for the tutor to be warm; raises TutorError when it cannot be.
        is_ready: whether that would return at once.
        explained: turns whatever was raised into what the learner is told.
        changed: hears when a view has other sources or choices than before.

    Attributes:
        thread: id of the conversation; empty until its first turn.
    """

    def __init__(
        self,
        ready: Callable[[], Awaitable[TutorPort]],
        is_ready: Callable[[], bool],
        explained: Callable[[Exception], TutorError],
        changed: Callable[[TurnView], None],
    ) -> None:
        self.thread = ""
        self._ready = ready
        self._is_ready = is_ready
        self._explained = explained
        self._changed = changed

    async def play(self, view: TurnView) -> None:
        """Ask what the view's question is, and show what comes; cancelling leaves it marked as cancelled."""
        try:
            await self._follow(view)
        except asyncio.CancelledError:
            if not view.answer.settled:
                await view.answer.cancel()
                self._changed(view)
            raise
        except Exception as error:  # noqa: BLE001 - the edge: a failed turn must not end the app
            await view.answer.show_error(self._explained(error))
            self._changed(view)

    async def _follow(self, view: TurnView) -> None:
        if not self._is_ready():
            await view.answer.show_phase("waiting")
        tutor = await self._ready()
        await view.answer.show_phase("searching")
        self.thread = self.thread or tutor.threads.new()
        async with aclosing(tutor.turn(view.question, self.thread)) as events:  # type: ignore[type-var]
            async for event in events:
                await self._show(view, event)

    async def _show(self, view: TurnView, event: Event) -> None:
        match event:
            case QuotesFound(citations):
                await view.answer.show_quotes(citations)
                await view.answer.show_phase("wording")
            case Wording(text):
                await view.answer.add_wording(text)
                return
            case Answered(answer):
                await view.answer.show_answer(answer)
            case Said(text, options):
                await view.answer.show_said(text, _choices(view, options))
            case Working(text):
                await view.answer.show_working(text)
                return
            case Practised():
                offers = [Choice(offer.label, offer.sends) for offer in event.offers]
                await view.answer.show_practised(event.text, offers, final=event.final)
            case Replied(text, given):
                await view.answer.show_practised(text, [Choice(one.label, one.sends) for one in given])
            case Routed():
                return
        self._changed(view)


def _choices(view: TurnView, options: tuple[str, ...]) -> list[Choice]:
    """Each intent by its name; choosing it sends the question again as that command."""
    language = language_of(view)
    return [
        Choice(message(f"intent.name.{option}", language), f"/{option} {view.question}") for option in options
    ]
