"""Progress on a terminal: a table of units, hours, streak and when the course will be done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.output import Output
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from tutor.checkin.words import CheckInWords

_BAR = 10  # cells


def show_progress(document: Mapping[str, Any], words: "CheckInWords", out: Output) -> None:
    """Where the learner stands."""
    from rich.text import Text

    from tutor.checkin.progress_words import progress_lines

    out.show(Text(words.progress("title"), style="bold"), *progress_lines(document, words), "")
    _show_units(document, words, out)


def _show_units(document: Mapping[str, Any], words: "CheckInWords", out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    from tutor.checkin.progress_words import unit_range

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("unit", "mastery", "range", "skills"):
        table.add_column(words.progress(name), header_style="dim", no_wrap=name != "unit")
    for unit in document["units"]:
        title = words.course.unit(unit["unit"]).title.in_language(words.language)
        table.add_row(
            plain_text(title),
            Text(_bar(unit["mean"]), style="green"),
            Text(unit_range(unit, words), style="dim"),
            words.progress("of", mastered=unit["mastered"], count=unit["skills"]),
        )
    out.show(table)


def _bar(mean: float | None) -> str:
    filled = round(_BAR * (mean or 0.0))
    return "█" * filled + "·" * (_BAR - filled)
