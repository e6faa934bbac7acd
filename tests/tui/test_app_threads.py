"""Earlier conversations: listed, opened, deleted."""

from pathlib import Path

from textual.widgets import OptionList

from knowledge_base.errors import WorkFailed
from tests.tui.scripted_tutor import QUESTION, QUOTED, Line, Past, ScriptedThreads, ScriptedTutor
from tests.tui.stage import Stage, playing, words
from tui.screens.confirm import ConfirmScreen
from tui.screens.threads import ThreadsScreen
from tui.widgets.answer import ErrorNotice
from tui.widgets.sources import SourcesPanel
from tui.widgets.title_bar import TitleBar
from tui.widgets.turn import TurnView
from tui.widgets.welcome import Welcome

PAST = [
    Past(QUESTION, answer=QUOTED),
    Past("hola", said="Soy tu tutor."),
    Past("¿y [b]después[/b]?", cancelled=True),
]


def threads() -> ScriptedThreads:
    """Three conversations."""
    return ScriptedThreads(
        [
            Line("a", "Lo de hoy [red]", "2026-11-28T09:12:00", 3),
            Line("b", "Lo de ayer", "2026-11-27T19:00:00", 1),
            Line("c", "Lo de octubre", "2026-10-03T19:00:00", 12),
        ],
        {"a": PAST, "b": [Past("¿una?", said="dos")]},
    )


async def listed(stage: Stage) -> ThreadsScreen:
    """Open the list and wait for its lines."""
    await stage.press("ctrl+t")
    await stage.until(lambda: isinstance(stage.app.screen, ThreadsScreen))
    screen = stage.app.screen
    assert isinstance(screen, ThreadsScreen)
    await stage.until(lambda: bool(screen._lines))
    await stage.pilot.pause()
    return screen


def lines(screen: ThreadsScreen) -> list[str]:
    """What the list shows."""
    return [str(option.prompt) for option in screen.query_one(OptionList).options]


async def test_conversations_are_listed_newest_first_with_their_day(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, threads=threads())) as stage:
        screen = await listed(stage)
        assert lines(screen) == [
            "  Lo de hoy [red]\n  09:12 · 3 preguntas",
            "  Lo de ayer\n  ayer · 1 pregunta",
            "  Lo de octubre\n  3 oct · 12 preguntas",
        ]


async def test_opening_one_shows_its_turns_and_goes_on_in_it(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, threads=threads())) as stage:
        await listed(stage)
        await stage.press("enter")
        await stage.until(lambda: len(stage.chat.query(TurnView)) == 3)
        await stage.until(lambda: "Cancelada" in words(stage.last_turn()))
        first, second, third = stage.chat.query(TurnView)
        assert "[3]" in words(first)
        assert "Soy tu tutor." in words(second)
        assert "¿y [b]después[/b]?" in words(third)  # markup is text
        assert stage.one(TitleBar).conversation == "Lo de hoy [red]"
        await stage.press("up")
        assert stage.prompt.text == "¿y [b]después[/b]?"
        stage.prompt.clear()
        await stage.ask("otra")
        assert stage.tutor.asked == [("otra", "a")]
        screen = await listed(stage)
        assert lines(screen)[0].startswith("● ")


async def test_the_sources_of_the_last_answer_come_back(tmp_path: Path) -> None:
    kept = ScriptedThreads([Line("a", "x", "2026-11-28T09:12:00", 1)], {"a": PAST[:1]})
    async with playing(ScriptedTutor(tmp_path, threads=kept)) as stage:
        await listed(stage)
        await stage.press("enter")
        await stage.until(lambda: len(stage.one(SourcesPanel).citations) == 3)


async def test_deleting_asks_first_and_no_is_the_default(tmp_path: Path) -> None:
    kept = threads()
    async with playing(ScriptedTutor(tmp_path, threads=kept)) as stage:
        screen = await listed(stage)
        await stage.press("down", "d")
        assert isinstance(stage.app.screen, ConfirmScreen)
        assert "¿Borrar la conversación «Lo de ayer»?" in words(stage.app.screen)
        await stage.press("enter")
        assert [line.id for line in kept.lines] == ["a", "b", "c"]
        await stage.press("delete", "escape")
        assert [line.id for line in kept.lines] == ["a", "b", "c"]
        await stage.press("delete", "s")
        await stage.until(lambda: len(lines(screen)) == 2)
        assert [line.id for line in kept.lines] == ["a", "c"]


async def test_deleting_the_conversation_on_the_screen_begins_a_new_one(tmp_path: Path) -> None:
    kept = threads()
    async with playing(ScriptedTutor(tmp_path, threads=kept)) as stage:
        await listed(stage)
        await stage.press("enter")
        await stage.until(lambda: len(stage.chat.query(TurnView)) == 3)
        screen = await listed(stage)
        await stage.press("d", "tab", "enter")
        await stage.until(lambda: len(lines(screen)) == 2)
        await stage.press("escape")
        await stage.until(lambda: bool(stage.chat.query(Welcome)))
        assert stage.one(TitleBar).conversation == ""


async def test_a_new_one_from_the_list(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, threads=threads())) as stage:
        await stage.ask("una")
        await listed(stage)
        await stage.press("n")
        await stage.until(lambda: bool(stage.chat.query(Welcome)))
        assert stage.one(SourcesPanel).citations == ()


async def test_opening_another_in_mid_answer_cancels_the_answer(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path, threads=threads(), gated=True)
    async with playing(tutor) as stage:
        await stage.send("una")
        await stage.let(2, lambda: bool(tutor.asked))
        await listed(stage)
        await stage.press("down", "enter")
        await stage.until(lambda: stage.one(TitleBar).conversation == "Lo de ayer")
        assert tutor.closed_turns == 1


async def test_the_list_waits_until_the_tutor_is_ready(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path, threads=threads()), warm=False) as stage:
        await stage.press("ctrl+t")
        assert [told.message for told in stage.app._notifications] == [
            "Las conversaciones se abren en cuanto el tutor esté listo."
        ]
        stage.tutor.warm_gate.set()
        await stage.until(lambda: isinstance(stage.app.screen, ThreadsScreen))


async def test_a_list_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    class Locked(ScriptedThreads):
        async def list(self) -> "tuple[Line, ...]":
            raise WorkFailed("threads.db is locked.")

        async def turns(self, thread: str, /) -> "tuple[Past, ...]":
            raise WorkFailed("threads.db is locked.")

    async with playing(ScriptedTutor(tmp_path, threads=Locked())) as stage:
        await stage.press("ctrl+t")
        await stage.until(lambda: bool(stage.app.screen.query(ErrorNotice)))
        assert "threads.db is locked." in words(stage.app.screen)
        await stage.press("d", "enter", "escape")
        assert stage.app.screen is stage.chat


async def test_a_conversation_that_cannot_be_read_leaves_the_present_one(tmp_path: Path) -> None:
    class Damaged(ScriptedThreads):
        async def turns(self, thread: str, /) -> "tuple[Past, ...]":
            raise WorkFailed("threads.db is damaged.")

    kept = Damaged(threads().lines)
    async with playing(ScriptedTutor(tmp_path, threads=kept)) as stage:
        await stage.ask("una")
        await listed(stage)
        await stage.press("enter")
        await stage.until(lambda: bool(stage.app._notifications))
        assert "una" in words(stage.last_turn())
