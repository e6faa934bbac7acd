"""`tutor quiz`: what is due is asked again, with an answer that is graded; the weekly quiz without help."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable

if TYPE_CHECKING:
    from tutor.app import Tutor

Count = Annotated[int | None, typer.Option("--count", metavar="N", help="help.quiz.count")]
SkillId = Annotated[str, typer.Option("--skill", metavar="ID", help="help.quiz.skill")]
Check = Annotated[bool, typer.Option("--check", help="help.quiz.check")]
Answers = Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="help.quiz.answers")]


def quiz(
    count: Count = None,
    skill: SkillId = "",
    check: Check = False,
    answers: Answers = None,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Ask what is due."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        tutor = session.tutor
        if answers is not None:
            _from_file(tutor, answers, check, out)
        else:
            _ask(tutor, readable(skill), count, check, out)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("quiz", cls=command, help="help.quiz")(quiz)


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
