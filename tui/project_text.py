"""Projects on a terminal: the list, a brief with its milestones, a report, a rubric."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.output import Output
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from rich.console import RenderableType

STATES = {"new": "○", "tried": "◐", "done": "●"}


def show_list(lines: Sequence[Mapping[str, Any]], out: Output) -> None:
    """The projects in the order of the course."""
    from rich.table import Table
    from rich.text import Text

    if not lines:
        out.show(out.text("cli.project.none"))
        return
    table = Table.grid(padding=(0, 2))
    for line in lines:
        table.add_row(
            Text(STATES[line["state"]], style="green" if line["state"] == "done" else "dim"),
            Text(line["id"], style="cyan"),
            Text(plain_text(line["title"])),
            Text(out.text("cli.project.hours", hours=f"{line['minutes'] / 60:.1f}"), style="dim"),
            Text(out.text("cli.project.held", held=line["held"], checks=line["checks"]), style="dim"),
            Text(out.text(f"project.state.{line['state']}"), style="dim"),
        )
    out.show(table)


def show_project(document: Mapping[str, Any], out: Output) -> None:
    """Brief, milestones with what is known of their checks, and the rubric."""
    out.show(_markdown(document["brief"]), "", _heading(out.text("cli.project.milestones")))
    for item in document["milestones"]:
        out.show(*_milestone(item, all(check["passed"] for check in item["checks"]), out))
        out.show(*(_check(check) for check in item["checks"]))
    out.show("", *_rubric(document["rubric"], out))
    out.show("", out.text("cli.project.begin", id=document["id"]))


def show_report(document: Mapping[str, Any], out: Output) -> None:
    """Milestones with their checks ticked, what failed and why, what comes next; at the end the rubric."""
    checks = sum(len(item["checks"]) for item in document["milestones"])
    key = "passed" if document["passed"] else "failed"
    out.show(
        _heading(out.text(f"cli.project.{key}", id=document["project"], held=document["held"], checks=checks))
    )
    if document["problem"] is not None:
        out.show(*_problem(document["problem"]))
    said = ""
    for item in document["milestones"]:
        out.show(*_milestone(item, item["reached"], out))
        for check in item["checks"]:
            told = f"{check['message']} {check['place']}"
            again = told == said  # one cause often breaks several checks
            out.show(_check(check), *(() if check["passed"] or again else _failure(check, out)))
            said = said if check["passed"] else told
    if document["passed"]:
        out.show("", *_rubric(document["rubric"], out))
        return
    due = next(item for item in document["milestones"] if item["id"] == document["next"]["id"])
    out.show("", out.text("cli.project.next", title=due["title"], brief=due["brief"]))
    out.show(out.text("cli.project.rubric_later", id=document["project"]))


def _problem(problem: Mapping[str, Any]) -> "Iterator[RenderableType]":
    from rich.text import Text

    yield Text(plain_text(problem["detail"]), style="bold red")
    if problem["said"]:
        yield _indented(problem["said"])


def _milestone(item: Mapping[str, Any], reached: bool, out: Output) -> "Iterator[RenderableType]":
    from rich.text import Text

    mark, style = ("●", "green") if reached and item["checks"] else ("○", "dim")
    minutes = out.text("cli.project.minutes", minutes=item["minutes"])
    yield ""
    yield Text.assemble((f"{mark} ", style), (plain_text(item["title"]), "bold"), (f"  {minutes}", "dim"))


def _check(check: Mapping[str, Any]) -> "RenderableType":
    from rich.padding import Padding
    from rich.text import Text

    mark, style = ("✓", "green") if check["passed"] else ("✗", "red")
    return Padding(Text.assemble((f"{mark} ", style), plain_text(check["title"])), (0, 0, 0, 2))


def _failure(check: Mapping[str, Any], out: Output) -> "Iterator[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    place = f"  ({check['place']})" if check["place"] else ""
    if check["message"] or place:
        yield Padding(Text(plain_text(check["message"]) + place, style="dim"), (0, 0, 0, 4))
    if check["printed"]:
        yield Padding(Text(out.text("cli.project.printed"), style="dim"), (0, 0, 0, 4))
        yield _indented(check["printed"])


def _rubric(rubric: Sequence[Mapping[str, Any]], out: Output) -> "Iterator[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    yield _heading(out.text("cli.project.rubric"))
    for item in rubric:
        yield Padding(Text(plain_text(item["title"]), style="bold"), (0, 0, 0, 2))
        for number, level in enumerate(item["levels"], 1):
            yield Padding(Text.assemble((f"{number}  ", "cyan"), plain_text(level)), (0, 0, 0, 4))


def _heading(text: str) -> "RenderableType":
    from rich.text import Text

    return Text(plain_text(text), style="bold")


def _markdown(text: str) -> "RenderableType":
    from rich.markdown import Markdown

    return Markdown(plain_text(text), code_theme="ansi_dark")


def _indented(text: str) -> "RenderableType":
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(plain_text(text).strip("\n"), style="dim"), (0, 0, 0, 6))
