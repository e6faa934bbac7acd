"""Writing: growing, sending, remembering, completing."""

from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from tests.tui.scripted_tutor import SMALL_TALK, Past, ScriptedThreads, ScriptedTutor
from tests.tui.stage import Stage, playing, words
from tui.screens.help import HelpScreen
from tui.screens.threads import ThreadsScreen
from tui.widgets.command_menu import CommandMenu
from tui.widgets.transcript import Transcript


def talking(home: Path) -> ScriptedTutor:
    """A tutor that only talks."""
    return ScriptedTutor(home, turns=(SMALL_TALK,))


async def paste(stage: Stage, text: str) -> None:
    """As a terminal pastes."""
    stage.prompt.post_message(events.Paste(text))
    await stage.until(lambda: bool(stage.prompt.text))


@pytest.mark.parametrize("nothing", ["", "   ", "\n \n"])
async def test_an_empty_text_does_nothing(tmp_path: Path, nothing: str) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.send(nothing)
        assert not stage.chat.answering
        assert stage.tutor.asked == []


@pytest.mark.parametrize("key", ["shift+enter", "ctrl+j"])
async def test_it_grows_from_one_line_to_five(tmp_path: Path, key: str) -> None:
    async with playing(talking(tmp_path), size=(80, 24)) as stage:
        heights = [stage.prompt.content_size.height]
        for _ in range(6):
            await stage.press("a", key)
            heights.append(stage.prompt.content_size.height)
        assert heights == [1, 2, 3, 4, 5, 5, 5]
        await stage.press("enter")
        await stage.until(lambda: bool(stage.tutor.asked))
        assert stage.tutor.asked[0][0] == "a\na\na\na\na\na"
        await stage.until(lambda: stage.prompt.content_size.height == 1)


async def test_ten_thousand_pasted_words_are_sent_whole_and_shown_short(tmp_path: Path) -> None:
    text = " ".join(f"palabra{number}" for number in range(10_000))
    async with playing(talking(tmp_path), size=(80, 24)) as stage:
        await paste(stage, text)
        assert stage.prompt.content_size.height == 5
        await stage.press("enter")
        await stage.until(lambda: bool(stage.tutor.asked) and not stage.chat.answering)
        assert stage.tutor.asked[0][0] == text
        assert "palabras más)" in words(stage.last_turn())
        assert stage.last_turn().region.height < 20


async def test_pasted_control_characters_are_left_out(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await paste(stage, "hola\x1b[31m\r\nrojo\x07\u202e")
        assert stage.prompt.text == "hola[31m\nrojo"


async def test_up_brings_back_what_was_sent_only_while_nothing_would_be_lost(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.ask("una")
        await stage.ask("dos")
        await stage.press("up")
        assert stage.prompt.text == "dos"
        await stage.press("up", "up")
        assert stage.prompt.text == "una"
        await stage.press("down", "down")
        assert stage.prompt.text == ""
        await stage.press("x", "up")
        assert stage.prompt.text == "x"


async def test_slash_commands_are_completed_in_the_learners_language(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        menu = stage.one(CommandMenu)
        assert not menu.display
        await stage.press("slash", "p")
        assert menu.display
        assert menu.chosen == "/pregunta"
        await stage.press("down", "tab")
        assert stage.prompt.text == "/plan "
        assert not menu.display
        await stage.press("h", "o", "y", "enter")
        await stage.until(lambda: bool(stage.tutor.asked))
        assert stage.tutor.asked[0][0] == "/plan hoy"


async def test_enter_completes_first_and_sends_what_is_complete(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.press("slash", "p", "r", "o", "enter")
        assert stage.prompt.text == "/progreso "
        assert stage.tutor.asked == []
        await stage.press("enter")
        await stage.until(lambda: bool(stage.tutor.asked))
        assert stage.tutor.asked[0][0] == "/progreso"


async def test_a_command_of_the_other_language_is_found_too(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.press("slash", "q", "u", "i", "z")
        assert stage.one(CommandMenu).chosen == "/repaso"


async def test_a_command_can_be_clicked_and_the_menu_escaped(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.press("slash")
        await stage.pilot.click("#command-menu", offset=(3, 1))
        await stage.pilot.pause()
        assert stage.prompt.text == "/plan "
        assert stage.prompt.has_focus
        stage.prompt.clear()
        await stage.press("slash", "up", "escape")
        assert not stage.one(CommandMenu).display
        assert stage.prompt.text == "/"


async def test_tab_without_a_command_goes_on(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.press("tab")
        assert not stage.prompt.has_focus


@pytest.mark.parametrize("name", ["/ayuda", "/help"])
async def test_the_apps_own_commands(tmp_path: Path, name: str) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.send(f"{name} ")
        assert isinstance(stage.app.screen, HelpScreen)
        assert stage.tutor.asked == []
        assert stage.prompt.text == ""


async def test_conversations_and_new_as_commands(tmp_path: Path) -> None:
    threads = ScriptedThreads((), {"t9": [Past("¿qué?", said="eso")]})
    async with playing(ScriptedTutor(tmp_path, turns=(SMALL_TALK,), threads=threads)) as stage:
        await stage.send("/conversaciones ")
        await stage.until(lambda: isinstance(stage.app.screen, ThreadsScreen))
        assert "Todavía no hay conversaciones" in words(stage.app.screen)
        assert not stage.app.screen.query_one(OptionList).display
        await stage.press("escape")
        await stage.send("/salir ")
        assert stage.app.return_code == 0


async def test_a_question_mark_is_help_only_where_nothing_is_written(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.press("a", "question_mark")
        assert stage.prompt.text == "a?"
        stage.prompt.clear()
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, HelpScreen)


async def test_copying_takes_what_is_selected(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        await stage.press("o", "l", "a", "f7", "ctrl+c")
        assert stage.app.clipboard == "ola"


async def test_pages_of_the_conversation_turn_from_the_prompt(tmp_path: Path) -> None:
    async with playing(talking(tmp_path), size=(60, 20)) as stage:
        for number in range(6):
            await stage.ask(f"pregunta {number}")
        transcript = stage.one(Transcript)
        await stage.until(
            lambda: transcript.max_scroll_y > 0 and transcript.scroll_y == transcript.max_scroll_y
        )
        bottom = transcript.scroll_y
        await stage.press("pageup")
        await stage.until(lambda: transcript.scroll_y < bottom)
        await stage.press("pagedown", "pagedown")
        await stage.until(lambda: transcript.scroll_y == bottom)


async def test_a_burst_of_keys_is_taken_in_order(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        for key in [*"hola?", "enter"]:
            name = {"?": "question_mark"}.get(key, key)
            stage.app.post_message(events.Key(name, key if len(key) == 1 else "\r"))
        await stage.until(lambda: bool(stage.tutor.asked))
        assert stage.tutor.asked[0][0] == "hola?"
        assert stage.app.screen is stage.chat


def test_alt_and_a_digit_arrive_as_such_from_a_plain_terminal() -> None:
    from textual._xterm_parser import XTermParser

    from tui.terminal_keys import keep_alt_digits

    keep_alt_digits()
    parser = XTermParser()
    assert list(parser._sequence_to_key_events("\x1b2")) == []  # so the parser waits, and says Alt and 2
    assert [key.key for key in parser._sequence_to_key_events("2", alt=True)] == ["alt+2"]
    assert [key.character for key in parser._sequence_to_key_events("¡")] == ["¡"]


async def test_alt_and_a_digit_is_not_typed(tmp_path: Path) -> None:
    async with playing(talking(tmp_path)) as stage:
        stage.app.post_message(events.Key("alt+2", "2"))  # as a terminal sends it
        await stage.until(lambda: bool(stage.tutor.asked))
        assert stage.prompt.text == ""
