"""The command line, `tutor`: thin over `tutor.app`, and the edge where errors become exit codes."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer
import typer.main

from knowledge_base.errors import TutorError, WorkFailed
from tui.commands import (
    ask,
    backup,
    checkin,
    course,
    doctor,
    library,
    model,
    placement,
    plan,
    practice,
    progress,
    project,
    quiz,
    run,
    schedule,
    setup,
)
from tui.help_text import Command, Group, translate
from tui.language import spoken_language
from tui.output import ExitCode, Output, exit_code
from tui.usage import usage_error
from tutor.home import home_folder, import_is_pending

app = typer.Typer(
    cls=Group,
    help="help.tutor",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback()
def open_app(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="help.version")] = False,
) -> None:
    """Open the app when no command is named."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"tutor {installed('llm-engineer-tutor')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from tui.app import run

        raise typer.Exit(run(home_folder()))


setup.register(app, Command)
app.add_typer(placement.placement, name="placement")
doctor.register(app, Command)
plan.register(app, Command)
checkin.register(app, Command)
progress.register(app, Command)
ask.register(app, Command)
app.add_typer(course.course, name="course")
app.add_typer(library.library, name="library")
app.add_typer(model.model, name="model")
app.add_typer(practice.practice, name="practice")
app.add_typer(project.project, name="project")
app.add_typer(schedule.schedule, name="schedule")
quiz.register(app, Command)
run.register(app, Command)
backup.register(app, Command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the only place where an error becomes an exit code.

    Args:
        arguments: without the program's name; those of the process when not given.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    out = Output("--json" in _before_dashes(given), spoken_language(given))
    try:
        code = _run(given, out)
    except TutorError as error:
        out.error(error)
        return exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    except OSError as error:
        out.error(_machine_says(error))
        return ExitCode.FAILED
    except Exception as error:  # noqa: BLE001 - the edge: a defect of ours must not end in a traceback
        out.error(_defect(error))
        return ExitCode.FAILED
    if code == ExitCode.INTERRUPTED:
        out.say("cli.interrupted")
    return code


def _run(arguments: list[str], out: Output) -> int:
    if import_is_pending(home_folder()):
        from tutor.restore import finish_import

        finish_import(home_folder())
    command = typer.main.get_command(app)
    translate(command, out.language)
    try:
        result = command.main(arguments, prog_name="tutor", standalone_mode=False)
    except typer.TyperException as error:
        raise usage_error(error) from error
    return result if isinstance(result, int) else ExitCode.DONE


def _machine_says(error: OSError) -> WorkFailed:
    """A file that cannot be read or written, a full disk: one sentence instead of a traceback."""
    where = f" ({error.filename})" if error.filename else ""
    return WorkFailed(
        "The machine says: {problem}.",
        hint="Check the free space and that you may read and write there.",
        problem=f"{error.strerror or error}{where}",
    )


def _defect(error: Exception) -> WorkFailed:
    """A mistake of the program's own: one sentence here, the traceback in the log."""
    import traceback

    log = home_folder() / "logs" / "error.log"
    with suppress(OSError):  # the sentence matters more than the log
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return WorkFailed(
        "The tutor made a mistake of its own: {problem}.",
        hint="What happened is written down in {log}; please report it.",
        problem=f"{type(error).__name__}: {error}",
        log=log,
    )


def _before_dashes(arguments: list[str]) -> list[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _speak_utf8() -> None:
    """JSON is UTF-8 everywhere; a terminal that cannot show a letter shows another instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(**({"errors": "replace"} if stream.isatty() else {"encoding": "utf-8"}))


if __name__ == "__main__":
    sys.exit(main())
