"""The command palette in the learner's language."""

from textual.command import CommandList, CommandPalette, SearchIcon
from textual.content import Content
from textual.widgets.option_list import Option

from tui.spoken import SpokenApp, say


class TutorPalette(CommandPalette):
    """Textual's palette, which knows its own words in English only."""

    DEFAULT_CSS = """
    TutorPalette > #--container, TutorPalette:dark > #--container { background: $surface; }
    TutorPalette #--input { border: hkey $border-blurred; }
    TutorPalette SearchIcon { color: $primary; }
    TutorPalette CommandList { border-bottom: hkey $border-blurred; }
    """

    def __init__(self, app: SpokenApp, placeholder: str) -> None:
        super().__init__(id="--command-palette", placeholder=placeholder)
        self._nothing = say(app, "palette.nothing")

    def on_mount(self) -> None:
        """A sign that every font has."""
        self.query_one(SearchIcon).icon = "›"

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Say that nothing matches, at once."""
        self._stop_no_matches_countdown()
        if search_value:
            nothing = Option(Content(self._nothing), disabled=True, id=self._NO_MATCHES)
            self.query_one(CommandList).add_option(nothing)
        self._list_visible = bool(search_value)
