"""`tutor setup`: who studies, and when."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output
from tutor.messages import explain

if TYPE_CHECKING:
    from tutor.profile import Profile

T = TypeVar("T")


def setup(
    language: LanguageChoice = None,
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="help.setup.start")] = "",
    days: Annotated[str, typer.Option("--days", metavar="DAYS", help="help.setup.days")] = "",
    hours: Annotated[str, typer.Option("--hours", metavar="HOURS", help="help.setup.hours")] = "",
    timezone: Annotated[str, typer.Option("--timezone", metavar="ZONE", help="help.setup.timezone")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.setup.yes")] = False,
    json: Json = False,
) -> None:
    """Say when you study; what no option says is asked for."""
    from tui.opening import opened
    from tutor.clock import machine_timezone, now
    from tutor.profile import (
        next_study_day,
        profile_of,
        read_days,
        read_hours,
        read_language,
        read_start,
        read_timezone,
        save_profile,
    )

    out = Output(json, chosen(language))
    with opened() as session:
        tutor, known = session.tutor, session.tutor.settings.learner
        today = now().date()
        talk = _Conversation(out, yes)
        spoken: Language = talk.ask("language", chosen(language) or "", tutor.language, read_language)
        talk.out = out = Output(json, spoken)
        study_days = talk.ask("days", days, ",".join(known.days), read_days)
        first = known.start or next_study_day(today, study_days).isoformat()
        begin = talk.ask("start", start, first, read_start)
        a_week = talk.ask("hours", hours, f"{known.hours:g}", read_hours)
        zone = talk.ask("timezone", timezone, known.timezone or machine_timezone(), read_timezone)
        weeks = len(tutor.course.weeks)
        settings = save_profile(tutor.home, spoken, begin, study_days, a_week, zone)
    profile = profile_of(settings, weeks)
    if begin < today:
        out.say("cli.setup.past", start=profile.start)
    if json:
        out.document(asdict(profile))
    else:
        _show(profile, out)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("setup", cls=command, help="help.setup")(setup)


class _Conversation:
    """Asks for what no option says; an answer that cannot be used is asked for again."""

    def __init__(self, out: Output, yes: bool) -> None:
        self.out = out
        self._yes = yes

    def ask(self, what: str, given: str, default: str, read: Callable[[str], T]) -> T:
        """What was given, or the default where nothing shall be asked, or what is typed."""
        if given or self._yes:
            return read(given or default)
        while True:
            typed = self._typed(what, default)
            try:
                return read(typed)
            except BadInput as error:
                self.out.talk(" ".join(explain(error, self.out.language)[1:]))

    def _typed(self, what: str, default: str) -> str:
        question = self.out.text(f"cli.setup.{what}")
        try:
            return str(typer.prompt(question, default=default, err=True))
        except typer.Abort as error:
            if sys.stdin.isatty():
                raise  # Ctrl-C
            raise BadInput(
                "The setup was not finished; nothing was changed.",
                hint="Answer the questions, or take the defaults with --yes.",
            ) from error


def _show(profile: "Profile", out: Output) -> None:
    days = ", ".join(out.text(f"cli.day.{day}") for day in profile.days)
    zone = profile.timezone or out.text("cli.setup.own_zone")
    values = {"start": profile.start, "end": profile.end, "days": days, "hours": f"{profile.hours:g}"}
    out.show(out.text("cli.setup.done", **values, zone=zone))
