"""Keys, catalogues, documentation: every one of them complete and the same everywhere."""

import string
from pathlib import Path

import pytest
import yaml

from tests.fakes import FakeEmbedder
from tui.keys import CANCELS, KEYS, Where, bar, bindings, cancel, described
from tui.screens.chat import ChatScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.exercises import ExercisesScreen
from tui.screens.help import SECTIONS, HelpScreen
from tui.screens.passage import PassageScreen
from tui.screens.practice import PracticeScreen
from tui.screens.quiz import QuizScreen
from tui.screens.threads import ThreadsScreen
from tui.slash import COMMANDS
from tui.widgets.answer_box import AnswerBox
from tui.widgets.numbered import NumberedList
from tui.widgets.prompt import Prompt
from tutor.agent.routing import Router
from tutor.messages import text

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "tutor" / "messages"
HOLDERS: dict[Where, type] = {
    "chat": ChatScreen,
    "prompt": Prompt,
    "list": NumberedList,
    "passage": PassageScreen,
    "threads": ThreadsScreen,
    "practice": PracticeScreen,
    "exercises": ExercisesScreen,
    "quiz": QuizScreen,
    "answer": AnswerBox,
    "confirm": ConfirmScreen,
    "help": HelpScreen,
}


def catalogue(language: str) -> dict[str, str]:
    """The app's own catalogues."""
    read: dict[str, str] = {}
    for name in ("app.yaml", "app_practice.yaml", "app_quiz.yaml"):
        read |= yaml.safe_load((CATALOGUES / language / name).read_text(encoding="utf-8"))
    return read


def placeholders(template: str) -> set[str]:
    """The names a template fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_catalogues_have_the_same_keys_and_placeholders() -> None:
    spanish, english = catalogue("es"), catalogue("en")
    assert spanish.keys() == english.keys()
    assert [key for key in spanish if placeholders(spanish[key]) != placeholders(english[key])] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_key_command_and_place_has_words(language: str) -> None:
    wanted = [f"key.{name}" for where in SECTIONS for _, name in described(where)]
    wanted += [f"bar.{key.id}" for where in CANCELS for key in (*bar(where), cancel(where))]
    wanted += [f"slash.{command.id}" for command in COMMANDS] + [f"help.{where}" for where in SECTIONS]
    for key in wanted:
        assert text(f"app.{key}", language)  # type: ignore[arg-type]


def test_key_ids_are_unique_and_every_place_is_in_the_help() -> None:
    ids = [key.id for key in KEYS]
    assert len(ids) == len(set(ids))
    assert {key.where for key in KEYS} == set(SECTIONS)


@pytest.mark.parametrize("where", HOLDERS)
def test_screens_bind_exactly_what_the_key_map_says(where: Where) -> None:
    assert HOLDERS[where].__dict__["BINDINGS"] == bindings(where)


@pytest.mark.parametrize("where", SECTIONS)
def test_every_key_is_in_the_documentation(where: Where) -> None:
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    for display, name in described(where):
        assert f"| {display} | {text(f'app.key.{name}', 'en')} |" in page


def test_every_slash_command_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        meaning = text(f"app.slash.{command.id}", "en")
        assert f"| /{command.names['en']} | /{command.names['es']} | {meaning} |" in page


@pytest.mark.parametrize("name", ["hoy", "today"])
def test_today_is_asked_of_the_plan(name: str) -> None:
    assert Router(FakeEmbedder()).command(f"/{name}") == ("plan", name)


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if not command.action and command.id != "today"]
)
def test_the_agent_understands_every_command_it_is_offered_for(command: object) -> None:
    router = Router(FakeEmbedder())
    for name in command.names.values():  # type: ignore[attr-defined]
        assert router.command(f"/{name} algo") == (command.id, "algo")  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.action])
def test_the_apps_own_commands_are_not_the_agents(command: object) -> None:
    router = Router(FakeEmbedder())
    assert all(router.command(f"/{name}") is None for name in command.names.values())  # type: ignore[attr-defined]
