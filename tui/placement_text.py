"""A placement on a terminal: an item, and what came of it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tui.output import Output
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from rich.console import RenderableType

_MARKS = {"known": ("●", "green"), "failed": ("○", "yellow"), "open": ("◐", "dim"), "new": ("·", "dim")}


def show_item(document: Mapping[str, Any], out: Output) -> None:
    """The item that is asked now, with its options."""
    from rich.padding import Padding
    from rich.text import Text

    item = document["item"]
    left = out.text("placement.left", minutes=f"{document['minutes_left']:.0f}")
    out.show("", Text.assemble((plain_text(item["unit_title"]), "bold"), (f"  {left}", "dim")))
    out.show(_markdown(item["question"]))
    for option in item["options"]:
        line = Text.assemble((f"{option['letter']}  ", "cyan"), plain_text(option["text"]))
        out.show(Padding(line, (0, 0, 0, 2)))


def show_standing(document: Mapping[str, Any], out: Output) -> None:
    """What is known of each unit and why, what to read, and how to go on."""
    out.show(out.text(f"placement.state.{document['state']}"))
    if document["asked"]:
        minutes = f"{document['minutes']:.0f}"
        out.show(
            out.text("placement.asked", right=document["right"], asked=document["asked"], minutes=minutes)
        )
    out.show("", *_units(document, out))
    if document["read"]:
        out.show("", out.text("placement.read"), *_passages(document, out))
    out.show("", *(out.text(f"placement.next.{key}") for key in _next_steps(document)))


def _next_steps(document: Mapping[str, Any]) -> list[str]:
    if document["item"]:
        return ["answer", "claim"]
    if document["state"] == "new":
        return ["start", "claim"]
    return ["more", "claim"] if document["more"] else ["claim"]


def _units(document: Mapping[str, Any], out: Output) -> "Iterator[RenderableType]":
    from rich.text import Text

    titles = {unit["unit"]: unit["title"] for unit in document["units"]}
    for unit in document["units"]:
        mark, style = _MARKS[unit["state"]]
        said = evidence(unit, titles, out)
        title = (plain_text(unit["title"]), "bold")
        yield Text.assemble((f"{mark} ", style), (f"{unit['unit']}  ", "cyan"), title, (f"  {said}", "dim"))


def evidence(unit: Mapping[str, Any], titles: Mapping[str, str], out: Output) -> str:
    """Why a unit counts as known, or how far it came."""
    key = unit["state"]
    if key == "known":
        key = "claimed" if unit["how"] == "claim" else "through" if unit["through"] else "known"
    through = titles.get(unit["through"] or "", unit["through"])
    return out.text(
        f"placement.unit.{key}", right=unit["right"], asked=unit["asked"], through=plain_text(through or "")
    )


def _passages(document: Mapping[str, Any], out: Output) -> "Iterator[RenderableType]":
    from rich.padding import Padding

    for passage in document["read"]:
        line = out.text("placement.passage", title=passage["title"], heading=passage["heading"])
        yield Padding(plain_text(line), (0, 0, 0, 2))


def _markdown(text: str) -> "RenderableType":
    from rich.markdown import Markdown

    return Markdown(plain_text(text), code_theme="ansi_dark")
