"""`tutor quiz`: what is due is asked again, with an answer that is graded; the weekly quiz without help."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable

if TYPE_CHECKING:
    from tutor.app import Tutor

Count = Annotated[int | None, typer.Option("--count", metavar="N", help="help.quiz.count")]
SkillId = Annotated[str, typer.Option("--skill", metavar="ID", help="help.quiz.skill")]
Check = Annotated[bool, typer.Option("--check", help="help.quiz.check")]
Answers = Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="help.quiz.answers")]
Fit = Annotated[bool, typer.Option("--fit", help="help.quiz.fit")]
Anki = Annotated[Path | None, typer.Option("--anki", metavar="FILE", help="help.quiz.anki")]
Import = Annotated[Path | None, typer.Option("--import", metavar="FILE", help="help.quiz.import")]


def quiz(
    count: Count = None,
    skill: SkillId = "",
    check: Check = False,
    answers: Answers = None,
    fit: Fit = False,
    anki: Anki = None,
    history: Import = None,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Ask what is due."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    _one_thing(fit, anki, history, answers)
    _fits_together(check, skill)
    with opened() as session:
        tutor = session.tutor
        if answers is not None:
            _from_file(tutor, answers, check, out)
        elif fit:
            _fit(tutor, out)
        elif anki is not None:
            _export(tutor, anki, chosen(language), out)
        elif history is not None:
            _import(tutor, history, out)
        else:
            _ask(tutor, readable(skill), count, check, out)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("quiz", cls=command, help="help.quiz")(quiz)


def _one_thing(*wanted: object) -> None:
    if sum(bool(one) for one in wanted) > 1:
        raise BadInput(
            "Of --answers, --fit, --anki and --import only one can be given.", hint="Give only one of them."
        )


def _fits_together(check: bool, skill: str) -> None:
    if check and skill:
        raise BadInput(
            "The weekly quiz mixes all that was studied; --skill cannot be given with --check.",
            hint="Leave one of them out.",
        )


def _from_file(tutor: "Tutor", path: Path, check: bool, out: Output) -> None:
    from tui.quiz_text import show_result
    from tutor.quiz_documents import quiz_document
    from tutor.reviews.answers import read_answers
    from tutor.reviews.from_file import grade_file

    given = read_answers(path)
    with out.waiting("cli.waiting.quiz"):
        held = grade_file(tutor.quiz, given, out.language, check=check)
    left = tutor.quiz.weekly(out.language) if check else tutor.quiz.queue(out.language)
    document = quiz_document(
        held.quiz, check, held.graded, held.skipped, left, held.minutes, tutor.course, out.language
    )
    if out.as_json:
        out.document(document)
    else:
        show_result(document, out)


def _fit(tutor: "Tutor", out: Output) -> None:
    from tutor.quiz_documents import refit_document

    with out.waiting("cli.waiting.fit"):
        document = refit_document(tutor.quiz.refit())
    if out.as_json:
        out.document(document)
        return
    if document["log_loss"] is None:
        out.show(out.text("cli.quiz.fit.few", reviews=document["reviews"], needed=document["needed"]))
        return
    out.show(out.text("cli.quiz.fit.kept" if document["kept"] else "cli.quiz.fit.left"))
    names = ("log_loss", "log_loss_before", "log_loss_average", "predicted")
    out.show(out.text("cli.quiz.fit.losses", **{name: document[name] for name in names}))


def _export(tutor: "Tutor", path: Path, language: Language | None, out: Output) -> None:
    languages: tuple[Language, ...] = (language,) if language else (out.language, _other(out.language))
    notes = tutor.quiz.export(path, languages)
    if out.as_json:
        out.document({"file": str(path), "notes": notes, "languages": list(languages)})
    else:
        out.show(out.text("cli.quiz.exported", path=path, notes=notes))


def _other(language: Language) -> Language:
    return "en" if language == "es" else "es"


def _import(tutor: "Tutor", path: Path, out: Output) -> None:
    brought = tutor.quiz.bring_in(path)
    if out.as_json:
        out.document(asdict(brought))
    else:
        out.show(out.text("cli.quiz.imported", **asdict(brought)))


def _ask(tutor: "Tutor", skill: str, count: int | None, check: bool, out: Output) -> None:
    import sys

    from tui.quiz_text import show_queue
    from tutor.quiz_documents import queue_document

    service = tutor.quiz
    if not out.as_json and sys.stdin.isatty():
        from tui.quiz_talk import hold

        hold(tutor, service.begin(out.language, check=check, count=count, skill=skill), out)
        return
    queue = service.weekly(out.language, count) if check else service.queue(out.language, None, count, skill)
    document = queue_document(queue, tutor.course, out.language, check=check)
    if out.as_json:
        out.document(document)
    else:
        show_queue(document, out)
