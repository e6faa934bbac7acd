"""`tutor practice`: exercises to write in your own editor, checked in the sandbox, with hints by the rung."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.errors import BadInput
from tui.batch import run_lines
from tui.help_text import Command, group
from tui.options import Json, LanguageChoice, chosen
from tui.output import ExitCode, Output, readable

if TYPE_CHECKING:
    from tui.opening import Opened
    from tutor.practice import Checked, Practice

practice = group("help.practice")

ExerciseId = Annotated[str, typer.Argument(metavar="ID", help="help.practice.id")]
Place = Annotated[str, typer.Argument(metavar="UNIT", help="help.practice.place")]
File = Annotated[Path | None, typer.Argument(metavar="FILE", help="help.practice.file")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="help.practice.seed")]


@practice.command("list", cls=Command, help="help.practice.list")
def list_exercises(place: Place = "", json: Json = False, language: LanguageChoice = None) -> None:
    """The exercises, with what came of each, and the one to do now."""
    from tui.opening import opened
    from tui.practice_text import show_list
    from tutor.practice_documents import line_document, suggestion_document

    out = Output(json, chosen(language))
    with opened() as session:
        found = session.tutor.practice
        lines = [line_document(line, out.language) for line in found.lines(readable(place))]
        now = suggestion_document(found.suggestion(), out.language)
    if json:
        out.document({"exercises": lines, "next": now})
    else:
        show_list(lines, now, out)


@practice.command("show", cls=Command, help="help.practice.show")
def show(name: ExerciseId, json: Json = False, language: LanguageChoice = None) -> None:
    """One exercise: its statement, and what comes after it once it is solved."""
    from tui.opening import opened
    from tui.practice_text import show_exercise
    from tutor.practice_documents import exercise_document

    out = Output(json, chosen(language))
    with opened() as session:
        found = session.tutor.practice
        document = exercise_document(found.line(readable(name)), found.course, out.language)
    if json:
        out.document(document)
    else:
        show_exercise(document, out)


@practice.command("start", cls=Command, help="help.practice.start")
def start(
    name: ExerciseId,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="FOLDER", help="help.practice.folder")
    ] = None,
    notebook: Annotated[bool, typer.Option("--notebook", help="help.practice.notebook")] = False,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Write the files to work in; what is there already stays as it is."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        found, exercise = session.tutor.practice, readable(name)
        found.exercises.get(exercise)
        sheet = found.start(exercise, folder or Path(exercise), out.language, notebook)
    if json:
        files = {"written": list(sheet.written), "kept": list(sheet.kept)}
        out.document(
            {"exercise": exercise, "folder": str(sheet.folder), "program": str(sheet.program), **files}
        )
        return
    out.show(out.text("cli.practice.started", folder=sheet.folder, program=sheet.program.name))
    if sheet.kept:
        out.show(out.text("cli.practice.kept", files=", ".join(sheet.kept)))
    out.show(out.text("cli.practice.then", command=_command("check", exercise, sheet.program)))


@practice.command("check", cls=Command, help="help.practice.check")
def check(
    name: Annotated[str, typer.Argument(metavar="ID", help="help.practice.id")] = "",
    file: File = None,
    seed: Seed = None,
    batch: Annotated[str, typer.Option("--batch", metavar="FILE", help="help.practice.batch")] = "",
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Check a program against the hidden checks, and say why it fails."""
    from tui.opening import opened
    from tui.practice_text import show_check
    from tutor.practice_documents import checked_document

    out = Output(json, chosen(language))
    _one_or_batch(name, batch)
    with opened() as session:
        found = session.tutor.practice
        if batch:
            run_lines(batch, out, lambda line: _check_line(found, line, seed, out))
            return
        checked = _check(found, readable(name), file, seed, out)
        document = checked_document(checked, out.language)
        if json:
            out.document(document)
        else:
            show_check(document, out)
            _word(session, checked, out)
    if not document["passed"]:
        raise typer.Exit(ExitCode.FAILED)


@practice.command("watch", cls=Command, help="help.practice.watch")
def watch(name: ExerciseId, file: File = None, language: LanguageChoice = None) -> None:
    """Check at every save, on one screen, until it is interrupted."""
    from tui.opening import opened
    from tui.practice_watch import watch_file

    out = Output(language=chosen(language))
    with opened() as session:
        found, exercise = session.tutor.practice, readable(name)
        path = _program(found, exercise, file)
        watch_file(path, lambda: _checked(found, exercise, path, None, out), out)


@practice.command("hint", cls=Command, help="help.practice.hint")
def hint(name: ExerciseId, json: Json = False, language: LanguageChoice = None) -> None:
    """The rung that the latest attempt has earned."""
    from tui.opening import opened
    from tui.practice_text import show_hint
    from tutor.practice_documents import hint_document

    out = Output(json, chosen(language))
    with opened() as session, out.waiting("cli.waiting.hint"):
        given = session.run(session.tutor.practice_hint(readable(name), out.language))
        model = session.tutor.chat.name if given.origin == "model" and session.tutor.chat else ""
    document = {"exercise": name, **hint_document(given)}
    if json:
        out.document(document)
    else:
        show_hint(document, out, model)


@practice.command("reveal", cls=Command, help="help.practice.reveal")
def reveal(
    name: ExerciseId,
    yes: Annotated[bool, typer.Option("--yes", help="help.practice.yes")] = False,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """The solution; it is recorded, and does not count as solved."""
    from tui.opening import opened
    from tui.practice_text import show_hint
    from tutor.practice_documents import after_document, hint_document

    out = Output(json, chosen(language))
    with opened() as session:
        found, exercise = session.tutor.practice, readable(name)
        known = found.exercises.get(exercise)
        _confirm(yes or json, out)
        given = found.reveal(exercise, out.language)
        after = after_document(known, out.language)
    document = {"exercise": exercise, **hint_document(given), "alternatives": after["alternatives"]}
    if json:
        out.document(document)
    else:
        show_hint(document, out)


def _check_line(found: "Practice", line: dict[str, Any], seed: int | None, out: Output) -> dict[str, Any]:
    exercise, file = line.get("exercise"), line.get("file")
    if not isinstance(exercise, str) or not isinstance(file, str):
        raise BadInput('This line is not a JSON object with an "exercise" and a "file".')
    return _checked(found, readable(exercise), Path(file), seed, out)


def _checked(
    found: "Practice", exercise: str, file: Path | None, seed: int | None, out: Output
) -> dict[str, Any]:
    from tutor.practice_documents import checked_document

    return checked_document(_check(found, exercise, file, seed, out), out.language)


def _check(found: "Practice", exercise: str, file: Path | None, seed: int | None, out: Output) -> "Checked":
    from tutor.practice import read_code

    code = read_code(_program(found, exercise, file))
    with out.waiting("cli.waiting.check"):
        return found.check(exercise, code, seed=seed, say=out.say_template)


def _word(session: "Opened", checked: "Checked", out: Output) -> None:
    """A model's words about what was found, after the report, so that nothing waits for them."""
    from tui.practice_text import show_words

    with out.waiting("cli.waiting.words"):
        words = session.run(session.tutor.practice_words(checked, out.language))
    if words and session.tutor.chat is not None:
        show_words(words, session.tutor.chat.name, out)


def _program(found: "Practice", exercise: str, file: Path | None) -> Path:
    """The learner's file: the one named, or the one that `start` wrote here.

    Raises:
        BadInput: there is no such exercise, or no file was named and none lies where `start` puts it.
    """
    from tools.worksheet import module_name

    found.exercises.get(exercise)
    if file is not None and not file.is_dir():
        return file
    module = module_name(exercise)
    folders = [file] if file is not None else [Path(exercise), Path()]
    places = [folder / f"{module}{ending}" for folder in folders for ending in (".py", ".ipynb")]
    for place in places:
        if place.is_file():
            return place
    raise BadInput(
        "No file was named, and there is no {module}.py here.",
        hint="Name it: {command}",
        module=module,
        command=_command("check", exercise, Path("FILE")),
    )


def _one_or_batch(name: str, batch: str) -> None:
    if bool(name) == bool(batch):
        raise BadInput(
            "Either an exercise or --batch is needed.",
            hint="Check one program with: tutor practice check ID FILE",
        )


def _confirm(yes: bool, out: Output) -> None:
    import sys

    if not yes:
        if not sys.stdin.isatty():
            raise BadInput(
                "Seeing the solution has to be confirmed.",
                hint="Add --yes; from then on the exercise does not count as solved.",
            )
        typer.confirm(out.text("cli.practice.confirm"), abort=True, err=True)


def _command(name: str, exercise: str, file: Path) -> str:
    return f"tutor practice {name} {exercise} {shlex.quote(str(file))}"
