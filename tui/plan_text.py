"""The plan on a terminal: a week's sessions, when it ends, what moved, and what can be chosen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.output import Output
from tui.plain_text import plain_text
from tutor.planning.blocks import STUDY

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tutor.plan_documents import PlanWords


def show_plan(document: Mapping[str, Any], words: "PlanWords", out: Output) -> None:
    """A week of the plan."""
    first, last = words.day(document["from"]), words.day(document["to"])
    hours = f"{document['hours']:g}"
    out.show(_bold(out.text("cli.plan.week", week=document["week"], first=first, last=last, hours=hours)))
    if not document["sessions"]:
        out.show(out.text("cli.plan.none"))
    for session in document["sessions"]:
        _show_session(session, words, out)
    out.show("")
    _show_forecast(document["forecast"], words, out)
    _show_list("moved", document["moved_says"], out)
    choices = document["choices"]
    _show_list("choices", [choice["says"] for choice in choices], out)
    if choices:
        out.show(out.text("cli.plan.choose", kind="|".join(choice["kind"] for choice in choices)))


def show_action(document: Mapping[str, Any], words: "PlanWords", out: Output) -> None:
    """The one thing to do next."""
    block = document["block"]
    if block is None:
        out.show(out.text("cli.today.done"))
        return
    kind = out.text(f"plan.kind.{block['kind']}")
    what = f"{kind}, {block['title']}" if block["kind"] in STUDY else kind
    values = {"what": what, "minutes": block["minutes"]}
    if document["today"]:
        out.show(_bold(out.text("cli.today.now", **values)))
    else:
        day, start = words.day(document["date"]), document["session"]["start"]
        out.show(_bold(out.text("cli.today.later", **values, day=day, start=start)))
    out.show(block["why"])
    begin = "cli.today.begin" if document["today"] else "cli.today.then"
    out.show(out.text(begin, command=document["command"]))


def _show_session(session: Mapping[str, Any], words: "PlanWords", out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    day = words.day(session["date"])
    out.show(
        "",
        Text(
            out.text("cli.plan.session", day=day, start=session["start"], minutes=session["minutes"]),
            style="cyan",
        ),
    )
    table = Table.grid(padding=(0, 2))
    for block in session["blocks"]:
        mark, style = ("●", "green") if block["done"] else ("○", "dim")
        named = block["title"] if block["kind"] in STUDY else ""
        table.add_row(
            Text(mark, style=style),
            Text(f"{block['minutes']:>3}", style="dim"),
            Text(out.text(f"plan.kind.{block['kind']}")),
            Text(plain_text(named), style="bold"),
            Text(plain_text("" if block["done"] else block["why"]), style="dim"),
        )
    out.show(table)


def _show_forecast(seen: Mapping[str, Any], words: "PlanWords", out: Output) -> None:
    if not seen["finish"]:
        out.show(out.text("cli.plan.finished"))
        return
    days = {name: words.day(seen[name]) for name in ("finish", "low", "high")}
    out.show(out.text("cli.plan.finish", **days))
    if seen["weeks_behind"]:
        out.show(out.text("cli.plan.behind", end=words.day(seen["end"]), weeks=seen["weeks_behind"]))


def _show_list(what: str, sentences: Sequence[str], out: Output) -> None:
    if sentences:
        out.show("", _bold(out.text(f"cli.plan.{what}")), *(f"· {sentence}" for sentence in sentences))


def _bold(text: str) -> "RenderableType":
    from rich.text import Text

    return Text(plain_text(text), style="bold")
