"""The words of the command line in both languages."""

import ast
from pathlib import Path
from string import Formatter

import pytest
import yaml

import tutor.messages

FOLDER = Path(tutor.messages.__file__).parent
ROOT = FOLDER.parents[1]
LEAVES = {"BadInput", "Missing", "Refused", "OutOfTime", "WorkFailed"}
SOURCES = [
    *sorted((ROOT / "tui" / "commands").glob("*.py")),
    *(ROOT / "tui" / f"{name}.py" for name in ("cli", "batch", "usage", "output", "opening")),
    *(ROOT / "tutor" / f"{name}.py" for name in ("backup", "restore", "clock", "profile", "doctor_parts")),
]


def catalogue(name: str) -> dict[str, str]:
    """A catalogue file."""
    values: dict[str, str] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return values


def fields(template: str) -> set[str]:
    """The names in a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_say_the_same_things() -> None:
    spanish, english = catalogue("es/cli.yaml"), catalogue("en/cli.yaml")
    assert list(spanish) == list(english)
    for key, text in spanish.items():
        assert fields(str(text)) == fields(str(english[key])), key


def test_a_spanish_error_names_the_same_values() -> None:
    for english, spanish in catalogue("errors/cli.es.yaml").items():
        assert fields(english) == fields(spanish), english


def raised(path: Path) -> set[str]:
    """Literal messages and hints of the errors that a file makes."""
    texts: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in LEAVES:
            hints = [keyword.value for keyword in node.keywords if keyword.arg == "hint"]
            texts |= {
                part.value
                for part in [*node.args[:1], *hints]
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return texts


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_error_has_its_spanish_twin(path: Path) -> None:
    assert raised(path) - {"{problem}"} <= tutor.messages.error_templates()
