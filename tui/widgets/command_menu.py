"""The slash commands that begin like what is being typed, above the prompt."""

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.slash import SlashCommand, matching
from tui.spoken import follow_language, language_of, say


class CommandMenu(OptionList, can_focus=False):
    """Never takes the focus: the prompt moves its cursor."""

    class Chosen(Message):
        """A command was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__(id="command-menu", markup=False, compact=True)
        self._typed = ""
        self.commands: list[SlashCommand] = []

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.match(self._typed)

    def match(self, typed: str) -> None:
        """Show the commands for what is typed; hide when there are none."""
        self._typed = typed
        language = language_of(self)
        self.commands = matching(typed, language)
        width = max((len(command.names[language]) for command in self.commands), default=0) + 3
        self.set_options(
            Option(
                Content.assemble(
                    (f"/{command.names[language]}".ljust(width), "$primary"),
                    (say(self, f"slash.{command.id}"), "$foreground-muted"),
                )
            )
            for command in self.commands
        )
        self.display = bool(self.commands)
        if self.commands:
            self.highlighted = 0

    def close(self) -> None:
        """Hide until something else is typed."""
        self.match("")

    @property
    def chosen(self) -> str:
        """The command under the cursor, with its slash; empty while hidden."""
        if not self.display or self.highlighted is None:
            return ""
        return "/" + self.commands[self.highlighted].names[language_of(self)]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click completes the command."""
        event.stop()
        self.post_message(self.Chosen(self.chosen))
