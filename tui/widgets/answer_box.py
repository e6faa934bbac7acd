"""Where an answer to a question is typed: grows from one line to five, and Enter hands it in."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from tui.keys import KEYS, bindings
from tui.plain_text import plain_text
from tui.spoken import follow_language, say

_KEYS_IN_ORDER = {key: spec.action for spec in KEYS if spec.where == "answer" for key in spec.keys.split(",")}


class AnswerBox(TextArea):
    """A text area that hands in with Enter, even when it is empty.

    Attributes:
        asks: key of what stands in it while it is empty.
    """

    BINDINGS = bindings("answer")
    asks: reactive[str] = reactive("quiz.answer.words")

    class Given(Message):
        """The answer was handed in; an empty one was only thought.

        Attributes:
            text: of the answer.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="answer", soft_wrap=True, highlight_cursor_line=False)
        self.cursor_blink = False

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write the placeholder in the language of the screens."""
        self.placeholder = Content(say(self, self.asks))

    def watch_asks(self) -> None:
        """Another kind of answer."""
        if self.is_mounted:
            self.relabel()

    def action_give(self) -> None:
        """Hand in."""
        self.post_message(self.Given(self.text.strip()))

    def action_newline(self) -> None:
        """A new line."""
        self.insert("\n")

    async def _on_key(self, event: events.Key) -> None:
        """Enter and new lines; here and not as bindings, so that no key overtakes the letters before it."""
        if (action := _KEYS_IN_ORDER.get(event.key)) is None:
            return
        event.stop()
        event.prevent_default()
        await self.run_action(action)

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert pasted text without control characters."""
        event.stop()
        event.prevent_default()
        if result := self._replace_via_keyboard(plain_text(event.text), *self.selection):
            self.move_cursor(result.end_location)
