"""A turn goes to its intent: an answer, an honest "not yet", or the question which was meant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from knowledge_base.documents import Language
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import (
    DROPOUT,
    RATE,
    Told,
    answer_in,
    assert_honest,
    collected,
    context_over,
    draft,
    said_in,
)
from tutor.agent.events import INTENTS, Answered, Event, Intent, QuotesFound, Routed, Said
from tutor.agent.threads import Threads
from tutor.llm.scripted import ScriptedChat
from tutor.messages import text as message

AT = "2026-11-28T10:00:00-03:00"
NOT_THERE_YET: tuple[Intent, ...] = ("interview",)
UNCLEAR: dict[str, dict[Intent, float]] = {
    "repaso de hoy": {"quiz": 0.4, "plan": 0.35},
    "today's review": {"quiz": 0.4, "plan": 0.35},
}


@pytest.fixture
async def threads(tmp_path: Path) -> AsyncIterator[Threads]:
    opened = Threads(tmp_path / "threads.db", InMemorySaver())
    yield opened
    await opened.aclose()


def routed_in(events: list[Event]) -> Routed:
    assert isinstance(events[0], Routed)
    return events[0]


async def test_a_question_is_routed_then_quoted_then_answered(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    events = await collected(threads.run(context_over(store, embedder), "one", DROPOUT, None, AT))
    assert [type(event) for event in events] == [Routed, QuotesFound, Answered]
    assert routed_in(events).intent == "ask"
    assert_honest(answer_in(events), store)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("intent", NOT_THERE_YET)
async def test_what_is_not_there_yet_is_said_honestly(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads, intent: Intent, language: Language
) -> None:
    chat = ScriptedChat(["Done! I have saved your plan."], repeat=True)
    context = context_over(store, embedder, chat)
    said = said_in(await collected(threads.run(context, "one", f"/{intent}", language, AT)))
    honest = {"es": "en construcción", "en": "still being built"}[language]
    assert honest in said.text
    assert said.options == ()
    assert chat.asked == []
    (turn,) = await threads.turns("one")
    assert (turn.intent, turn.said, turn.answer) == (intent, said.text, None)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("intent", "command"),
    [
        ("library", "tutor library"),
        ("model", "tutor model"),
        ("plan", "tutor plan"),
        ("quiz", "tutor quiz"),
        ("checkin", "tutor checkin"),
        ("progress", "tutor progress"),
    ],
)
async def test_what_the_command_line_does_is_named(
    store: LibraryStore,
    embedder: FakeEmbedder,
    threads: Threads,
    intent: Intent,
    command: str,
    language: Language,
) -> None:
    said = said_in(
        await collected(threads.run(context_over(store, embedder), "one", f"/{intent}", language, AT))
    )
    assert command in said.text


async def test_small_talk_gets_no_sources(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    context = context_over(store, embedder, router=Told({"hola": {"other": 0.9}}))
    events = await collected(threads.run(context, "one", "hola", None, AT))
    assert [type(event) for event in events] == [Routed, Said]


@pytest.mark.parametrize(("text", "language"), [("repaso de hoy", "es"), ("today's review", "en")])
async def test_when_in_doubt_it_asks_which_was_meant(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads, text: str, language: Language
) -> None:
    context = context_over(store, embedder, router=Told(UNCLEAR))
    said = said_in(await collected(threads.run(context, "one", text, language, AT)))
    assert said.options == ("quiz", "plan")
    for intent in said.options:
        assert message(f"intent.name.{intent}", language) in said.text
    (turn,) = await threads.turns("one")
    assert turn.said == said.text


async def test_the_option_chosen_is_taken(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    context = context_over(store, embedder, router=Told(UNCLEAR))
    await collected(threads.run(context, "one", "repaso de hoy", None, AT))
    events = await collected(threads.run(context, "one", "/quiz repaso de hoy", None, AT))
    assert (routed_in(events).intent, routed_in(events).decided_by) == ("quiz", "command")


@pytest.mark.parametrize("text", ["/ask", "/ask   ", "/pregunta ?", "/ask …"])
async def test_a_command_without_a_question_asks_for_one(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads, text: str
) -> None:
    said = said_in(await collected(threads.run(context_over(store, embedder), "one", text, "en", AT)))
    assert said.text == message("intent.empty", "en")


async def test_a_command_asks_for_certain(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    context = context_over(store, embedder, router=Told({f"/ask {DROPOUT}": {"quiz": 1.0}}))
    answer = answer_in(await collected(threads.run(context, "one", f"/ask {DROPOUT}", None, AT)))
    assert answer.question == DROPOUT


async def test_a_question_that_names_nothing_goes_on_from_the_one_before(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    chat = ScriptedChat()
    context = context_over(store, embedder, chat)
    for text in (f"/ask {RATE}", "/plan", "¿Y por qué?", "¿Y cómo?"):
        events = await collected(threads.run(context, "one", text, "es", AT))
    answer = answer_in(events)
    assert_honest(answer, store)
    assert answer.citations[0].uri == "/notes/tasa.md"
    assert answer.question == "¿Y cómo?"
    assert f"Pregunta: {RATE} ¿Y cómo?" in chat.asked[-1].messages[-1].content


async def test_a_new_thread_knows_nothing_of_another(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    chat = ScriptedChat()
    context = context_over(store, embedder, chat)
    await collected(threads.run(context, "one", RATE, "es", AT))
    await collected(threads.run(context, "two", "¿Y por qué?", "es", AT))
    assert RATE not in chat.asked[-1].messages[-1].content


async def test_each_turn_keeps_its_language(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    context = context_over(store, embedder)
    for text in (RATE, DROPOUT, RATE):
        await collected(threads.run(context, "one", text, None, AT))
    turns = await threads.turns("one")
    assert [turn.language for turn in turns] == ["es", "en", "es"]
    assert [turn.answer.language for turn in turns if turn.answer] == ["es", "en", "es"]


async def test_nothing_of_one_turn_is_left_in_the_next(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    fact = "During training dropout sets each activation to zero with probability 0.3."
    context = context_over(store, embedder, ScriptedChat([draft((fact, [1]))]))
    for text in (DROPOUT, "/plan", RATE):
        await collected(threads.run(context, "one", text, None, AT))
    asked, planned, again = await threads.turns("one")
    assert asked.answer is not None
    assert asked.answer.sentences[0].text == fact
    assert (planned.answer, bool(planned.said)) == (None, True)
    assert again.answer is not None
    assert again.said == ""
    assert fact not in again.answer.text
    assert {sentence.origin for sentence in again.answer.sentences} == {"source"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_intent_has_its_words(language: Language) -> None:
    for intent in INTENTS:
        assert message(f"intent.name.{intent}", language)
        assert intent in ("ask", "practice") or message(f"intent.{intent}", language)
