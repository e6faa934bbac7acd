"""Where the learner writes: grows from one line to five, remembers, completes slash commands."""

from textual import events
from textual.actions import SkipAction
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from tui.keys import KEYS, bindings
from tui.plain_text import plain_text
from tui.spoken import follow_language, say
from tui.widgets.command_menu import CommandMenu

_KEYS_IN_ORDER = {
    key: spec.action
    for spec in KEYS
    if spec.where == "prompt" and spec.id in ("send", "newline", "prompt_help")
    for key in spec.keys.split(",")
}


class Prompt(TextArea):
    """A text area that sends with Enter.

    Args:
        menu: shows the slash commands; the prompt moves its cursor.
    """

    BINDINGS = bindings("prompt")

    class Sent(Message):
        """The learner sent a text that is not empty."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Scrolled(Message):
        """The learner wants another page of the conversation: -1 up, 1 down."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    def __init__(self, menu: CommandMenu) -> None:
        super().__init__(id="prompt", soft_wrap=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._menu = menu
        self._sent: list[str] = []
        self._at = 0

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write the placeholder in the language of the screens."""
        self.placeholder = Content(say(self, "prompt.placeholder"))

    # -- sending -----------------------------------------------------------------------------------

    def action_submit(self) -> None:
        """Complete the command under the cursor, or send; an empty text does nothing."""
        if self._menu.chosen and self._menu.chosen != self.text:
            self.complete(self._menu.chosen)
        elif self.text.strip():
            self.post_message(self.Sent(self.text.strip()))

    def accepted(self) -> None:
        """The text was taken: remember it and be empty."""
        self.remember(self.text.strip())
        self.clear()

    def remember(self, *texts: str) -> None:
        """Texts that Up brings back, oldest first."""
        self._sent += texts
        self._at = len(self._sent)

    def action_newline(self) -> None:
        """A new line."""
        self.insert("\n")

    # -- history and completion --------------------------------------------------------------------

    def action_cursor_up(self, select: bool = False) -> None:
        """Up in the menu, back in history, or up in the text."""
        if self._menu.display:
            self._menu.action_cursor_up()
        elif not self._recall(-1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Down in the menu, forward in history, or down in the text."""
        if self._menu.display:
            self._menu.action_cursor_down()
        elif not self._recall(1):
            super().action_cursor_down(select)

    def action_complete(self) -> None:
        """Complete the command under the cursor; without one, Tab goes on to the next widget."""
        if not self._menu.chosen:
            raise SkipAction
        self.complete(self._menu.chosen)

    def complete(self, command: str) -> None:
        """Write a command, ready for what comes after it."""
        self.text = f"{command} "
        self.move_cursor(self.document.end)

    def _recall(self, step: int) -> bool:
        """Show an earlier or later text, if nothing of the learner's own would be lost."""
        current = self._sent[self._at] if self._at < len(self._sent) else ""
        if self.text != current or not 0 <= self._at + step <= len(self._sent):
            return False
        self._at += step
        self.text = self._sent[self._at] if self._at < len(self._sent) else ""
        self.move_cursor(self.document.end)
        self._menu.close()
        return True

    # -- keys --------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """Keys whose meaning hangs on what has been typed before them.

        They are handled here and not as bindings: bindings run in the app's own queue, where a key can
        overtake the letters before it when somebody types, or a terminal pastes, faster than the screen.
        """
        action = _KEYS_IN_ORDER.get(event.key)
        if action is None or (action == "help_when_empty" and self.text):
            return
        event.stop()
        event.prevent_default()
        await self.run_action(action)

    async def action_help_when_empty(self) -> None:
        """`?` opens the help, but only where it cannot be part of a text."""
        await self.app.run_action("app.help")

    def action_scroll_chat(self, pages: int) -> None:
        """Another page of the conversation."""
        self.post_message(self.Scrolled(pages))

    def action_copy(self) -> None:
        """Copy what is selected here; without a selection the key is for the screen."""
        if not self.selected_text:
            raise SkipAction
        super().action_copy()

    def type(self, character: str) -> None:
        """Take the focus and a character that was typed elsewhere."""
        self.focus()
        self.insert(character)

    def on_text_area_changed(self) -> None:
        """Match the commands again."""
        self._menu.match(self.text)

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert pasted text without control characters."""
        event.stop()
        event.prevent_default()
        if result := self._replace_via_keyboard(plain_text(event.text), *self.selection):
            self.move_cursor(result.end_location)
