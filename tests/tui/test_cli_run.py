"""`tutor run`, as scripts and people see it."""

import io
import sys
from pathlib import Path

import pytest

from knowledge_base.errors import Refused
from tests.tui.command_line import CommandLine
from tools.running.environments import Environments
from tools.sandboxing import isolation
from tui.output import ExitCode

FIELDS = ["status", "exit_code", "stdout", "stderr", "truncated", "seconds", "peak_mb", "sandbox", "findings"]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A file to write a program in."""
    return tmp_path / "mine.py"


def test_a_run_as_a_document(tutor: CommandLine, program: Path) -> None:
    program.write_text("print(input()[::-1])", encoding="utf-8")
    (program.parent / "words.txt").write_text("hola\n", encoding="utf-8")
    ran = tutor("run", str(program), "--stdin", str(program.parent / "words.txt"), "--json")
    assert (ran.code, list(ran.document)) == (ExitCode.DONE, FIELDS)
    assert ran.document["status"] == "ok"
    assert (ran.document["exit_code"], ran.document["stdout"], ran.document["findings"]) == (0, "aloh\n", [])


def test_a_program_that_fails(tutor: CommandLine, program: Path) -> None:
    program.write_text("print('before')\n1 / 0\n", encoding="utf-8")
    ran = tutor("run", str(program), "--json", "--language", "es")
    assert ran.code == ExitCode.FAILED
    assert ran.document["stdout"] == "before\n"
    finding = ran.document["findings"][0]
    assert list(finding) == ["kind", "file", "line", "title", "detail", "evidence"]
    assert (finding["kind"], finding["line"]) == ("exception", 2)
    assert finding["title"] == "mine.py, línea 2: ZeroDivisionError"


def test_what_a_person_sees(tutor: CommandLine, program: Path) -> None:
    program.write_text("print('out \\x1b[31m')\nname\n", encoding="utf-8")
    ran = tutor("run", str(program), "--language", "en")
    assert ran.out == "out \n"
    *_, last = ran.err.splitlines()
    assert last.startswith("✗ mine.py, line 2: NameError. Nothing is called name here.")
    assert "Traceback (most recent call last):" in ran.err
    program.write_text("print('fine', end='')", encoding="utf-8")
    ran = tutor("run", str(program), "--language", "es")
    assert (ran.code, ran.out) == (ExitCode.DONE, "fine")
    assert ran.err.startswith("✓ Terminó en ")


def test_time_runs_out(tutor: CommandLine, program: Path) -> None:
    program.write_text("while True: pass", encoding="utf-8")
    ran = tutor("run", str(program), "--seconds", "0.5", "--json")
    assert (ran.code, ran.document["status"]) == (ExitCode.OUT_OF_TIME, "timeout")


def test_the_settings_hold_where_nothing_is_said(
    tutor: CommandLine, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.write_text("while True: print('x' * 100)", encoding="utf-8")
    monkeypatch.setenv("TUTOR_PRACTICE__OUTPUT_KB", "1")
    ran = tutor("run", str(program), "--language", "en")
    assert ran.code == ExitCode.FAILED
    assert "Only the beginning of what it printed is shown." in ran.err
    assert "It printed more than 1 KB" in ran.err


def test_input_from_a_pipe(tutor: CommandLine, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program.write_text("print(input())", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("año\n".encode())))
    assert tutor("run", str(program), "--stdin", "-").out == "año\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "No program was named."),
        (("{program}", "--prepare", "numpy"), "A program and --prepare were both given."),
        (("nothing.py",), "There is no file nothing.py."),
        (("{program}", "--stdin", "nothing.txt"), "There is no file nothing.txt."),
        (("{program}", "--stdin", "{large}"), "The input is larger than 5 MB."),
        (("{empty}",), "is empty: there is nothing to run yet."),
        (("{program}", "--seconds", "nan"), "--seconds"),
        (("{program}", "--memory", "1"), "--memory"),
        (("--prepare", "tensorflow"), "There is no environment called tensorflow."),
    ],
)
def test_bad_input_is_told_and_nothing_runs(
    tutor: CommandLine, program: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    program.write_text("print('ran')", encoding="utf-8")
    empty, large = program.with_name("empty.py"), program.with_name("large.txt")
    empty.touch()
    large.write_bytes(b"x" * 5_000_001)
    names = {"program": str(program), "empty": str(empty), "large": str(large)}
    ran = tutor("run", *(word.format(**names) for word in arguments), "--language", "en")
    assert (ran.code, ran.out) == (ExitCode.WRONG_USE, "")
    assert sentence in ran.err


def test_without_a_sandbox_nothing_runs(
    tutor: CommandLine, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_holds() -> None:
        raise Refused(
            "No sandbox holds on this machine, so nothing was run: {problem}.", hint="Mend.", problem="x"
        )

    monkeypatch.setattr(isolation, "find_sandbox", none_holds)
    program.write_text("print('ran')", encoding="utf-8")
    ran = tutor("run", str(program), "--json", "--language", "en")
    assert (ran.code, ran.document["status"], ran.document["exit_code"]) == (
        ExitCode.REFUSED,
        "refused",
        None,
    )
    assert ran.document["error"]["message"].startswith("No sandbox holds")
    assert ran.err == "No sandbox holds on this machine, so nothing was run: x. Mend.\n"
    ran = tutor("run", str(program))
    assert (ran.code, ran.out) == (ExitCode.REFUSED, "")


def test_an_environment_can_be_made_ahead(tutor: CommandLine, tutor_home: Path) -> None:
    ran = tutor("run", "--prepare", "plain", "--language", "en")
    assert (ran.code, ran.out) == (ExitCode.DONE, "The environment plain is ready, with: no packages.\n")
    made = tutor("run", "--prepare", "plain", "--json").document
    assert made["name"] == "plain"
    assert Path(made["python"]).exists()
    assert Environments(tutor_home / "environments").find("plain") is not None
