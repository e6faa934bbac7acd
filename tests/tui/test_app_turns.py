"""A turn as the learner sees it: quotes, wording, the checked answer, and what can come instead."""

from pathlib import Path

import pytest
from textual.widgets import Markdown

from knowledge_base.errors import OutOfTime
from tests.tui.scripted_tutor import (
    ABSTAINED,
    QUESTION,
    QUOTED,
    SMALL_TALK,
    TURN,
    WHICH,
    ScriptedTutor,
)
from tests.tui.stage import playing, words
from tui.widgets.choices import Choices
from tui.widgets.key_bar import KeyBar
from tui.widgets.sentences import Sentences
from tui.widgets.sources import SourcesPanel
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar
from tui.widgets.welcome import Welcome
from tutor.agent.events import Answered, Wording


async def test_quotes_come_first_then_wording_then_the_checked_answer(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path, gated=True)
    async with playing(tutor) as stage:
        await stage.send(QUESTION)
        await stage.let(2, lambda: bool(stage.last_turn().query(Sentences)))
        assert len(stage.one(SourcesPanel).citations) == 3
        quotes = stage.last_turn().query_one(Sentences)
        assert quotes.has_class("provisional", "-source")
        assert "Softmax convierte una lista" in words(quotes)

        await stage.let(2, lambda: "probabilidades" in _wording(stage.last_turn()))
        assert _wording(stage.last_turn()) == "Softmax toma los logits y los convierte en **probabilidades**"
        assert stage.last_turn().query_one(Markdown).has_class("provisional")

        await stage.let(1, lambda: not stage.chat.answering)
        assert not stage.last_turn().query(".provisional")
        assert not stage.last_turn().query(Markdown)
        shown = words(stage.last_turn())
        assert "[1]" in shown
        assert "[2]" in shown
        assert "[3]" in shown
        assert "**" not in shown  # the model's emphasis became a style
        assert "`softmax(z)_i" in shown  # a quote stands as it is


def _wording(turn: "object") -> str:
    found = turn.query(Markdown)  # type: ignore[attr-defined]
    return found.first().source if found else ""


async def test_the_learner_can_tell_the_models_words_from_the_sources(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask(QUESTION)
        model, source = stage.last_turn().query(Sentences)
        assert model.has_class("-model")
        assert source.has_class("-source")
        assert model.styles.border_left[0] != source.styles.border_left[0]  # told apart without colour
        legend = words(stage.last_turn()).splitlines()[-1]
        assert legend == "▌ cita de la fuente   ╎ redactado por smollm2-135m y comprobado"


async def test_an_answer_in_quotes_alone_has_only_that_in_its_legend(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, turns=((Answered(QUOTED),),))) as stage:
        await stage.ask(QUESTION)
        assert words(stage.last_turn()).splitlines()[-1] == "▌ cita de la fuente"


async def test_an_abstention_says_so_and_lists_the_nearest_passages(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, turns=((Answered(ABSTAINED),),))) as stage:
        await stage.ask(ABSTAINED.question)
        shown = words(stage.last_turn())
        assert "No encontré en tu biblioteca" in shown
        assert "Softmax convierte una lista" in shown
        panel = stage.one(SourcesPanel)
        assert "Pasajes más cercanos · 2" in words(panel)


async def test_an_abstention_with_nothing_near(tmp_path: Path) -> None:
    from dataclasses import replace

    nothing = replace(ABSTAINED, nearest=())
    async with playing(ScriptedTutor(tmp_path, turns=((Answered(nothing),),))) as stage:
        await stage.ask("¿Cuánto mide el Aconcagua?")
        assert "ni pasajes cercanos" in words(stage.last_turn())


async def test_small_talk_is_shown_without_sources(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, turns=(TURN, SMALL_TALK))) as stage:
        await stage.ask(QUESTION)
        await stage.ask("hola")
        assert "Soy tu tutor en este curso" in words(stage.last_turn())
        assert stage.one(SourcesPanel).citations == ()


@pytest.mark.parametrize("how", [("2",), ("down", "enter"), ("alt+2",)])
async def test_choosing_what_was_meant_sends_the_text_as_that_command(
    tmp_path: Path, how: tuple[str, ...]
) -> None:
    async with playing(ScriptedTutor(tmp_path, turns=(WHICH, SMALL_TALK))) as stage:
        await stage.ask("repaso semana")
        options = stage.chat.query_one(".options", Choices)
        assert [choice.label for choice in options.choices] == [
            "tu plan de estudio",
            "un repaso de tus tarjetas",
        ]
        await stage.press(*how)
        await stage.until(lambda: len(stage.tutor.asked) == 2 and not stage.chat.answering)
        assert stage.tutor.asked[1][0] == "/quiz repaso semana"
        assert not stage.chat.query(".options")
        assert stage.prompt.has_focus


async def test_typing_instead_of_choosing_goes_to_the_prompt(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, turns=(WHICH,))) as stage:
        await stage.ask("repaso semana")
        await stage.press("n", "o")
        assert stage.prompt.text == "no"
        assert stage.prompt.has_focus


async def test_an_error_in_a_turn_is_shown_with_its_hint_and_the_app_goes_on(tmp_path: Path) -> None:
    problem = OutOfTime("The model took too long.", hint="Try a smaller model.")
    async with playing(ScriptedTutor(tmp_path, turns=((Wording("Softmax"), problem), SMALL_TALK))) as stage:
        await stage.ask(QUESTION)
        shown = words(stage.last_turn())
        assert "Se acabó el tiempo" in shown
        assert "The model took too long." in shown
        assert "Try a smaller model." in shown
        await stage.ask("hola")
        assert "Soy tu tutor" in words(stage.last_turn())


async def test_a_defect_is_told_calmly_and_its_details_are_logged(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, turns=((ZeroDivisionError("division by zero"),),))) as stage:
        await stage.ask(QUESTION)
        shown = words(stage.last_turn())
        assert "El tutor tropezó con un defecto propio: ZeroDivisionError: division by zero." in shown
        log = tmp_path / "logs" / "app.log"
        assert str(log) in shown
        assert "Traceback" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
@pytest.mark.parametrize("events", [1, 2, 3, 4])
async def test_cancelling_in_mid_stream_leaves_nothing_half_done(
    tmp_path: Path, key: str, events: int
) -> None:
    tutor = ScriptedTutor(tmp_path, turns=(TURN, SMALL_TALK), gated=True)
    async with playing(tutor) as stage:
        await stage.send(QUESTION)
        await stage.let(events, lambda: bool(tutor.asked))
        await stage.pilot.pause()
        await stage.press(key)
        await stage.until(lambda: not stage.chat.answering)
        assert tutor.closed_turns == 1
        shown = words(stage.last_turn())
        assert shown == f"{QUESTION}\nCancelada. No quedó nada a medias."
        assert stage.one(SourcesPanel).citations == ()

        tutor.step(2)
        await stage.ask("hola")
        assert "Soy tu tutor" in words(stage.last_turn())


async def test_one_answer_at_a_time_and_the_text_is_kept(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path, gated=True)
    async with playing(tutor) as stage:
        await stage.send(QUESTION)
        await stage.send("otra pregunta")
        assert stage.prompt.text == "otra pregunta"
        assert stage.one(StatusLine).doing == "status.one_at_a_time"
        await stage.let(5, lambda: not stage.chat.answering)
        await stage.press("enter")
        tutor.step(5)
        await stage.until(lambda: len(tutor.asked) == 2)


async def test_all_turns_of_a_conversation_go_to_one_thread(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.ask("una")
        await stage.ask("dos")
        assert stage.tutor.asked == [("una", "t1"), ("dos", "t1")]
        assert stage.one(TitleBar).conversation == "una"
        await stage.press("ctrl+n")
        await stage.until(lambda: bool(stage.chat.query(Welcome)))
        await stage.ask("tres")
        assert stage.tutor.asked[-1] == ("tres", "t2")


@pytest.mark.parametrize("how", [("alt+2",), ("shift+tab", "2"), ("shift+tab", "down", "enter")])
async def test_an_example_of_the_welcome_is_asked(tmp_path: Path, how: tuple[str, ...]) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        example = stage.one(Choices).choices[1].sends
        await stage.press(*how)
        await stage.until(lambda: bool(stage.tutor.asked) and not stage.chat.answering)
        assert stage.tutor.asked[0][0] == example
        assert not stage.chat.query(Welcome)


async def test_an_example_can_be_clicked(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.pilot.click("#examples", offset=(5, 2))
        await stage.until(lambda: bool(stage.tutor.asked))
        assert stage.tutor.asked[0][0] == stage.tutor.asked[0][0].strip()
        assert "entropía" in stage.tutor.asked[0][0]


async def test_the_key_bar_offers_cancelling_only_while_answering(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path, gated=True)
    async with playing(tutor) as stage:
        assert "Cancelar" not in str(stage.one(KeyBar).render())
        await stage.send(QUESTION)
        assert "Cancelar" in str(stage.one(KeyBar).render())
        await stage.pilot.click(KeyBar, offset=(3, 0))
        await stage.until(lambda: not stage.chat.answering)
        assert "Cancelada" in words(stage.last_turn())


async def test_ctrl_c_with_nothing_to_cancel_tells_how_to_quit(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        await stage.press("ctrl+c")
        assert stage.one(StatusLine).doing == "status.how_to_quit"


async def test_quitting_in_mid_answer_cancels_it_and_closes_the_tutor(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path, gated=True)
    async with playing(tutor) as stage:
        await stage.send(QUESTION)
        await stage.let(3, lambda: bool(tutor.asked))
        await stage.press("ctrl+q")
        assert tutor.closed_turns == 1
        assert tutor.closed
        assert stage.app.return_code == 0
