"""`--help`, wrong usage, and what a start must not load."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.make_command_docs import TARGET, document
from tests.tui.command_line import CommandLine

HEAVY = (
    "textual", "rich", "langgraph", "openai", "chromadb", "numpy", "onnxruntime", "sklearn",
    "pydantic_settings", "asyncio", "trafilatura", "pypdf",
)  # fmt: skip


LOADED = "import sys; from tui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


@pytest.mark.parametrize("arguments", [["--help"], ["library", "add", "--help"], ["nonsense"], ["--version"]])
def test_a_start_without_work_loads_nothing_heavy(arguments: list[str]) -> None:
    command = [sys.executable, "-c", LOADED, *arguments]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split())
    assert "tui.commands.library" in loaded
    assert loaded.isdisjoint(HEAVY)
    if arguments == ["--help"]:  # typer itself takes pydantic where a command has arguments
        assert "pydantic" not in loaded


@pytest.mark.parametrize(
    ("language", "expected"), [("es", "Uso: tutor"), ("en", "Usage: tutor")], ids=["es", "en"]
)
def test_help_speaks_the_language_of_the_settings(
    tutor: CommandLine, tutor_home: Path, language: str, expected: str
) -> None:
    (tutor_home / "config.toml").write_text(f'language = "{language}"\n')
    assert tutor("--help").out.startswith(expected)
    assert "help." not in tutor("--help").out


def test_every_help_text_exists_in_both_languages(tutor: CommandLine) -> None:
    groups = ("course", "library", "model")
    for language in ("es", "en"):
        for group in groups:
            page = tutor(group, "--help", "--language", language)
            assert page.code in (0, 2)
    for command in re.findall(r"^## tutor ?(.*)$", document(), flags=re.MULTILINE):
        ran = tutor(*command.split(), "--help")
        assert ran.code == 0
        assert "Opciones:" in ran.out
        assert "help." not in ran.out


def test_the_documentation_of_the_commands_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == document(), "run: python -m scripts.make_command_docs"


@pytest.mark.parametrize(
    "command",
    ["setup", "doctor", "route", "ask", "course list", "course show", "course check", "library add",
     "library search", "library list", "library remove", "library refresh", "library rebuild", "model list",
     "model use", "model pull", "model serve", "model stop", "model status", "model bench", "export",
     "import"],
)  # fmt: skip
def test_every_command_of_the_contract_is_documented_and_takes_json(command: str) -> None:
    section = document().partition(f"## tutor {command}\n")[2].partition("\n## ")[0]
    assert "--json" in section
    assert "--language <es|en>" in section


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "There is no command nonsense."),
        (["quizz"], "There is no command quizz."),
        (["library", "lst"], "Perhaps 'list' was meant."),
        (["course", "list", "--nope"], "There is no option --nope."),
        (["course", "show"], "is missing."),
        (["library", "search", "x", "-k", "0"], "cannot be that"),
        (["library"], "Missing command."),
        (["ask", "x", "--language", "fr"], "cannot be that"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("TUTOR_LANGUAGE", "en")
    ran = tutor(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_an_error_is_the_one_document_where_json_is_asked_for(tutor: CommandLine) -> None:
    ran = tutor("course", "show", "no-such-thing", "--json", "--language", "en")
    assert ran.code == 2
    assert ran.document["error"].keys() == {"title", "message", "hint"}
    assert "no-such-thing" in ran.document["error"]["message"]
    assert ran.document["error"]["message"] in ran.err


def test_json_after_the_dashes_is_text(tutor: CommandLine) -> None:
    ran = tutor("course", "show", "--", "--json")
    assert ran.code == 2
    assert ran.out == ""


def test_errors_are_in_spanish_by_default(tutor: CommandLine) -> None:
    assert "No existe el comando" in tutor("nonsense").err


def test_the_version_is_that_of_the_package(tutor: CommandLine) -> None:
    ran = tutor("--version")
    assert ran.code == 0
    assert re.fullmatch(r"tutor \d+\.\d+\.\d+\n", ran.out)


def test_without_a_command_the_app_opens_on_the_home_folder(
    tutor: CommandLine, tutor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def run(home: Path | None = None) -> int:
        assert home is not None
        opened.append(home)
        return 7

    monkeypatch.setattr("tui.app.run", run)
    assert tutor().code == 7
    assert opened == [tutor_home]


def test_ctrl_c_is_130(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("knowledge_base.course_check.check_course", interrupted)
    ran = tutor("course", "check")
    assert ran.code == 130
    assert "Interrumpido." in ran.err


def test_a_defect_is_one_sentence_with_its_traceback_in_the_log(
    tutor: CommandLine, tutor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr("knowledge_base.course_check.check_course", broken)
    ran = tutor("course", "check", "--json")
    assert ran.code == 1
    assert "a mistake" in ran.document["error"]["message"]
    assert "Traceback" not in ran.err
    assert "Traceback" in (tutor_home / "logs" / "error.log").read_text()


def test_a_machine_that_refuses_is_one_sentence(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device", "/some/file")

    monkeypatch.setattr("knowledge_base.course_check.check_course", full)
    ran = tutor("course", "check", "--language", "en")
    assert ran.code == 1
    assert "No space left on device (/some/file)" in ran.err


def test_wrong_settings_are_named_with_the_file(tutor: CommandLine, tutor_home: Path) -> None:
    (tutor_home / "config.toml").write_text("[modle]\n")
    ran = tutor("course", "list", "--language", "en")
    assert ran.code == 2
    assert "config.toml has an unknown setting, modle" in ran.err


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    command = f"{sys.executable} -m tui.cli course list --json"
    code = f"{command} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.strip() == "0"


def test_json_is_utf8_where_the_locale_is_not() -> None:
    environment = {"PATH": "/usr/bin", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "course", "show", "entropy", "--json"],
        capture_output=True, check=True, env=environment, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["title"] == "Entropía"
