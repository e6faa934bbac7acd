"""Everything the tutor says it says in both languages, with the same values in it."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml

from knowledge_base import errors
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput, Missing, OutOfTime, Refused, TutorError, WorkFailed
from tutor import messages

ROOT = Path(__file__).parents[2]
PACKAGES = ("knowledge_base", "tools", "tutor", "finetune", "evals", "tui")
LEAVES = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, TutorError)
}
CATALOGUES = sorted(path.name for path in (ROOT / "tutor" / "messages" / "en").glob("*.yaml"))


def names(template: str) -> set[str]:
    """What stands between braces, without format marks."""
    return {
        field.partition(".")[0].partition("[")[0]
        for _, field, _, _ in string.Formatter().parse(template)
        if field is not None
    }


def bound_texts(tree: ast.Module) -> dict[str, list[str]]:
    """Every text that a name of this file is bound to."""
    texts: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    texts.setdefault(target.id, []).extend(literals(node.value, {}))
    return texts


def literals(node: ast.expr | None, known: dict[str, list[str]]) -> list[str]:
    """The texts that an expression can be, as far as they stand in the file."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body, known) + literals(node.orelse, known)
    if isinstance(node, ast.Name):
        return known.get(node.id, [])
    return []


def templates() -> Iterator[tuple[str, str]]:
    """(where, template) of each message and hint of a TutorError in the packages."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "exercises" in path.parts:  # learners' programs, some with blanks in them, and their checks
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            known = bound_texts(tree)
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and called(node) in LEAVES:
                    hints = [word.value for word in node.keywords if word.arg in ("hint", "message")]
                    for argument in [*node.args[:1], *hints]:
                        for text in literals(argument, known):
                            yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


TEMPLATES = sorted({(text, where) for where, text in templates() if text})


def twins() -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in sorted((ROOT / "tutor" / "messages" / "errors").glob("*.es.yaml")):
        merged |= yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return merged


def test_there_are_templates_to_check() -> None:
    assert len(TEMPLATES) > 50
    assert ("The question is empty." in {text for text, _ in TEMPLATES}) is True


def test_every_error_has_a_spanish_twin() -> None:
    known = messages.error_templates()
    assert [f"{where}: {text}" for text, where in TEMPLATES if names_only(text) and text not in known] == []


def names_only(text: str) -> bool:
    """Whether there is anything to translate beside the values."""
    return bool("".join(literal for literal, *_ in string.Formatter().parse(text)).strip(" .:\n"))


def test_twins_name_the_same_values() -> None:
    wrong = {english for english, spanish in twins().items() if names(english) != names(spanish)}
    assert wrong == set()


def test_twins_say_something() -> None:
    assert [english for english, spanish in twins().items() if not spanish.strip()] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_catalogues_have_the_same_texts(name: str) -> None:
    folder = ROOT / "tutor" / "messages"
    spanish = yaml.safe_load((folder / "es" / name).read_text(encoding="utf-8"))
    english = yaml.safe_load((folder / "en" / name).read_text(encoding="utf-8"))
    assert set(spanish) == set(english)
    assert [key for key in english if names(str(english[key])) != names(str(spanish[key]))] == []
    assert [key for key in english if not str(english[key]).strip() or not str(spanish[key]).strip()] == []


def test_no_key_stands_in_two_files() -> None:
    for language in get_args(Language):
        folder = ROOT / "tutor" / "messages" / language
        files = sorted(folder.glob("*.yaml"))
        assert [path.name for path in files] == CATALOGUES
        found = [key for path in files for key in yaml.safe_load(path.read_text(encoding="utf-8"))]
        assert len(found) == len(set(found))
        assert messages.keys(language) == set(found)


def test_a_text_is_filled_in() -> None:
    filled = messages.text("intent.which", "es", first="tu plan", second="tu avance")
    assert filled == "No estoy seguro de lo que quieres. ¿Es tu plan o tu avance?"
    assert "tutor" in messages.text("intent.other", "en")
    with pytest.raises(KeyError):
        messages.text("no.such.key", "en")


def test_an_error_is_explained_in_both_languages() -> None:
    hint = "Write what you want to know, in Spanish or English."
    error = BadInput("The question is empty.", hint=hint)
    assert messages.explain(error, "en") == ("That cannot be used", "The question is empty.", hint)
    assert messages.explain(error, "es") == (
        "Eso no se puede usar",
        "La pregunta está vacía.",
        "Escribe lo que quieres saber, en español o en inglés.",
    )


def test_values_are_filled_in_whatever_they_hold() -> None:
    template = "There is no timezone called {name}."
    error = BadInput(template, hint="Use an IANA name such as America/Bogota or Europe/Madrid.", name="{odd}")
    for language in get_args(Language):
        assert "{odd}" in messages.explain(error, language)[1]


def test_an_unknown_error_stays_english() -> None:
    error = WorkFailed("Nobody has translated {this}.", hint="", title="My own title", this="one")
    assert messages.explain(error, "es") == ("My own title", "Nobody has translated one.", "")


@pytest.mark.parametrize("kind", [WorkFailed, BadInput, Missing, Refused, OutOfTime, TutorError])
def test_every_kind_of_error_has_a_title_in_both_languages(kind: type[TutorError]) -> None:
    english, spanish = (messages.explain(kind("x"), language)[0] for language in ("en", "es"))
    assert english
    assert spanish
    assert english != spanish
