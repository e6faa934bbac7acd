"""`tutor schedule`: the platform's timer that makes the weekly check-in ready."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge_base.errors import BadInput, Missing, TutorError
from tui.help_text import Command, group
from tui.options import Json, LanguageChoice, chosen
from tui.output import ExitCode, Output
from tutor.home import home_folder

if TYPE_CHECKING:
    from tutor.scheduled_runs import Prepared
    from tutor.scheduling import Proposal

schedule = group("help.schedule")

Day = Annotated[str, typer.Option("--day", metavar="DAY", help="help.schedule.day")]
At = Annotated[str, typer.Option("--at", metavar="HH:MM", help="help.schedule.at")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="help.schedule.yes")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="help.schedule.dry_run")]
Now = Annotated[bool, typer.Option("--now", help="help.schedule.now")]


@schedule.command("on", cls=Command, help="help.schedule.on")
def turn_on_command(
    day: Day = "",
    at: At = "10:00",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Show what would be installed, ask, install."""
    from tui.schedule_text import proposal_document, show_proposal
    from tutor.scheduling import turn_on

    out, home = Output(json, chosen(language)), home_folder()
    proposal = _proposal(home, day, at)
    if not (json and (yes or dry_run)):
        show_proposal(proposal, out)
    agreed = not dry_run and (yes or _agreed(out))
    if agreed:
        turn_on(home, proposal)
    if json:
        out.document(proposal_document(proposal, agreed))
    elif agreed:
        from tui.schedule_text import moment_text

        out.show(out.text("cli.schedule.installed", next=moment_text(proposal.next, out)))
        _say_notes(proposal.timer.notes(), out)
    elif dry_run:
        out.say("cli.schedule.dry")
    if not agreed and not dry_run:
        out.say("cli.schedule.declined")
        raise typer.Exit(ExitCode.FAILED)


@schedule.command("off", cls=Command, help="help.schedule.off")
def turn_off_command(json: Json = False, language: LanguageChoice = None) -> None:
    """Remove the timer."""
    from tools.scheduling.platforms import platform_timers
    from tutor.scheduling import turn_off

    out = Output(json, chosen(language))
    removed = turn_off(home_folder(), platform_timers())
    if json:
        out.document({"installed": False, "removed": removed})
    else:
        out.show(out.text("cli.schedule.removed" if removed else "cli.schedule.was_off"))


@schedule.command("status", cls=Command, help="help.schedule.status")
def status_command(json: Json = False, language: LanguageChoice = None) -> None:
    """What is set, and how it goes."""
    from tools.scheduling.platforms import platform_timers
    from tui.schedule_text import show_status, status_document
    from tutor.clock import now
    from tutor.scheduling import schedule_status

    out = Output(json, chosen(language))
    status = schedule_status(home_folder(), platform_timers(), now())
    if json:
        out.document(status_document(status))
    else:
        show_status(status, out)
        _say_notes(status.notes, out)


@schedule.command("run", cls=Command, help="help.schedule.run")
def run_command(now: Now = False, json: Json = False, language: LanguageChoice = None) -> None:
    """Make the check-in ready if one is due."""
    from tools.notify import notify
    from tui.schedule_text import run_document, show_run
    from tutor.clock import now as clock
    from tutor.scheduled_runs import run_due

    out = Output(json, chosen(language))
    with out.waiting("cli.waiting.checkin"):
        report = run_due(
            home_folder(),
            prepare=lambda: _prepared(out),
            tell=lambda notice: notify(notice.title, notice.body),
            apology=lambda error: _apology(error, out),
            clock=clock,
            anyway=now,
        )
    if json:
        out.document(run_document(report))
    else:
        show_run(report, out)


def _prepared(out: Output) -> "Prepared":
    """What the run makes ready: facts and questions of the check-in; a reminder where nobody set up."""
    from tui.opening import opened
    from tutor.scheduled_runs import Prepared

    with opened() as session:
        try:
            return session.run(session.tutor.checkins.prepared(out.language))
        except Missing:
            pass
    return Prepared(out.text("cli.schedule.reminder.title"), out.text("cli.schedule.reminder.body"))


def _apology(error: Exception, out: Output) -> "Prepared":
    from tutor.messages import explain
    from tutor.scheduled_runs import Prepared

    said = explain(error, out.language)[1] if isinstance(error, TutorError) else str(error)
    return Prepared(out.text("cli.schedule.failed"), said)


def _proposal(home: Path, day: str, at: str) -> "Proposal":
    from tools.scheduling.platforms import platform_timers
    from tutor.clock import machine_timezone, now
    from tutor.profile import profile_at, read_days
    from tutor.scheduling import propose, read_time
    from tutor.settings import load_settings

    learner = profile_at(home) or load_settings(home).learner
    days = read_days(day or learner.days[0])
    zone = learner.timezone or machine_timezone()
    return propose(home, platform_timers(), days, read_time(at), zone, now())


def _agreed(out: Output) -> bool:
    """Whether the learner says yes.

    Raises:
        BadInput: there is no terminal to ask on.
    """
    from knowledge_base.words import folded

    if not sys.stdin.isatty():
        raise BadInput(
            "Nothing was installed: it has to be confirmed.",
            hint="Add --yes to install it, or --dry-run to only see it.",
        )
    answer = typer.prompt(out.text("cli.schedule.ask"), default="n", show_default=False, err=True)
    return folded(str(answer).strip()) in {"s", "si", "y", "yes"}


def _say_notes(notes: tuple[str, ...], out: Output) -> None:
    for note in notes:
        out.say(f"cli.schedule.note.{note}")
