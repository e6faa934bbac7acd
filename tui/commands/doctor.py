"""`tutor doctor`: is everything there, and what mends what is not."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from tui.options import Json, LanguageChoice, chosen
from tui.output import ExitCode, Output
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from tutor.diagnosis import Report

_SIGNS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def doctor(json: Json = False, language: LanguageChoice = None) -> None:
    """Look at everything the tutor needs."""
    import tutor.app
    from tutor.diagnosis import Patient
    from tutor.doctor import examine, settings_or_defaults
    from tutor.home import home_folder

    out = Output(json, chosen(language))
    home = home_folder()
    settings = settings_or_defaults(home)
    opened = tutor.app.open_tutor(home, settings)
    with out.waiting("cli.waiting.doctor"):
        report = examine(
            Patient(
                home=home,
                settings=settings,
                language=out.language,
                course_folder=opened.course_folder,
                make_embedder=lambda: tutor.app.make_embedder(settings),
                environment=os.environ,
            )
        )
    if json:
        out.document({"ok": report.ok, "checks": [asdict(check) for check in report.checks]})
    else:
        _show(report, out)
    if not report.ok:
        raise typer.Exit(ExitCode.FAILED)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("doctor", cls=command, help="help.doctor")(doctor)


def _show(report: "Report", out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in report.checks:
        sign, colour = _SIGNS[check.status]
        detail = Text(plain_text(check.detail))
        if check.fix:
            detail.append(f"\n→ {plain_text(check.fix)}", style=colour)
        table.add_row(Text(sign, style=colour), Text(out.text(f"cli.check.{check.name}")), detail)
    out.show(table, "", out.text("cli.doctor.well" if report.ok else "cli.doctor.ill"))
