"""`tutor setup`: who studies, when, and what for."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable
from tutor.messages import explain

if TYPE_CHECKING:
    from datetime import date

    from tutor.app import Tutor
    from tutor.learner.entries import Profile
    from tutor.planning.blocks import Session

T = TypeVar("T")


def setup(
    language: LanguageChoice = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="help.setup.start")] = None,
    days: Annotated[str | None, typer.Option("--days", metavar="DAYS", help="help.setup.days")] = None,
    hours: Annotated[str | None, typer.Option("--hours", metavar="HOURS", help="help.setup.hours")] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="help.setup.timezone")
    ] = None,
    begins: Annotated[str | None, typer.Option("--begins", metavar="TIME", help="help.setup.begins")] = None,
    free: Annotated[str | None, typer.Option("--free", metavar="DATES", help="help.setup.free")] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="TEXT", help="help.setup.role")] = None,
    job: Annotated[str | None, typer.Option("--job", metavar="TEXT", help="help.setup.job")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="DATE", help="help.setup.by")] = None,
    intention: Annotated[
        str | None, typer.Option("--intention", metavar="TEXT", help="help.setup.intention")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.setup.yes")] = False,
    json: Json = False,
) -> None:
    """Say when you study, and what for; what no option says is asked for."""
    from tui.opening import opened
    from tutor.clock import now
    from tutor.profile import past_midnight, profile_document, profile_of, save_profile
    from tutor.settings import save_settings

    given = {
        "language": chosen(language), "start": start, "days": days, "hours": hours, "timezone": timezone,
        "begins": begins, "free": free, "role": role, "job": job, "by": by, "intention": intention,
    }  # fmt: skip
    talk = _Conversation(Output(json, chosen(language)), yes, given)
    with opened() as session:
        tutor, today = session.tutor, now().date()
        before = profile_of(tutor.record, tutor.settings, tutor.course)
        wanted = _asked(talk, tutor, before, today)
        save_settings(tutor.home, {"language": wanted.language})
        profile = save_profile(tutor.record, wanted)
        plan = tutor.planner.current()
        coming = next((s for s in plan.sessions if s.day >= tutor.planner.today), None)
        placed = tutor.placement.was_offered()
    out = talk.out
    if profile.start < today.isoformat() and (before is None or before.start != profile.start):
        out.say("cli.setup.past", start=profile.start)
    if past_midnight(profile):
        out.say("setup.midnight", begins=profile.begins, hours=f"{profile.hours / len(profile.days):g}")
    if json:
        out.document(profile_document(profile))
        return
    _show(profile, out)
    if coming is not None:
        _show_session(coming, out)
    if not placed:
        out.show(out.text("setup.placement"))


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("setup", cls=command, help="help.setup")(setup)


@dataclass
class _Conversation:
    """Asks for what no option says; an answer that cannot be used is asked for again."""

    out: Output
    yes: bool
    given: Mapping[str, str | None]

    def ask(self, what: str, default: str, read: Callable[[str], T], key: str = "") -> T:
        """What was given, or the default where nothing shall be asked, or what is typed."""
        said = self.given[what]
        if said is not None or self.yes:
            return read(readable(default if said is None else said))
        while True:
            typed = readable(self._typed(key or f"cli.setup.{what}", default))
            try:
                return read(typed)
            except BadInput as error:
                self.out.talk(" ".join(explain(error, self.out.language)[1:]))

    def tell(self, key: str) -> None:
        """A sentence before a question, where somebody is asked."""
        if not self.yes:
            self.out.say(key)

    def _typed(self, key: str, default: str) -> str:
        try:
            return str(
                typer.prompt(self.out.text(key), default=default, show_default=bool(default), err=True)
            )
        except typer.Abort as error:
            if sys.stdin.isatty():
                raise  # Ctrl-C
            raise BadInput(
                "The setup was not finished; nothing was changed.",
                hint="Answer the questions, or take the defaults with --yes.",
            ) from error


def _asked(talk: _Conversation, tutor: "Tutor", before: "Profile | None", today: "date") -> "Profile":
    """The whole profile, from options, from what held before, and from what is typed.

    Raises:
        BadInput: something cannot be used, or does not fit together.
    """
    spoken = _language(talk, tutor)
    profile = _time(talk, tutor, before, today, spoken)
    profile = _free(talk, profile, before)
    profile = _goal(talk, profile, before)
    return _intention(talk, profile, before)


def _language(talk: _Conversation, tutor: "Tutor") -> Language:
    from tutor.profile_answers import read_language

    spoken: Language = talk.ask("language", tutor.language, read_language)
    talk.out = Output(talk.out.as_json, spoken)
    return spoken


def _time(
    talk: _Conversation, tutor: "Tutor", before: "Profile | None", today: "date", spoken: Language
) -> "Profile":
    from tutor.clock import machine_timezone
    from tutor.learner.entries import Profile
    from tutor.profile import BEGINS, course_end, next_study_day
    from tutor.profile_answers import read_clock, read_date, read_days, read_hours, read_timezone

    fresh = tutor.settings.learner
    study_days = talk.ask("days", ",".join(before.days if before else fresh.days), read_days)
    first = before.start if before else next_study_day(today, study_days).isoformat()
    start = talk.ask("start", first, read_date).isoformat()
    hours = talk.ask("hours", f"{before.hours if before else fresh.hours:g}", read_hours)
    zone_before = before.timezone if before else fresh.timezone
    zone = talk.ask("timezone", zone_before or machine_timezone(), read_timezone)
    begins = talk.ask("begins", before.begins if before else BEGINS, read_clock, "setup.begins")
    kept = before is not None and before.start == start  # it may have been put off since
    end = before.end if before and kept else course_end(start, tutor.course)
    return Profile("", spoken, zone, start, study_days, hours, begins, end=end)


def _free(talk: _Conversation, profile: "Profile", before: "Profile | None") -> "Profile":
    from tutor.profile import checked
    from tutor.profile_answers import read_free, written_free

    def read(said: str) -> "Profile":
        return checked(replace(profile, free=read_free(said)))

    return talk.ask("free", written_free(before.free) if before else "", read, "setup.free")


def _goal(talk: _Conversation, profile: "Profile", before: "Profile | None") -> "Profile":
    from tutor.profile import checked
    from tutor.profile_answers import read_goal_date, read_words

    def read(said: str) -> "Profile":
        return checked(replace(profile, role=role, job=job, goal_date=read_goal_date(said)))

    known = before or profile
    role = talk.ask("role", known.role, read_words, "setup.role")
    job = talk.ask("job", known.job, read_words, "setup.job")
    return talk.ask("by", known.goal_date, read, "setup.by")


def _intention(talk: _Conversation, profile: "Profile", before: "Profile | None") -> "Profile":
    """One if-then sentence; one that the tutor proposed before follows the days and the time."""
    from tutor.profile import intention_for
    from tutor.profile_answers import read_words

    if talk.given["intention"] is None:
        talk.tell("setup.why_intention")
    proposed = intention_for(profile, before)
    said = talk.ask("intention", proposed, read_words, "setup.ask_intention")
    return replace(profile, intention=said)


def _show(profile: "Profile", out: Output) -> None:
    from tutor.profile_answers import written_free

    days = ", ".join(out.text(f"cli.day.{day}") for day in profile.days)
    zone = profile.timezone or out.text("cli.setup.own_zone")
    values = {"start": profile.start, "end": profile.end, "days": days, "hours": f"{profile.hours:g}"}
    out.show(out.text("cli.setup.done", **values, zone=zone))
    out.show(out.text("setup.begin_at", begins=profile.begins))
    if profile.free:
        out.show(out.text("setup.free_dates", free=written_free(profile.free).replace(",", ", ")))
    if goal := ", ".join(said for said in (profile.role, profile.job, profile.goal_date) if said):
        out.show(out.text("setup.goal", goal=goal))
    if profile.intention:
        out.show(profile.intention)


def _show_session(session: "Session", out: Output) -> None:
    from tutor.profile import DAYS

    day = f"{out.text(f'cli.day.{DAYS[session.day.weekday()]}')} {session.day}"
    out.show(out.text("setup.next_session", day=day, begins=session.start, minutes=session.minutes))
