"""`tutor progress`: how far the learner has come."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tui.options import Json, LanguageChoice, chosen
from tui.output import Output

Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="help.progress.html")]


def progress(html: Html = None, json: Json = False, language: LanguageChoice = None) -> None:
    """Show mastery by unit, hours, streak and forecast."""
    from tui.checkin_text import show_progress
    from tui.opening import opened
    from tutor.checkin.progress import progress_document
    from tutor.checkin.report_html import write_progress
    from tutor.checkin.words import CheckInWords
    from tutor.files import refuse_folder

    out = Output(json, chosen(language))
    if html is not None:
        refuse_folder(html)
    with opened() as session:
        planner = session.tutor.planner
        document = progress_document(planner)
        words = CheckInWords(planner.course, out.language, planner.today.year)
        if html is not None:
            write_progress(html, document, words)
            out.talk(words.progress("written", path=html))
    if json:
        out.document(document)
    else:
        show_progress(document, words, out)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("progress", cls=command, help="help.progress")(progress)
