"""`tutor export` and `tutor import`: the one-file backup."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tui.options import Json, LanguageChoice, chosen
from tui.output import Output


def export_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="help.export.file")],
    force: Annotated[bool, typer.Option("--force", help="help.export.force")] = False,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Write everything of the learner's into one file."""
    from tutor.backup import export_home
    from tutor.clock import now
    from tutor.home import home_folder

    out = Output(json, chosen(language))
    with out.waiting("cli.waiting.export"):
        backup = export_home(home_folder(), file, at=now(), force=force)
    if json:
        out.document(asdict(backup))
    else:
        size = f"{backup.bytes / 1e6:.1f}"
        out.show(out.text("cli.export.done", file=backup.file, size=size, count=len(backup.members)))
    if backup.has_key:
        out.say("cli.export.key")


def import_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="help.import.file")],
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Bring a backup back."""
    from tutor.clock import now
    from tutor.home import home_folder
    from tutor.restore import import_backup as bring_back

    out = Output(json, chosen(language))
    with out.waiting("cli.waiting.import"):
        imported = bring_back(home_folder(), file, at=now())
    if json:
        out.document(asdict(imported))
    else:
        done = "cli.import.record" if imported.partial else "cli.import.done"
        out.show(out.text(done, file=imported.file, made=imported.made))
        if imported.put_aside:
            out.show(out.text("cli.import.aside", file=imported.put_aside))


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add these commands."""
    app.command("export", cls=command, help="help.export")(export_backup)
    app.command("import", cls=command, help="help.import")(import_backup)
