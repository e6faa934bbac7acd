"""The list of exercises by unit, each with what came of it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.keys import bindings
from tui.outside import one_line
from tui.practice_desk import Both, Document
from tui.screens.modal import BoxScreen
from tui.spoken import follow_language, language_of, say
from tui.widgets.citation_line import shortened
from tutor.messages import text

STATES = {
    "new": ("○", "$foreground-muted"),
    "tried": ("◐", "$primary"),
    "solved": ("●", "$success"),
    "revealed": ("◌", "$warning"),
}


class ExercisesScreen(BoxScreen[str]):
    """Dismissed with the id of an exercise; None when it is closed.

    Args:
        lines: every exercise, as `line_document` in both languages.
        current: the one that lies open.
        now: the one that is suggested; empty if there is none.
    """

    CSS_PATH = ["modal.tcss", "exercises.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("exercises")

    def __init__(self, lines: Sequence[Both], current: str, now: str) -> None:
        super().__init__()
        self._lines = lines
        self._current = current
        self._now = now

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        with Vertical(classes="box"):
            yield Static(classes="box-title", markup=False)
            yield OptionList(id="exercises-list", markup=False, compact=True)
            yield Static(classes="box-keys", markup=False)

    def on_mount(self) -> None:
        """Follow the language; the cursor is on the exercise that lies open."""
        follow_language(self, self.relabel)
        listed = self.query_one(OptionList)
        listed.highlighted = listed.get_option_index(self._current) if self._current else None
        listed.focus()

    def on_resize(self) -> None:
        """Cut the titles anew."""
        self.call_after_refresh(self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.query_one(".box-title", Static).update(Content(say(self, "practice.list.title")))
        self.query_one(".box-keys", Static).update(Content(say(self, "practice.list.keys")))
        listed = self.query_one(OptionList)
        kept = listed.highlighted
        listed.set_options(self._options(max(listed.size.width - 2, 40)))
        listed.highlighted = kept

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen exercise."""
        event.stop()
        self.dismiss(event.option_id)

    def action_open(self) -> None:
        """Open the exercise under the cursor."""
        self.query_one(OptionList).action_select()

    def _options(self, width: int) -> list[Option]:
        options: list[Option] = []
        unit = ""
        for both in self._lines:
            line = both[language_of(self)]
            if line["unit"] != unit:
                unit = line["unit"]
                above = "\n" if options else ""
                heading = Content.styled(above + one_line(line["unit_title"]), "bold")
                options.append(Option(heading, disabled=True))
            options.append(Option(self._option(line, width), id=line["id"]))
        return options

    def _option(self, line: Document, width: int) -> Content:
        mark, style = STATES[line["state"]]
        level = text(f"practice.level.{line['level']}", language_of(self))
        about = f"{level} · {line['minutes']} min"
        if line["id"] == self._now:
            about = f"{say(self, 'practice.list.now')} · {about}"
        title = shortened(one_line(line["title"]), max(width - len(about) - 6, 10))
        gap = " " * max(width - len(title) - len(about) - 3, 1)
        return Content.assemble((f"{mark}  ", style), title, gap, (about, "$foreground-muted"))
