"""Reviews on a terminal: questions, what an answer is worth, what came of a quiz."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.output import Output
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from rich.console import RenderableType

LETTERS = "ABCD"
_VERDICTS = {1: ("wrong", "red"), 2: ("partly", "yellow"), 3: ("right", "green"), 4: ("right", "green")}
_MARKS = {"yes": ("✓", "green"), "no": ("✗", "red"), "unsure": ("?", "yellow")}


def show_queue(document: Mapping[str, Any], out: Output) -> None:
    """What is asked now, without answers."""
    for number, asked in enumerate(document["items"], 1):
        show_question(asked, number, len(document["items"]), out)
    if document["items"]:
        out.show("", out.text("cli.quiz.how"))
    else:
        out.show(out.text("cli.quiz.none_check" if document["check"] else "cli.quiz.none"))
    show_what_waits(document, out)


def show_question(asked: Mapping[str, Any], number: int, total: int, out: Output) -> None:
    """One question with its options."""
    from rich.text import Text

    place = out.text("cli.quiz.number", number=number, total=total)
    new = f" · {out.text('cli.quiz.new')}" if asked["new"] else ""
    out.show("", Text(f"{place} · {asked['item']}{new}", style="dim"))
    if asked["reread"]:
        read = {name: asked["reread"][name] for name in ("heading", "title")}
        out.show(Text(plain_text(out.text("cli.quiz.reread", **read)), style="yellow"))
    out.show(Text(plain_text(asked["question"]), style="bold"))
    for letter, option in zip(LETTERS, asked["options"], strict=False):
        out.show(f"  {letter}  {option}")
    if asked["form"] == "task":
        out.show(out.text("cli.quiz.task", id=asked["item"].partition(":")[2]))


def show_assessed(assessed: Mapping[str, Any], out: Output) -> None:
    """What an answer is worth, with the right one and where the lesson says it."""
    from rich.text import Text

    read = bool(assessed["points"]) or assessed["how"] == "choice"
    if read:
        verdict, style = _VERDICTS.get(assessed["grade"] or 0, ("unsure", "yellow"))
        out.show(Text(out.text(f"cli.quiz.{verdict}"), style=f"bold {style}"))
    out.show(out.text("cli.quiz.answer", answer=assessed["answer"]))
    out.show(*(_point(point, out) for point in assessed["points"]))
    if assessed["wrong"] and assessed["grade"] not in (3, 4):
        key = "near_wrong" if assessed["near_wrong"] else "mistake"
        out.show(out.text(f"cli.quiz.{key}", wrong=assessed["wrong"]))
    passage = {name: assessed["passage"][name] for name in ("heading", "title")}
    out.show(Text(plain_text(out.text("cli.quiz.passage", **passage)), style="dim"))


def show_result(document: Mapping[str, Any], out: Output) -> None:
    """What came of a file of answers."""
    for item in document["items"]:
        out.show("", _question(item))
        show_assessed(item, out)
        show_next(item, out)
    show_done(document, out)


def show_next(graded: Mapping[str, Any], out: Output) -> None:
    """When an item comes back, or that nothing was kept of it."""
    if graded["grade"] is None:
        out.show(out.text("cli.quiz.not_graded"))
    elif graded["next"]:
        out.show(out.text("cli.quiz.next", date=graded["next"]))
    if graded["reread"]:
        out.show(out.text("cli.quiz.leech"))


def show_done(document: Mapping[str, Any], out: Output) -> None:
    """How a quiz went, and what is left."""
    grades = [item["grade"] for item in document["items"] if item["grade"] is not None]
    if document["skipped"]:
        out.show("", out.text("cli.quiz.skipped", items=", ".join(document["skipped"])))
    if not grades:
        out.show("", out.text("cli.quiz.nothing_kept"))
    else:
        counts = {"good": sum(grade > 2 for grade in grades), "hard": grades.count(2)}
        counts["again"] = grades.count(1)
        done = {"graded": len(grades), "minutes": document["minutes"]}
        out.show("", out.text("cli.quiz.done", **done, **counts))
    show_what_waits(document, out)


def show_what_waits(document: Mapping[str, Any], out: Output) -> None:
    """What is left for later sessions, and the next date."""
    if document["left"]:
        out.show(out.text("cli.quiz.left", left=document["left"]))
    if document["next_due"]:
        out.show(out.text("cli.quiz.next_due", date=document["next_due"]))


def _question(item: Mapping[str, Any]) -> "RenderableType":
    from rich.text import Text

    return Text(plain_text(item["question"]), style="bold")


def _point(point: Mapping[str, Any], out: Output) -> "RenderableType":
    from rich.padding import Padding
    from rich.text import Text

    mark, style = _MARKS[point["said"]]
    quote = f"  {out.text('cli.quiz.quote', quote=point['quote'])}" if point["quote"] else ""
    said = out.text(f"quiz.said.{point['said']}")
    line = Text.assemble((f"{mark} {said}: ", style), plain_text(point["point"]), (plain_text(quote), "dim"))
    return Padding(line, (0, 0, 0, 2))
