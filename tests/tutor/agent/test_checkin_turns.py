"""The check-in in a conversation: several turns, taken up in any thread, left at a word, and kept once."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import DROPOUT, collected, context_over, said_in
from tests.tutor.checkin.stage import Desk
from tutor.agent.context import TutorContext
from tutor.agent.events import Answered, Routed
from tutor.agent.threads import Threads
from tutor.checkin.service import CheckIns
from tutor.learner.entries import CheckIn
from tutor.planning.planner import Planner

AT = "2026-12-05T10:00:00-03:00"
Durability = Literal["sync", "async", "exit"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The Saturday after a weekend of which half was held."""
    made = Desk(tmp_path)
    made.set_up()
    made.study("2026-11-28")
    made.at("2026-12-05")
    yield made
    made.close()


@pytest.fixture(params=["sync", "async", "exit"])
def durability(request: pytest.FixtureRequest) -> Durability:
    chosen: Durability = request.param
    return chosen


@pytest.fixture(params=[InMemorySaver, lambda: None])
async def talk(
    request: pytest.FixtureRequest,
    desk: Desk,
    durability: Durability,
    store: LibraryStore,
    embedder: FakeEmbedder,
) -> AsyncIterator["Talk"]:
    checkins = desk.checkins(saver=request.param(), durability=durability)
    threads = Threads(desk.home / "threads.db", request.param(), durability)
    context = replace(context_over(store, embedder), open_checkins=lambda: checkins)
    yield Talk(context, threads, checkins)
    await threads.aclose()
    await checkins.aclose()


class Talk:
    """Says things in threads."""

    def __init__(self, context: TutorContext, threads: Threads, checkins: CheckIns) -> None:
        self.context, self.threads, self.checkins = context, threads, checkins

    async def events(self, text: str, thread: str = "one") -> list[Any]:
        """A turn."""
        return await collected(self.threads.run(self.context, thread, text, "es", AT))

    async def __call__(self, text: str, thread: str = "one") -> str:
        """The reply to a turn that needs no sources."""
        return said_in(await self.events(text, thread)).text


async def test_a_whole_check_in_in_a_conversation(talk: Talk, desk: Desk) -> None:
    assert "1 de 3." in await talk("/checkin")
    assert "2 de 3." in await talk("El domingo tuve visitas")
    assert "3 de 3." in await talk(DROPOUT)  # a question too is the answer to what was asked
    assert "¿A qué te comprometes" in await talk("Nada más")
    assert "¿La tomas así?" in await talk("sí")
    assert desk.record.entries(CheckIn) == ()
    assert "Guardado" in await talk("sí")
    (kept,) = desk.record.entries(CheckIn)
    assert [one["answer"] for one in kept.answers] == ["El domingo tuve visitas", DROPOUT, "Nada más"]
    assert kept.commitment.startswith("Si es el sáb 5 de diciembre")
    turns = await talk.threads.turns("one")
    assert [turn.intent for turn in turns] == ["checkin"] * 6
    assert not any(turn.cancelled for turn in turns)
    after = await talk.events(DROPOUT)
    assert isinstance(after[-1], Answered)
    assert [info.id for info in await talk.threads.list()] == ["one"]


async def test_it_is_left_at_a_word_and_taken_up_in_another_thread(talk: Talk, desk: Desk) -> None:
    await talk("/checkin")
    await talk("Bien")
    assert "sigue cuando quieras" in await talk("después")
    assert isinstance((await talk.events(DROPOUT))[-1], Answered)
    shown = await talk("/checkin", "two")
    assert "Seguimos donde la dejaste" in shown
    assert "2 de 3." in shown
    assert "3 de 3." in await talk("Vectores", "two")


async def test_a_command_is_no_answer(talk: Talk) -> None:
    await talk("/checkin")
    (routed, *_) = await talk.events("/progress")
    assert isinstance(routed, Routed)
    assert routed.intent == "progress"
    assert "1 de 3." in await talk("/checkin")


async def test_an_answer_to_what_was_answered_elsewhere_shows_what_waits_now(talk: Talk) -> None:
    await talk("/checkin")
    await talk.checkins.answer("Desde la terminal", "question:1")
    assert "2 de 3." in await talk("Desde el chat")
    stage = await talk.checkins.waiting()
    assert stage is not None
    assert [one["answer"] for one in stage.answers] == ["Desde la terminal"]


async def test_progress_is_said_from_the_record(talk: Talk) -> None:
    said = await talk("/progress")
    assert "Dominas 0 de 92 habilidades" in said
    assert "Si cumples el plan" in said


async def test_who_has_not_set_up_is_told_what_to_do(
    desk: Desk, store: LibraryStore, embedder: FakeEmbedder
) -> None:
    nobody = Planner(desk.record, lambda: desk.planner.outline, lambda: None, lambda _: 0)
    checkins = CheckIns(desk.home, nobody)
    threads = Threads(desk.home / "threads.db")
    context = replace(context_over(store, embedder), open_checkins=lambda: checkins)
    talk = Talk(context, threads, checkins)
    for command in ("/checkin", "/progress"):
        assert "tutor setup" in await talk(command)
    await threads.aclose()
    await checkins.aclose()
