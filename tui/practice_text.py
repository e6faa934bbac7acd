"""Practice on a terminal: the list, a statement, a report, a hint."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.output import Output
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from rich.console import RenderableType

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "undecided": ("?", "yellow")}
STATES = {"new": "○", "tried": "◐", "solved": "●", "revealed": "◌"}


def show_list(lines: Sequence[Mapping[str, Any]], now: Mapping[str, Any] | None, out: Output) -> None:
    """The exercises by unit, then the one to do now."""
    from rich.table import Table
    from rich.text import Text

    unit = None
    table = Table.grid(padding=(0, 2))
    for line in lines:
        if line["unit"] != unit:
            unit = line["unit"]
            table.add_row("", Text(unit, style="bold"))
        table.add_row(
            Text(STATES[line["state"]], style="green" if line["state"] == "solved" else "dim"),
            Text(line["id"], style="cyan"),
            Text(plain_text(line["title"])),
            Text(out.text(f"practice.level.{line['level']}"), style="dim"),
            Text(out.text("cli.practice.minutes", minutes=line["minutes"]), style="dim"),
            Text(out.text(f"practice.state.{line['state']}"), style="dim"),
        )
    out.show(table, "")
    if now is None:
        out.show(out.text("practice.all_solved"))
    else:
        out.show(out.text("cli.practice.now", id=now["id"], why=now["why"]))


def show_exercise(document: Mapping[str, Any], out: Output) -> None:
    """The statement, and what comes after it once it was solved."""
    out.show(_markdown(document["statement"]))
    out.show("", out.text("cli.practice.begin", id=document["id"]))
    if document["after"] is not None:
        out.show("", *_after(document["after"], out))


def show_check(document: Mapping[str, Any], out: Output) -> None:
    """A report: what holds, the smallest input that breaks it, what was seen, what to try next."""
    out.show(*check_parts(document, out))


def check_parts(document: Mapping[str, Any], out: Output) -> "list[RenderableType]":
    """The report in parts, for one screen."""
    parts = [*_verdict(document, out), *_cases(document)]
    if not document["passed"]:
        parts += [*_counterexample(document["counterexample"], out), *_mistake(document["mistake"], out)]
    parts += _findings(document["findings"], out)
    if document["printed"]:
        parts += ["", _heading(out.text("cli.practice.printed")), _indented(document["printed"])]
    if document["next_hint"] is not None:
        parts += ["", *_next(document, out)]
    if document["after"] is not None:
        parts += ["", *_after(document["after"], out)]
    return parts


def show_words(sentences: Sequence[str], model: str, out: Output) -> None:
    """What a model says of a report, told apart from what was found."""
    from rich.text import Text

    said = out.text("practice_chat.words", words=" ".join(sentences))
    out.show("", plain_text(said), Text(out.text("practice_chat.by_model", model=model), style="dim"))


def show_hint(document: Mapping[str, Any], out: Output, model: str = "") -> None:
    """A rung of help; `model` is who worded it, where it was a model."""
    out.show(_heading(out.text(f"practice.rung.{document['rung']}")), _markdown(document["text"]))
    if document["code"]:
        out.show("", _code(document["code"]))
    reading = document["reading"]
    if reading is not None:
        place = " · ".join(filter(None, (reading["title"], reading["heading"], reading["url"])))
        out.show("", out.text("practice.read", place=place))
    if model:
        out.say("practice_chat.hint.by_model", model=model)
    if not document["new"]:
        out.say("cli.practice.same_hint")
    for other in document.get("alternatives", ()):
        out.show("", *_alternative(other))


def _verdict(document: Mapping[str, Any], out: Output) -> "Iterator[RenderableType]":
    from rich.text import Text

    if document["problem"] is not None:
        yield Text(plain_text(document["problem"]["detail"]), style="bold red")
        return
    style = "bold green" if document["passed"] else "bold"
    key = "passed" if document["passed"] else "undecided" if _only_undecided(document) else "failed"
    yield Text(out.text(f"cli.practice.{key}", id=document["exercise"]), style=style)


def _only_undecided(document: Mapping[str, Any]) -> bool:
    return all(case["outcome"] != "failed" for case in document["cases"])


def _cases(document: Mapping[str, Any]) -> "Iterator[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    said = ""
    for case in document["cases"]:
        mark, style = MARKS[case["outcome"]]
        yield Text.assemble((f"{mark} ", style), plain_text(case["title"]))
        if case["message"] and case["message"] != said:  # one cause often breaks several cases
            said = case["message"]
            yield Padding(Text(plain_text(said), style="dim"), (0, 0, 0, 2))


def _counterexample(found: Mapping[str, Any] | None, out: Output) -> "Iterator[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    if found is None or not found["call"]:
        return
    yield ""
    yield _heading(out.text("cli.practice.smallest"))
    yield _code(found["call"])
    for key in ("expected", "got", "exception"):
        if found[key] is not None:
            words = (f"{out.text(f'cli.practice.{key}')}  ", "dim")
            yield Padding(Text.assemble(words, plain_text(found[key])), (0, 0, 0, 4))


def _mistake(found: Mapping[str, Any] | None, out: Output) -> "Iterator[RenderableType]":
    from rich.padding import Padding

    if found is not None:
        yield ""
        yield _heading(out.text(f"cli.practice.mistake.{found['certainty']}", title=found["title"]))
        yield Padding(_markdown(found["explanation"]), (0, 0, 0, 2))


def _findings(found: Sequence[Mapping[str, Any]], out: Output) -> "list[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = ["", _heading(out.text("cli.practice.seen"))] if found else []
    for finding in found:
        place = out.text("cli.practice.line", line=finding["line"]) if finding["line"] else ""
        parts.append(Text.assemble((f"{place} ".lstrip(), "cyan"), plain_text(finding["title"])))
        parts.append(Padding(Text(plain_text(finding["detail"]), style="dim"), (0, 0, 0, 2)))
        if finding["evidence"]:
            parts.append(_indented(finding["evidence"]))
    return parts


def _next(document: Mapping[str, Any], out: Output) -> "Iterator[RenderableType]":
    from rich.text import Text

    due = document["next_hint"]
    yield Text(due["text"], style="bold")
    if due["new"] and due["rung"] != "counterexample" and document["problem"] is None:
        yield out.text("cli.practice.ask_hint", id=document["exercise"])


def _after(document: Mapping[str, Any], out: Output) -> "Iterator[RenderableType]":
    yield _heading(out.text("cli.practice.why"))
    yield _markdown(document["explanation"])
    for other in document["alternatives"]:
        yield ""
        yield from _alternative(other)


def _alternative(other: Mapping[str, Any]) -> "Iterator[RenderableType]":
    yield _heading(other["title"])
    yield _code(other["code"])
    yield _markdown(other["cost"])


def _heading(text: str) -> "RenderableType":
    from rich.text import Text

    return Text(plain_text(text), style="bold")


def _markdown(text: str) -> "RenderableType":
    from rich.markdown import Markdown

    return Markdown(plain_text(text), code_theme="ansi_dark")


def _code(text: str) -> "RenderableType":
    from rich.padding import Padding
    from rich.syntax import Syntax

    code = Syntax(
        plain_text(text).strip("\n"), "python", theme="ansi_dark", background_color="default", word_wrap=True
    )
    return Padding(code, (0, 0, 0, 4))


def _indented(text: str) -> "RenderableType":
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(plain_text(text).strip("\n")), (0, 0, 0, 4))
