"""`tutor practice watch`: one screen that is made anew at every save."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge_base.errors import BadInput
from tui.output import Output
from tui.practice_text import check_parts
from tutor.messages import explain

if TYPE_CHECKING:
    from rich.console import RenderableType


def watch_file(path: Path, check: Callable[[], dict[str, Any]], out: Output) -> None:
    """Show a report now and after each save, until Ctrl+C.

    Args:
        path: of the learner's program.
        check: judges it as it is now.
        out: the voice of the command.
    """
    from watchfiles import watch

    _show(path, check, out)
    for changes in watch(path.parent, recursive=False, raise_interrupt=True):
        if any(Path(changed).name == path.name for _, changed in changes):
            _show(path, check, out)


def _on_one_screen(document: dict[str, Any], out: Output) -> "list[RenderableType]":
    """A report without what is read at leisure once it is solved; where that is, is said."""
    parts = check_parts(document | {"after": None}, out)
    return (
        [*parts, "", out.text("cli.practice.read_on", id=document["exercise"])]
        if document["passed"]
        else parts
    )


def _show(path: Path, check: Callable[[], dict[str, Any]], out: Output) -> None:
    """The whole screen: the report, or why the file cannot be checked as it is now."""
    from rich.console import Console, Group
    from rich.text import Text

    try:
        parts = _on_one_screen(check(), out)
    except BadInput as error:  # half a file while the editor saves, or one that is not there yet
        parts = [Text(explain(error, out.language)[1])]
    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        console.clear()
    console.print(Group(*parts, "", Text(out.text("cli.practice.watching", file=path.name), style="dim")))
