"""`tutor project`: larger pieces, built in a folder of the learner's and checked milestone by milestone."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from tui.help_text import Command, group
from tui.options import Json, LanguageChoice, chosen
from tui.output import ExitCode, Output, readable

project = group("help.project")

ProjectId = Annotated[str, typer.Argument(metavar="ID", help="help.project.id")]
Folder = Annotated[Path | None, typer.Argument(metavar="FOLDER", help="help.project.folder")]


@project.command("list", cls=Command, help="help.project.list")
def list_projects(json: Json = False, language: LanguageChoice = None) -> None:
    """The projects, with how far each has come."""
    from tui.opening import opened
    from tui.project_text import show_list
    from tutor.project_documents import project_line_document

    out = Output(json, chosen(language))
    with opened() as session:
        lines = [project_line_document(line, out.language) for line in session.tutor.projects.lines()]
    if json:
        out.document({"projects": lines})
    else:
        show_list(lines, out)


@project.command("show", cls=Command, help="help.project.show")
def show(name: ProjectId, json: Json = False, language: LanguageChoice = None) -> None:
    """One project: its brief, milestones and rubric."""
    from tui.opening import opened
    from tui.project_text import show_project
    from tutor.project_documents import project_document

    out = Output(json, chosen(language))
    with opened() as session:
        document = project_document(session.tutor.projects.line(readable(name)), out.language)
    if json:
        out.document(document)
    else:
        show_project(document, out)


@project.command("start", cls=Command, help="help.project.start")
def start(
    name: ProjectId, folder: Folder = None, json: Json = False, language: LanguageChoice = None
) -> None:
    """Write the files to begin with; what is there already stays as it is."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        work, wanted = session.tutor.projects, readable(name)
        work.projects.get(wanted)
        made = work.start(wanted, folder or Path(wanted), out.language)
    if json:
        files = {"written": list(made.written), "kept": list(made.kept)}
        out.document({"project": wanted, "folder": str(made.folder), **files})
        return
    brief = made.folder / "brief.md"
    out.show(out.text("cli.project.started", folder=made.folder, files=len(made.written), brief=brief))
    if made.kept:
        out.show(out.text("cli.project.kept", files=", ".join(made.kept)))
    command = f"tutor project check {wanted} {shlex.quote(str(made.folder))}"
    out.show(out.text("cli.project.then", command=command))


@project.command("check", cls=Command, help="help.project.check")
def check(
    name: ProjectId, folder: Folder = None, json: Json = False, language: LanguageChoice = None
) -> None:
    """Check a folder: milestones, what failed, what comes next."""
    from tui.opening import opened
    from tui.project_text import show_report
    from tutor.project_documents import project_report_document

    out = Output(json, chosen(language))
    with opened() as session:
        work, wanted = session.tutor.projects, readable(name)
        work.projects.get(wanted)
        with out.waiting("cli.waiting.project"):
            report = work.check(wanted, folder or Path(wanted), out.language, out.say_template)
        document = project_report_document(report, out.language)
    if json:
        out.document(document)
    else:
        show_report(document, out)
    if not document["passed"]:
        raise typer.Exit(ExitCode.FAILED)
