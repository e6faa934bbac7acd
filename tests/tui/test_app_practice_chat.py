"""Practice in the conversation on the screen: Markdown, what takes long, choices, what a cancel leaves."""

from pathlib import Path

import pytest

from tests.tui.scripted_tutor import Line, Past, ScriptedThreads, ScriptedTutor
from tests.tui.stage import playing, words
from tui.widgets.choices import Choices
from tui.widgets.lesson_text import LessonText
from tutor.agent.events import Event, Offer, Practised, Routed, Working

ROUTED = Routed("practice", 1.0, "es", "fallback")
REPORT = (
    "**softmax: todavía no.**\n\n```python\nsoftmax(logits=np.array([1.0]))\n```\n\n<b>no</b> [bold]x[/bold]"
)
WORDED = f"{REPORT}\n\n> En otras palabras: mira la fila.\n>\n> *Redactado por smollm2.*"
CODE = "```python\nprint(1)\n```"


def turn(*events: Event) -> tuple[tuple[Event, ...], ...]:
    """One scripted turn."""
    return ((ROUTED, *events),)


async def test_a_report_is_shown_as_markdown_and_never_as_markup(tmp_path: Path) -> None:
    async with playing(
        ScriptedTutor(tmp_path, turns=turn(Working("Comprobando…"), Practised(REPORT)))
    ) as stage:
        await stage.ask(CODE)
        shown = stage.last_turn().query_one(LessonText)
        assert shown.source == REPORT
        assert not stage.last_turn().query(".phase")
        assert "print(1)" in words(stage.last_turn())


async def test_what_takes_a_while_is_said_and_the_report_waits_for_no_model(tmp_path: Path) -> None:
    script = turn(Working("Comprobando tu programa…"), Practised(REPORT, final=False), Practised(WORDED))
    async with playing(ScriptedTutor(tmp_path, turns=script, gated=True)) as stage:
        await stage.send(CODE)
        await stage.let(2, lambda: "Comprobando tu programa…" in words(stage.last_turn()))
        await stage.let(1, lambda: bool(stage.last_turn().query(LessonText)))
        assert stage.last_turn().query_one(LessonText).source == REPORT
        assert "Redactando" in words(stage.last_turn())
        await stage.let(1, lambda: not stage.chat.answering)
        (shown,) = stage.last_turn().query(LessonText)
        assert shown.source == WORDED


@pytest.mark.parametrize(("seen", "left"), [(3, True), (2, False)])
async def test_cancelling_leaves_a_report_that_was_shown(tmp_path: Path, seen: int, left: bool) -> None:
    script = turn(Working("Comprobando…"), Practised(REPORT, final=False), Practised(WORDED))
    async with playing(ScriptedTutor(tmp_path, turns=script, gated=True)) as stage:
        await stage.send(CODE)
        await stage.let(seen, lambda: bool(stage.last_turn().query(LessonText)) == left)
        await stage.until(lambda: "Comprobando…" in words(stage.last_turn()) or left)
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.answering)
        assert [view.source for view in stage.last_turn().query(LessonText)] == ([REPORT] if left else [])
        assert bool(stage.last_turn().query(".cancelled")) != left


async def test_a_solution_is_confirmed_by_choosing(tmp_path: Path) -> None:
    offers = (
        Offer("Sí, ver la solución", "/practica sí"),
        Offer("No, prefiero una pista", "/practica pista"),
    )
    asked = turn(Practised("¿Quieres ver la solución?", "softmax", offers=offers))
    async with playing(ScriptedTutor(tmp_path, turns=(*asked, *turn(Practised(REPORT))))) as stage:
        await stage.ask("muéstrame la solución")
        choices = stage.chat.query_one(".options", Choices)
        assert [choice.label for choice in choices.choices] == [offer.label for offer in offers]
        await stage.press("2")
        await stage.until(lambda: len(stage.tutor.asked) == 2 and not stage.chat.answering)
        assert stage.tutor.asked[1][0] == "/practica pista"


async def test_an_earlier_conversation_shows_its_reports_again(tmp_path: Path) -> None:
    threads = ScriptedThreads(
        [Line("t1", "softmax", "2026-11-27T10:00:00-03:00", 1)],
        {"t1": [Past(CODE, said=REPORT, intent="practice")]},
    )
    async with playing(ScriptedTutor(tmp_path, threads=threads)) as stage:
        await stage.press("ctrl+t")
        await stage.until(lambda: len(stage.app.screen_stack) == 2)
        await stage.press("enter")
        await stage.until(lambda: bool(stage.chat.query(LessonText)))
        assert stage.chat.query_one(LessonText).source == REPORT
