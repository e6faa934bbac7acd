"""Spanish and English: all screens at once, remembered; the palette and the help in the same language."""

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from knowledge_base.errors import Missing
from tests.tui.scripted_tutor import ABSTAINED, QUESTION, TURN, ScriptedTutor
from tests.tui.stage import Stage, playing, words
from tui.screens.help import HelpScreen
from tui.screens.threads import ThreadsScreen
from tui.themes import DARK, LIGHT
from tui.widgets.answer import ErrorNotice
from tui.widgets.key_bar import KeyBar
from tui.widgets.sources import SourcesPanel
from tui.widgets.title_bar import TitleBar
from tui.widgets.welcome import Welcome
from tutor.agent.events import Answered
from tutor.settings import load_settings


async def palette(stage: Stage) -> CommandPalette:
    """Open the palette and wait for its commands."""
    await stage.press("ctrl+p")
    await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
    screen = stage.app.screen
    assert isinstance(screen, CommandPalette)
    await stage.until(lambda: screen.query_one(OptionList).option_count > 0)
    return screen


def commands(screen: CommandPalette) -> list[str]:
    """The commands in sight, without their help."""
    return [str(option.prompt).split("\n")[0] for option in screen.query_one(OptionList).options]


async def test_f2_switches_every_label_at_once_and_is_remembered(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        assert "Hola. Soy tu tutor" in words(stage.one(Welcome))
        await stage.press("f2")
        assert "Hello. I am your LLM engineering tutor." in words(stage.one(Welcome))
        assert "What does softmax do to the logits?" in str(
            stage.one(Welcome).query_one(OptionList).options[0].prompt
        )
        assert "Sources" in words(stage.one(SourcesPanel))
        assert "Help" in str(stage.one(KeyBar).render())
        assert "English" in str(stage.one(TitleBar).render())
        assert str(stage.prompt.placeholder).startswith("Ask about the course")
        assert load_settings(tmp_path).language == "en"
        await stage.press("f2")
        assert "Hola" in words(stage.one(Welcome))
        assert load_settings(tmp_path).language == "es"


async def test_turns_that_are_already_there_change_too(tmp_path: Path) -> None:
    problem = Missing("The model is gone.")
    turns = (TURN, (Answered(ABSTAINED),), (problem,))
    async with playing(ScriptedTutor(tmp_path, turns=turns)) as stage:
        for _ in turns:
            await stage.ask(QUESTION)
        await stage.press("f2")
        shown = words(stage.chat)
        assert "worded by smollm2-135m, checked" in shown
        assert "I found nothing in your library" in shown
        assert "Something is missing" in words(stage.chat.query_one(ErrorNotice))


async def test_the_language_in_the_settings_is_the_first_one_shown(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, language="en")) as stage:
        assert "Hello." in words(stage.one(Welcome))


async def test_a_modal_follows_the_language_when_it_is_next_opened(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.press("f2", "ctrl+t")
        await stage.until(lambda: isinstance(stage.app.screen, ThreadsScreen))
        assert "There are no saved conversations yet." in words(stage.app.screen)


@pytest.mark.parametrize("wrong", ["colour = 3\n", "= not toml"])
async def test_a_language_that_cannot_be_remembered_still_changes(tmp_path: Path, wrong: str) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        (tmp_path / "config.toml").write_text(wrong, encoding="utf-8")
        await stage.press("f2")
        assert "Hello." in words(stage.one(Welcome))
        (told,) = stage.app._notifications
        assert "config.toml" in told.message
        assert (tmp_path / "config.toml").read_text(encoding="utf-8") == wrong


async def test_the_palette_speaks_the_learners_language_and_runs_commands(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        screen = await palette(stage)
        assert screen.query_one(Input).placeholder == "Busca un comando…"
        assert commands(screen) == [
            "Ayuda", "Conversaciones", "Conversación nueva", "Fuentes", "Práctica", "Repaso", "Salir",
            "Switch to English", "Tema claro u oscuro",
        ]  # fmt: skip
        await stage.press(*"switch")
        await stage.until(lambda: commands(screen) == ["Switch to English"])
        await stage.press("enter")
        await stage.until(lambda: "Hello." in words(stage.one(Welcome)))
        assert "Change the colours" in "\n".join(
            str(option.prompt) for option in (await palette(stage)).query_one(OptionList).options
        )


async def test_the_palette_says_when_nothing_matches(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        screen = await palette(stage)
        await stage.press(*"zzz")
        await stage.until(lambda: commands(screen) == ["Ningún comando coincide"])


async def test_the_theme_goes_from_dark_to_light_and_back(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        assert stage.app.theme == DARK.name
        stage.app.action_switch_theme()
        assert stage.app.theme == LIGHT.name
        stage.app.action_switch_theme()
        assert stage.app.theme == DARK.name


async def test_the_help_shows_keys_and_commands_and_scrolls(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path), size=(80, 24)) as stage:
        await stage.press("f1")
        screen = stage.app.screen
        assert isinstance(screen, HelpScreen)
        shown = words(screen)
        assert "Ctrl+T" in shown
        assert "conversaciones anteriores" in shown
        assert "/repaso" in shown
        assert "repasar tus tarjetas" in shown
        body = screen.query_one(".body")
        await stage.press("pagedown", "down")
        assert body.scroll_y > 0
        await stage.press("f1")
        assert stage.app.screen is stage.chat
