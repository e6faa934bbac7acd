"""Conversations go on: after a cancel, in another process, after a kill; and old ones are let go."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, Literal

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver

from knowledge_base.errors import BadInput, TutorError, WorkFailed
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import (
    DROPOUT,
    RATE,
    answer_in,
    assert_honest,
    collected,
    context_over,
    draft,
)
from tutor.agent import threads as module
from tutor.agent.events import QuotesFound, Routed, Wording
from tutor.agent.threads import Threads
from tutor.llm.scripted import Hang, ScriptedChat

AT = "2026-11-28T10:00:00-03:00"
LATER = "2026-11-29T10:00:00-03:00"
FACT = "During training dropout sets each activation to zero with probability 0.3."
Durability = Literal["sync", "async", "exit"]
Opening = Callable[[], Threads]


def memory() -> BaseCheckpointSaver[Any]:
    return InMemorySaver()


def on_sqlite() -> None:
    return None


@pytest.fixture(params=["sync", "async", "exit"])
def durability(request: pytest.FixtureRequest) -> Durability:
    chosen: Durability = request.param
    return chosen


@pytest.fixture(params=[memory, on_sqlite])
async def threads(
    request: pytest.FixtureRequest, tmp_path: Path, durability: Durability
) -> AsyncIterator[Threads]:
    opened = Threads(tmp_path / "threads.db", request.param(), durability)
    yield opened
    await opened.aclose()


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[Threads]:
    opened = Threads(tmp_path / "threads.db")
    yield opened
    await opened.aclose()


async def test_turns_are_kept_in_order(store: LibraryStore, embedder: FakeEmbedder, threads: Threads) -> None:
    context = context_over(store, embedder)
    said = [
        answer_in(await collected(threads.run(context, "one", text, None, AT))) for text in (DROPOUT, RATE)
    ]
    turns = await threads.turns("one")
    assert [turn.question for turn in turns] == [DROPOUT, RATE]
    assert [turn.answer for turn in turns] == said
    assert not any(turn.cancelled for turn in turns)


@pytest.mark.parametrize("seen", [Routed, QuotesFound, Wording])
async def test_a_turn_that_is_left_is_kept_as_cancelled_and_the_next_one_works(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads, seen: type[object]
) -> None:
    chat = ScriptedChat([Hang(after=draft((FACT, [1]))), draft((FACT, [1]))])
    context = context_over(store, embedder, chat)
    await collected(threads.run(context, "one", "/plan", "es", AT))
    async with aclosing(threads.run(context, "one", DROPOUT, None, AT)) as events:  # type: ignore[type-var]
        async for event in events:
            if isinstance(event, seen):
                break
    assert len(chat.asked) == chat.cancelled
    assert chat.cancelled == 1 or seen is not Wording
    if not chat.asked:
        chat = ScriptedChat([draft((FACT, [1]))])
        context = context_over(store, embedder, chat)
    planned, left = await threads.turns("one")
    assert (left.question, left.cancelled, left.answer, left.said) == (DROPOUT, True, None, "")
    assert (left.intent, left.language) == ("ask", "en")
    answer = answer_in(await collected(threads.run(context, "one", DROPOUT, None, AT)))
    assert_honest(answer, store)
    assert answer.sentences[0].text == FACT
    turns = await threads.turns("one")
    assert [turn.cancelled for turn in turns] == [False, True, False]
    assert turns[:2] == [planned, left]


async def test_a_task_that_is_cancelled_while_the_model_hangs_leaves_a_thread_that_goes_on(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    chat = ScriptedChat([Hang(after="{"), draft((FACT, [1]))])
    context = context_over(store, embedder, chat)
    quoted = asyncio.Event()

    async def turn() -> None:
        async with aclosing(threads.run(context, "one", DROPOUT, None, AT)) as events:  # type: ignore[type-var]
            async for event in events:
                if isinstance(event, QuotesFound):
                    quoted.set()

    task = asyncio.create_task(turn())
    await quoted.wait()
    while not chat.asked:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert chat.cancelled == 1
    (left,) = await threads.turns("one")
    assert (left.question, left.cancelled) == (DROPOUT, True)
    answer = answer_in(await collected(threads.run(context, "one", DROPOUT, None, AT)))
    assert answer.sentences[0].text == FACT
    assert [turn.cancelled for turn in await threads.turns("one")] == [True, False]


async def test_a_turn_that_fails_is_kept_as_not_finished(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    store.encoder = ("another-encoder", 64)
    with pytest.raises(TutorError):
        await collected(threads.run(context_over(store, embedder), "one", DROPOUT, None, AT))
    store.encoder = (embedder.name, embedder.dimension)
    await collected(threads.run(context_over(store, embedder), "one", DROPOUT, None, AT))
    assert [turn.cancelled for turn in await threads.turns("one")] == [True, False]


async def test_the_list_is_newest_first(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads
) -> None:
    context = context_over(store, embedder)
    await collected(threads.run(context, "old", RATE, None, AT))
    await collected(threads.run(context, "new", f"  {DROPOUT}\n" + "and so on " * 20, None, LATER))
    new, old = await threads.list()
    assert (new.id, old.id) == ("new", "old")
    assert (old.title, old.language, old.updated, old.turns) == (RATE[:60], "es", AT, 1)
    assert new.title.startswith(DROPOUT[:40])
    assert len(new.title) <= module.TITLE_CHARACTERS
    await threads.delete("new")
    assert [info.id for info in await threads.list()] == ["old"]
    assert await threads.turns("new") == []


async def test_a_new_thread_is_in_no_list_before_its_first_turn(threads: Threads) -> None:
    one, two = threads.new(), threads.new()
    assert one != two
    assert await threads.turns(one) == []
    assert await threads.list() == []


@pytest.mark.parametrize("junk", ["\x00\x01\x02", "\x89PNG\x1a\x00"])
async def test_binary_junk_leaves_the_thread_as_it_was(
    store: LibraryStore, embedder: FakeEmbedder, threads: Threads, junk: str
) -> None:
    context = context_over(store, embedder)
    await collected(threads.run(context, "one", DROPOUT, None, AT))
    before = await threads.turns("one")
    with pytest.raises(BadInput, match="not readable"):
        await collected(threads.run(context, "one", junk, None, AT))
    assert await threads.turns("one") == before


async def test_a_lone_surrogate_is_kept_as_a_replacement_character(
    store: LibraryStore, embedder: FakeEmbedder, on_disk: Threads
) -> None:
    await collected(on_disk.run(context_over(store, embedder), "one", f"{DROPOUT} \ud800", None, AT))
    (turn,) = await on_disk.turns("one")
    assert turn.question == f"{DROPOUT} \ufffd"


async def test_old_checkpoints_and_old_threads_are_let_go(
    store: LibraryStore,
    embedder: FakeEmbedder,
    on_disk: Threads,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:

    monkeypatch.setattr(module, "THREADS_KEPT", 2)
    context = context_over(store, embedder)
    for thread in ("a", "b", "c"):
        for _ in range(3):
            await collected(on_disk.run(context, thread, "/plan", "es", AT))
            await collected(on_disk.run(context, thread, DROPOUT, None, AT))
    assert {info.id for info in await on_disk.list()} == {"b", "c"}
    assert len(await on_disk.turns("c")) == 6
    connection = sqlite3.connect(tmp_path / "threads.db")
    kept = dict(connection.execute("select thread_id, count(*) from checkpoints group by thread_id"))
    spaces = connection.execute("select distinct checkpoint_ns from checkpoints").fetchall()
    orphans = connection.execute(
        "select count(*) from writes where checkpoint_id not in (select checkpoint_id from checkpoints)"
    ).fetchone()
    connection.close()
    assert set(kept) == {"b", "c"}
    assert max(kept.values()) <= module.CHECKPOINTS_KEPT
    assert spaces == [("",)]
    assert orphans == (0,)
    answer = answer_in(await collected(on_disk.run(context, "c", RATE, None, AT)))
    assert_honest(answer, store)


async def test_a_damaged_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    path.write_bytes(b"this is no database at all" * 100)
    threads = Threads(path)
    with pytest.raises(TutorError, match=r"threads\.db"):
        await threads.list()
    await threads.aclose()


async def test_a_file_that_cannot_be_written_is_said_in_one_sentence(
    store: LibraryStore, embedder: FakeEmbedder, on_disk: Threads, tmp_path: Path
) -> None:
    context = context_over(store, embedder)
    await collected(on_disk.run(context, "one", "/plan", "es", AT))
    connection = sqlite3.connect(tmp_path / "threads.db")
    connection.execute("drop table writes")
    connection.close()
    with pytest.raises(WorkFailed, match=r"threads\.db cannot be used"):
        await collected(on_disk.run(context, "one", DROPOUT, None, AT))


async def test_a_checkpoint_holds_nothing_but_builtins(
    store: LibraryStore, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    saver = InMemorySaver()
    threads = Threads(tmp_path / "threads.db", saver)
    await collected(threads.run(context_over(store, embedder), "one", DROPOUT, None, AT))
    builtin = (str, int, float, bool, list, dict, tuple, type(None))

    def check(value: object) -> None:
        assert isinstance(value, builtin), value
        if isinstance(value, dict):
            for inner in value.values():
                check(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                check(inner)

    found = [item.checkpoint["channel_values"] async for item in saver.alist(None)]
    assert len(found) > 3
    for values in found:
        check(dict(values))


# -- other processes -----------------------------------------------------------------------------------

SCRIPT = """
import asyncio, os, sys
from pathlib import Path
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import DROPOUT, collected, context_over, draft
from knowledge_base.store import LibraryStore
from tutor.agent.events import Wording
from tutor.agent.threads import Threads
from tutor.llm.scripted import Hang, ScriptedChat

async def main(folder, what):
    store = LibraryStore(folder / "library.db")
    chat = ScriptedChat([Hang(after='{"sentences": [{"text": "During training')])
    context = context_over(store, FakeEmbedder(), chat if what == "hang" else None)
    threads = Threads(folder / "threads.db")
    async for event in threads.run(context, "one", DROPOUT, None, "2026-11-28T10:00:00-03:00"):
        if isinstance(event, Wording):
            print("wording", flush=True)
    await threads.aclose()
    store.close()

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def other_process(folder: Path, what: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), what], stdout=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.slow
async def test_a_conversation_is_continued_in_another_process(
    store: LibraryStore, embedder: FakeEmbedder, on_disk: Threads, tmp_path: Path
) -> None:
    context = context_over(store, embedder)
    await collected(on_disk.run(context, "one", RATE, None, AT))
    await on_disk.aclose()
    with other_process(tmp_path, "answer") as process:
        assert process.wait(60) == 0
    turns = await on_disk.turns("one")
    assert [turn.question for turn in turns] == [RATE, DROPOUT]
    assert turns[1].answer is not None
    assert_honest(turns[1].answer, store)


@pytest.mark.slow
async def test_a_process_killed_in_mid_turn_leaves_a_thread_that_goes_on(
    store: LibraryStore, embedder: FakeEmbedder, on_disk: Threads, tmp_path: Path
) -> None:
    context = context_over(store, embedder)
    await collected(on_disk.run(context, "one", RATE, None, AT))
    await on_disk.aclose()
    with other_process(tmp_path, "hang") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "wording\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
    answer = answer_in(await collected(on_disk.run(context, "one", "And why?", "en", LATER)))
    assert_honest(answer, store)
    turns = await on_disk.turns("one")
    assert [(turn.question, turn.cancelled) for turn in turns] == [
        (RATE, False),
        (DROPOUT, True),
        ("And why?", False),
    ]
    assert answer.citations[0].uri == "/notes/dropout.md"
