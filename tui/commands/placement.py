"""`tutor placement`: a few questions that show which units need not be studied."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.errors import BadInput
from tui.help_text import Command, group
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable
from tutor.messages import explain

if TYPE_CHECKING:
    from knowledge_base.documents import Language
    from tutor.placement.placement import Placement, Standing

placement = group("help.placement")

_STOP, _SKIP = ("stop", "parar", "para"), ("skip", "saltar", "omitir")
UnitId = Annotated[str, typer.Argument(metavar="UNIT", help="help.placement.unit")]


@placement.callback(invoke_without_command=True)
def talk(
    context: typer.Context,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="help.placement.answers")
    ] = None,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Ask one item after the other; what was begun goes on."""
    if context.invoked_subcommand is not None:
        return
    from tui.opening import opened
    from tutor.placement.answer_file import give, read_answers

    out = Output(json, chosen(language))
    with opened() as session:
        work = session.tutor.placement
        said = read_answers(answers, work.bank) if answers else None
        standing = work.start()
        if said is not None:
            standing = give(work, said)
        elif not json:
            standing = _converse(work, standing, out)
        _end(work, standing, out)


@placement.command("start", cls=Command, help="help.placement.start")
def start(json: Json = False, language: LanguageChoice = None) -> None:
    """Begin or go on, and show the item that is asked."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        work = session.tutor.placement
        _item_or_end(work, work.start(), out)


@placement.command(
    "answer",
    cls=Command,
    help="help.placement.answer",
    context_settings={"ignore_unknown_options": True},  # a number may begin with a minus
)
def answer(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="help.placement.item")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="help.placement.value")] = "",
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Answer the item that is asked."""
    from tui.opening import opened
    from tutor.placement.documents import answer_document

    out = Output(json, chosen(language))
    with opened() as session:
        work = session.tutor.placement
        kept, standing = work.answer(readable(item), readable(value))
        if json:
            out.document(answer_document(kept, standing, work, out.language))
            return
        out.show(out.text(f"placement.{_verdict(kept.answer, kept.right)}"))
        _item_or_end(work, standing, out)


@placement.command("status", cls=Command, help="help.placement.status")
def status(json: Json = False, language: LanguageChoice = None) -> None:
    """Where it stands."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        work = session.tutor.placement
        _end(work, work.standing(), out)


@placement.command("skip", cls=Command, help="help.placement.skip")
def skip(json: Json = False, language: LanguageChoice = None) -> None:
    """Be asked nothing more."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        work = session.tutor.placement
        _end(work, work.skip(), out)


@placement.command("known", cls=Command, help="help.placement.known")
def known(unit: UnitId, json: Json = False, language: LanguageChoice = None) -> None:
    """Say that a unit is known."""
    _claim(unit, True, Output(json, chosen(language)))


@placement.command("unknown", cls=Command, help="help.placement.unknown")
def unknown(unit: UnitId, json: Json = False, language: LanguageChoice = None) -> None:
    """Say that a unit is to be studied after all."""
    _claim(unit, False, Output(json, chosen(language)))


def _claim(unit: str, is_known: bool, out: Output) -> None:
    from tui.opening import opened
    from tutor.placement.documents import unit_known_document

    with opened() as session:
        work = session.tutor.placement
        said = work.claim(readable(unit), is_known)
        title = work.course.unit(readable(unit)).title.in_language(out.language)
        entry = said or work.known().get(readable(unit))
    if out.as_json:
        nothing = {"unit": readable(unit), "title": title, "known": False, "how": None}
        out.document(unit_known_document(entry, work.course, out.language) if entry else nothing)
        return
    key = "known" if is_known else "unknown"
    out.show(out.text(f"placement.claim.{key}" if said else f"placement.claim.already_{key}", title=title))


def _converse(work: "Placement", standing: "Standing", out: Output) -> "Standing":
    """Ask until it ends, or until the learner stops or skips."""
    from tui.placement_text import show_item
    from tutor.placement.documents import standing_document

    if standing.item is not None:
        out.say("placement.hello", minutes=f"{standing.seconds_left / 60:.0f}")
    while standing.item is not None:
        show_item(standing_document(standing, work, out.language), out)
        shown_at = work.now()
        while True:
            typed = _typed(standing.item.kind, out)
            if typed is None or typed.strip().lower() in _STOP:
                return standing
            if typed.strip().lower() in _SKIP:
                return work.skip()
            try:
                kept, standing = work.answer(standing.item.id, typed, shown_at)
            except BadInput as error:
                out.talk(" ".join(explain(error, out.language)[1:]))
                continue
            out.show(out.text(f"placement.{_verdict(kept.answer, kept.right)}"))
            break
    return standing


def _typed(kind: str, out: Output) -> str | None:
    """What was typed; None where the input has come to its end."""
    try:
        return readable(
            str(typer.prompt(out.text(f"placement.prompt.{kind}"), default="", show_default=False, err=True))
        )
    except typer.Abort:
        if sys.stdin.isatty():
            raise  # Ctrl-C
        return None


def _verdict(said: str, right: bool) -> str:
    return "right" if right else "wrong" if said else "passed_over"


def _item_or_end(work: "Placement", standing: "Standing", out: Output) -> None:
    from tui.placement_text import show_item

    if standing.item is None or out.as_json:
        _end(work, standing, out)
        return
    document = _document(work, standing, out.language)
    show_item(document, out)
    out.show("", out.text("placement.how", id=standing.item.id))


def _end(work: "Placement", standing: "Standing", out: Output) -> None:
    from tui.placement_text import show_standing

    document = _document(work, standing, out.language)
    if out.as_json:
        out.document(document)
    else:
        show_standing(document, out)


def _document(work: "Placement", standing: "Standing", language: "Language") -> dict[str, Any]:
    from tutor.placement.documents import standing_document

    return standing_document(standing, work, language)
