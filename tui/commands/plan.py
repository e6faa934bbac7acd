"""`tutor plan` and `tutor today`: the dated plan, what changes it, and the one thing to do next."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.errors import BadInput
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable

if TYPE_CHECKING:
    from tutor.app import Tutor
    from tutor.plan_documents import PlanWords

_CHOICES = ("hours", "cut", "later")

Week = Annotated[int | None, typer.Option("--week", metavar="N", help="help.plan.week")]
Replan = Annotated[bool, typer.Option("--replan", help="help.plan.replan")]
Ics = Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="help.plan.ics")]
DoneRef = Annotated[str, typer.Option("--done", metavar="ID", help="help.plan.done")]
Spent = Annotated[int | None, typer.Option("--minutes", metavar="N", help="help.plan.minutes")]
Part = Annotated[bool, typer.Option("--part", help="help.plan.part")]
Know = Annotated[str, typer.Option("--know", metavar="SKILL", help="help.plan.know")]
Forget = Annotated[str, typer.Option("--forget", metavar="SKILL", help="help.plan.forget")]
Choose = Annotated[str, typer.Option("--choose", metavar="WHICH", help="help.plan.choose")]
Restore = Annotated[str, typer.Option("--restore", metavar="SKILL", help="help.plan.restore")]


def plan(
    week: Week = None,
    replan: Replan = False,
    ics: Ics = None,
    done: DoneRef = "",
    minutes: Spent = None,
    part: Part = False,
    know: Know = "",
    forget: Forget = "",
    choose: Choose = "",
    restore: Restore = "",
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Show the plan, after the one change that was asked for."""
    from tui.opening import opened
    from tui.plan_text import show_plan
    from tutor.plan_documents import PlanWords, plan_document

    out = Output(json, chosen(language))
    changes = {"done": done, "know": know, "forget": forget, "choose": choose, "restore": restore}
    change = _one(changes, minutes is not None or part)
    with opened() as session:
        tutor = session.tutor
        words = PlanWords(tutor.course, out.language, tutor.planner.today.year)
        before = tutor.planner.current() if change or replan else None
        kept = _changed(tutor, words, change, minutes, part) if change else None
        current = tutor.planner.current(asked=replan)
        options = tutor.planner.options()
        document = plan_document(current, words, week, tutor.planner.today, options)
        document |= {"kept": kept} if kept else {}
        document |= {"calendar": _written(tutor, ics, out)} if ics else {}
    if json:
        out.document(document)
        return
    if kept:
        out.show(kept["says"])
    elif replan and before is not None and not current.new:
        out.show(out.text("cli.plan.unchanged"))
    show_plan(document, words, out)


def today(json: Json = False, language: LanguageChoice = None) -> None:
    """The one thing to do next, with its reason."""
    from tui.opening import opened
    from tui.plan_text import show_action
    from tutor.plan_documents import PlanWords, action_document

    out = Output(json, chosen(language))
    with opened() as session:
        planner = session.tutor.planner
        words = PlanWords(session.tutor.course, out.language, planner.today.year)
        document = action_document(planner.next_action(), words, planner.today)
    if json:
        out.document(document)
    else:
        show_action(document, words, out)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add these commands."""
    app.command("plan", cls=command, help="help.plan")(plan)
    app.command("today", cls=command, help="help.today")(today)


def _one(changes: dict[str, str], of_done: bool) -> tuple[str, str] | None:
    """The one change that was asked for."""
    given = [(name, readable(value)) for name, value in changes.items() if value]
    if len(given) > 1:
        raise BadInput("Say one change at a time: --done, --know, --forget, --choose or --restore.")
    if of_done and (not given or given[0][0] != "done"):
        raise BadInput("--minutes and --part go with --done.")
    return given[0] if given else None


def _changed(
    tutor: "Tutor", words: "PlanWords", change: tuple[str, str], minutes: int | None, part: bool
) -> dict[str, Any]:
    """Make a change; what was kept, as it is said."""
    from tutor.messages import text

    planner, (what, value), language = tutor.planner, change, words.language
    if what == "done":
        entry = planner.done(value, minutes, finished=not part)
        kind = text(f"plan.kind.{entry.kind}", language)
        title = text("plan.named", language, kind=kind, title=words.title(entry.kind, entry.ref))
        key = "cli.plan.kept_part" if part else "cli.plan.kept"
        says = text(key, language, title=title, minutes=entry.minutes)
        return {"change": what, "kind": entry.kind, "ref": entry.ref, "minutes": entry.minutes, "says": says}
    if what == "choose":
        if value not in _CHOICES:
            raise BadInput(
                "{value} is no way out that is offered.", hint="Choose hours, cut or later.", value=value
            )
        hours = planner.profile.hours
        says = text("cli.plan.chosen", language, says=words.option(planner.choose(value), hours))
        return {"change": what, "kind": value, "says": says}
    if what == "restore":
        planner.restore(value)
    else:
        planner.override(value, known=what == "know")
    key = {"know": "known", "forget": "forgotten", "restore": "restored"}[what]
    return {
        "change": what,
        "ref": value,
        "says": text(f"cli.plan.{key}", language, title=words.title("lesson", value)),
    }


def _written(tutor: "Tutor", path: Path, out: Output) -> dict[str, Any]:
    from tutor.plan_calendar import write_calendar

    written = write_calendar(tutor.planner, path, out.language)
    if not out.as_json:
        out.say("cli.plan.ics", path=path, count=written.sessions)
    return {"file": str(path), "sessions": written.sessions}
