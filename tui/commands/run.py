"""`tutor run`: a program, a notebook or a folder in the sandbox, and what its end means."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.errors import BadInput, Refused
from tui.options import Json, LanguageChoice, chosen
from tui.output import ExitCode, Output
from tui.plain_text import plain_text
from tutor.messages import explain

if TYPE_CHECKING:
    from tools.findings import Finding
    from tools.running.runs import Ran
    from tutor.app import Tutor

LARGEST_INPUT = 5_000_000
_CODES = {"ok": ExitCode.DONE, "timeout": ExitCode.OUT_OF_TIME, "refused": ExitCode.REFUSED}


def run(
    path: Annotated[Path | None, typer.Argument(metavar="FILE", help="help.run.path")] = None,
    stdin: Annotated[str, typer.Option("--stdin", metavar="FILE", help="help.run.stdin")] = "",
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.1, max=3600, help="help.run.seconds")
    ] = None,
    memory: Annotated[
        int | None, typer.Option("--memory", min=64, max=1_048_576, help="help.run.memory")
    ] = None,
    prepare: Annotated[str, typer.Option("--prepare", metavar="NAME", help="help.run.prepare")] = "",
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Run a program in the sandbox."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    _check(path, prepare)
    with opened() as session:
        if path is None:
            _prepare(session.tutor, prepare, out)
            return
        ran = _run(session.tutor, path, _input(stdin), seconds, memory, out)
    if not json:
        _show(ran, out)
    code = _CODES.get(ran.result.status, ExitCode.FAILED)
    if code != ExitCode.DONE:
        raise typer.Exit(code)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("run", cls=command, help="help.run")(run)


def run_document(ran: "Ran", out: Output) -> dict[str, Any]:
    """A run as the command line's contract has it."""
    from tutor.findings import finding_document

    result = asdict(ran.result)
    result |= {"seconds": round(ran.result.seconds, 3), "peak_mb": round(ran.result.peak_mb, 1)}
    return result | {"findings": [finding_document(each, out.language) for each in ran.findings]}


def _run(
    tutor: "Tutor", path: Path, stdin: bytes, seconds: float | None, memory: int | None, out: Output
) -> "Ran":
    from tools.running.programs import read_source
    from tools.running.runs import run_source

    source = read_source(path)
    try:
        with out.waiting("cli.waiting.run"):
            ran = run_source(
                source,
                lambda: tutor.sandbox,
                tutor.environments,
                tutor.wishes(seconds, memory),
                stdin=stdin,
                say=out.say_template,
            )
    except Refused as error:
        raise _refused(error, out) from error
    if out.as_json:
        out.document(run_document(ran, out))
    return ran


def _refused(error: Refused, out: Output) -> Exception:
    """The error itself; where a document was asked for, it is written as that of a run and the error told."""
    if not out.as_json:
        return error
    from tools.running.runs import Ran
    from tools.sandbox import RunResult

    _, message, hint = explain(error, out.language)
    nothing = Ran(RunResult("refused", None, "", "", False, 0.0, 0.0, ""))
    out.document(run_document(nothing, out) | {"error": {"message": message, "hint": hint}})
    out.talk(f"{message} {hint}")
    return typer.Exit(ExitCode.REFUSED)


def _prepare(tutor: "Tutor", name: str, out: Output) -> None:
    with out.waiting("cli.waiting.prepare"):
        environment = tutor.environments.ensure(name, out.say_template)
    if out.as_json:
        document = asdict(environment)
        out.document(document | {"folder": str(environment.folder), "python": str(environment.python)})
    else:
        imports = ", ".join(environment.imports) or out.text("cli.run.nothing")
        out.show(out.text("cli.run.prepared", name=name, imports=imports))


def _show(ran: "Ran", out: Output) -> None:
    """What the program printed, as it is; then, on stderr, one line that says how it ended."""
    import sys

    out.write(plain_text(ran.result.stdout))
    if ran.result.stdout and not ran.result.stdout.endswith("\n") and sys.stdout.isatty():
        out.write("\n")
    if ran.result.stderr:
        out.talk(ran.result.stderr.rstrip("\n"))
    if ran.result.truncated:
        out.say("cli.run.truncated")
    if ran.result.status == "ok":
        out.say("cli.run.ok", seconds=f"{ran.result.seconds:.2f}")
    for number, finding in enumerate(ran.findings):
        explains = ran.result.status != "ok" and number == 0
        _tell(finding, "cli.run.ended" if explains else "cli.run.note", out)
    if ran.result.sandbox == "landlock":
        out.say("cli.run.weaker", sandbox=ran.result.sandbox)


def _tell(finding: "Finding", key: str, out: Output) -> None:
    from tutor.findings import finding_document, place

    said = finding_document(finding, out.language)
    where, title = place(finding, out.language), said["title"]
    if finding.line is not None and where not in title:
        title = f"{where}: {title}"
    out.say(key, title=title, detail=said["detail"])


def _check(path: Path | None, prepare: str) -> None:
    if path is not None and prepare:
        raise BadInput("A program and --prepare were both given.", hint="Give one of them.")
    if path is None and not prepare:
        raise BadInput(
            "No program was named.", hint="Give a .py file, a notebook or a folder: tutor run FILE"
        )


def _input(name: str) -> bytes:
    """What the program reads.

    Raises:
        BadInput: there is no such file, or it is too large.
    """
    import sys

    if not name:
        return b""
    if name == "-":
        content = sys.stdin.buffer.read(LARGEST_INPUT + 1)
    elif Path(name).is_file():
        with Path(name).open("rb") as file:
            content = file.read(LARGEST_INPUT + 1)
    else:
        raise BadInput("There is no file {path}.", hint="Check its name.", path=name)
    if len(content) > LARGEST_INPUT:
        raise BadInput(
            "The input is larger than {most} MB.", hint="Use a smaller file.", most=LARGEST_INPUT // 1_000_000
        )
    return content
