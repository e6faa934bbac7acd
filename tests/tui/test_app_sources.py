"""Numbered sources: beside the conversation or under it, and the passage behind each."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from knowledge_base.errors import WorkFailed
from tests.tui.scripted_tutor import (
    CITATIONS,
    LESSON,
    PASSAGES,
    QUESTION,
    QUOTED,
    SECOND,
    ScriptedLibrary,
    ScriptedTutor,
    passage,
)
from tests.tui.stage import Stage, playing, words
from tui.screens.passage import PassageScreen
from tui.widgets.numbered import NumberedList
from tui.widgets.sentences import Sentences
from tui.widgets.sources import SourcesPanel
from tui.widgets.status import StatusLine
from tutor.agent.events import Answered, Event


async def passage_screen(stage: Stage) -> PassageScreen:
    """The passage, once it is open and laid out."""
    await stage.until(lambda: isinstance(stage.app.screen, PassageScreen))
    await stage.pilot.pause()
    await stage.pilot.pause()
    screen = stage.app.screen
    assert isinstance(screen, PassageScreen)
    return screen


async def test_sources_stand_beside_the_conversation_when_there_is_room(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask(QUESTION)
        panel = stage.one(SourcesPanel)
        assert panel.region.width >= 34
        assert panel.region.x > stage.last_turn().region.right - 1
        listed = panel.query_one(NumberedList)
        texts = [str(option.prompt) for option in listed.options if option.id != "rule"]
        assert "1 Softmax: de puntajes a probabilidades" in texts[0]
        assert "Para qué sirve" in texts[0]
        assert "distribución de probabilidad." in texts[0]


async def test_sources_are_a_drawer_in_a_narrow_terminal(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path), size=(80, 24)) as stage:
        await stage.ask(QUESTION)
        panel = stage.one(SourcesPanel)
        assert not panel.display
        assert str(stage.one(StatusLine).render()).endswith("Fuentes: 3 · F3")
        await stage.press("f3")
        assert panel.display
        assert panel.region.y > stage.last_turn().parent.region.y
        assert panel.query_one(NumberedList).has_focus
        await stage.press("escape")
        assert not panel.display
        assert stage.prompt.has_focus


async def test_resizing_moves_the_sources(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path), size=(120, 40)) as stage:
        await stage.ask(QUESTION)
        await stage.pilot.resize_terminal(60, 20)
        await stage.until(lambda: not stage.one(SourcesPanel).display)
        assert stage.prompt.region.bottom <= 20
        assert stage.prompt.region.right <= 60
        await stage.pilot.resize_terminal(120, 40)
        await stage.until(lambda: stage.one(SourcesPanel).display)


@pytest.mark.parametrize("keys", [("f3", "2"), ("f3", "down", "enter"), ("alt+2",)])
async def test_a_number_or_enter_opens_the_passage_in_its_context(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask(QUESTION)
        await stage.press(*keys)
        screen = await passage_screen(stage)
        shown = words(screen)
        assert LESSON in shown
        assert "última capa" in shown  # the passage before
        assert "tiene forma" in shown  # the passage after
        assert words(screen.query_one(".quoted")).startswith(SECOND[0])
        await stage.press("escape")
        assert stage.app.screen is stage.chat


async def test_a_click_on_a_source_opens_its_passage(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask(QUESTION)
        await stage.pilot.click("#sources-list", offset=(4, 1))
        assert (await passage_screen(stage)).citation.number == 1


async def test_a_click_on_a_number_in_the_answer_opens_its_passage(tmp_path: Path) -> None:
    turns: tuple[tuple[Event, ...], ...] = ((Answered(QUOTED),),)
    async with playing(ScriptedTutor(tmp_path, turns=turns)) as stage:
        await stage.ask(QUESTION)
        answer = stage.last_turn().query_one(Sentences)
        lines = [answer.render_line(y).text for y in range(answer.size.height)]
        row = next(y for y, line in enumerate(lines) if "[2]" in line)
        column = answer.gutter.left + lines[row].index("[2]") + 1
        await stage.pilot.click(Sentences, offset=(column, row))
        assert (await passage_screen(stage)).citation.number == 2


async def test_the_quote_is_marked_and_in_view_in_a_long_passage(tmp_path: Path) -> None:
    filler = "\n".join(f"Línea {number} de relleno." for number in range(60))
    long = passage(2, f"{filler}\n{SECOND[0]}\n{filler}", SECOND[1])
    library = ScriptedLibrary([PASSAGES[1], long, PASSAGES[3]])
    async with playing(ScriptedTutor(tmp_path, library=library), size=(80, 24)) as stage:
        await stage.ask(QUESTION)
        await stage.press("alt+2")
        screen = await passage_screen(stage)
        marked, body = screen.query_one(".quoted", Static), screen.query_one(".body")
        await stage.until(lambda: body.region.contains_region(marked.region))
        top = body.scroll_y
        await stage.press("pagedown")
        assert body.scroll_y > top
        await stage.press("pageup", "k", "j", "up", "down")


async def test_a_quote_that_is_no_longer_there_leaves_the_passage_readable(tmp_path: Path) -> None:
    library = ScriptedLibrary([passage(2, "Otro texto.", "La idea")])
    async with playing(ScriptedTutor(tmp_path, library=library)) as stage:
        await stage.ask(QUESTION)
        await stage.press("alt+2")
        screen = await passage_screen(stage)
        assert "Otro texto." in words(screen)
        assert not screen.query(".quoted")


async def test_a_passage_that_is_gone_is_told(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, library=ScriptedLibrary([]))) as stage:
        await stage.ask(QUESTION)
        await stage.press("alt+1")
        assert "ya no está en tu biblioteca" in words(await passage_screen(stage))


async def test_a_library_that_fails_is_told_and_the_app_goes_on(tmp_path: Path) -> None:
    class Broken(ScriptedLibrary):
        def passages(self, ids: object, /) -> dict[str, object]:  # type: ignore[override]
            raise WorkFailed("The library is locked.", hint="Close the other one.")

    async with playing(ScriptedTutor(tmp_path, library=Broken())) as stage:
        await stage.ask(QUESTION)
        await stage.press("alt+1")
        await stage.until(lambda: bool(stage.app._notifications))
        (told,) = stage.app._notifications
        assert told.title == "No funcionó"
        assert told.message == "The library is locked.\nClose the other one."
        assert stage.app.screen is stage.chat


async def test_only_web_links_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = "https://example.org/softmax"
    cited = (replace(CITATIONS[0], uri=link), replace(CITATIONS[1], uri="file:///etc/passwd"))
    answer = replace(QUOTED, citations=cited, sentences=QUOTED.sentences[:2])
    async with playing(ScriptedTutor(tmp_path, turns=((Answered(answer),),))) as stage:
        opened: list[str] = []
        monkeypatch.setattr(stage.app, "open_url", lambda url, new_tab=True: opened.append(url))
        await stage.ask(QUESTION)
        await stage.press("alt+2")
        await passage_screen(stage)
        await stage.press("o")
        assert opened == []
        await stage.press("escape", "alt+1")
        await passage_screen(stage)
        await stage.press("o")
        assert opened == [link]


async def test_the_path_can_be_copied(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask(QUESTION)
        await stage.press("alt+1")
        await passage_screen(stage)
        await stage.press("c")
        assert stage.app.clipboard == LESSON


async def test_a_number_without_a_source_does_nothing(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask(QUESTION)
        await stage.press("alt+9", "f3", "9")
        assert stage.app.screen is stage.chat


async def test_f3_without_sources_stays_in_the_prompt(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.press("f3")
        assert stage.prompt.has_focus
