"""Conversations kept in threads.db: continued in any process, listed, pruned, deleted."""

import sqlite3
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from knowledge_base.citations import Answer, Citation, Sentence
from knowledge_base.documents import Language
from knowledge_base.sqlite_errors import explained
from tutor.agent.ask import readable
from tutor.agent.context import TutorContext
from tutor.agent.events import Event, Practised, Routed
from tutor.agent.graph import WORDS, turn_record, tutor_graph
from tutor.agent.pasted_code import pasted_code
from tutor.agent.state import PracticeMemory, TurnRecord, TutorState
from tutor.checkin.service import THREAD

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.types import Durability

CHECKPOINTS_KEPT = 3  # of each thread; one would do to go on, the rest are for looking back
THREADS_KEPT = 500
TITLE_CHARACTERS = 60


@dataclass(frozen=True)
class ThreadInfo:
    """A conversation in the list."""

    id: str
    title: str
    language: Language
    updated: str
    turns: int


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation, to be shown again."""

    question: str
    language: Language
    intent: str
    said: str
    answer: Answer | None
    cancelled: bool


Infos = list[ThreadInfo]
Turns = list[Turn]
Records = list[TurnRecord]
Ids = list[str]


class Threads:
    """Runs turns on threads and reads them back. Belongs to the event loop that first uses it.

    Args:
        path: threads.db.
        saver: another checkpointer, for tests; by default SQLite at `path`.
        durability: when LangGraph writes checkpoints; "sync" loses nothing to a kill.
    """

    def __init__(
        self,
        path: Path,
        saver: "BaseCheckpointSaver[Any] | None" = None,
        durability: "Durability" = "sync",
    ) -> None:
        self._path = path
        self._given = saver
        self._durability = durability
        self._stack = AsyncExitStack()
        self._graph: Any = None
        self._saver: Any = None

    def new(self) -> str:
        """The id of a new thread; it is kept from its first turn on."""
        return uuid.uuid4().hex

    async def run(
        self, context: TutorContext, thread: str, text: str, language: Language | None, at: str
    ) -> AsyncIterator[Event]:
        """One turn, as events. A cancelled turn is kept as cancelled, and the thread goes on.

        Args:
            at: time of the turn, ISO 8601.

        Raises:
            BadInput: the text is binary junk; the thread stays as it was.
            WorkFailed: threads.db cannot be written, for one because another process holds it.
        """
        given: TutorState = {"text": readable(text), "forced": language or "", "at": at}
        try:
            async with aclosing(self._run(context, thread, given)) as events:
                async for event in events:
                    yield event
        except sqlite3.Error:
            with explained(self._path):
                raise

    async def _run(
        self, context: TutorContext, thread: str, given: TutorState
    ) -> AsyncGenerator[Event, None]:
        graph = await self._compiled()
        config = {"configurable": {"thread_id": thread}}
        await self._close_killed(config)
        finished = False
        stream = graph.astream(
            given,
            config,
            context=context,
            stream_mode="custom",
            subgraphs=True,
            durability=self._durability,
        )
        try:
            async with aclosing(stream):
                async for _, event in stream:
                    if isinstance(event, Routed):
                        given = {**given, "routed": asdict(event), "language": event.language}
                    elif isinstance(event, Practised) and not event.final:
                        memory = cast(PracticeMemory, dict(event.memory))
                        given = {**given, "said": event.text, "practice": memory}
                    yield event
            finished = True
        finally:
            if not finished:
                await self._cancelled(config, given)
        await self._prune(thread)

    async def list(self) -> Infos:
        """Conversations, newest first."""
        await self._compiled()
        infos = [await self._info(thread) for thread in await self._ids()]
        return sorted((info for info in infos if info), key=lambda info: info.updated, reverse=True)

    async def turns(self, thread: str) -> Turns:
        """The turns of a conversation, oldest first; none when it is unknown."""
        return [_turn(record) for record in await self._records(thread)]

    async def delete(self, thread: str) -> None:
        """Forget a conversation."""
        await self._compiled()
        await self._saver.adelete_thread(thread)

    async def aclose(self) -> None:
        """Close threads.db."""
        await self._stack.aclose()
        self._graph = self._saver = None

    async def _compiled(self) -> Any:
        if self._graph is None:
            with explained(self._path):
                self._saver = self._given or await self._open()
            self._graph = tutor_graph().compile(checkpointer=self._saver)
        return self._graph

    async def _open(self) -> Any:
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

        self._path.parent.mkdir(parents=True, exist_ok=True)
        saver = await self._stack.enter_async_context(AsyncSqliteSaver.from_conn_string(str(self._path)))
        await saver.setup()
        return saver

    async def _close_killed(self, config: dict[str, Any]) -> None:
        """Keep a turn whose process was killed in its middle as cancelled."""
        state = await (await self._compiled()).aget_state(config)
        if state.next:
            values = {name: value for name, value in state.values.items() if name != "said"}
            await self._cancelled(config, cast(TutorState, values))  # what was said is of the turn before

    async def _cancelled(self, config: dict[str, Any], given: TutorState) -> None:
        """Keep the turn as cancelled; as done, where only the model's words about it were left out."""
        graph = await self._compiled()
        state = await graph.aget_state(config)
        if state.next == (WORDS,):  # its process was killed
            given = cast(TutorState, state.values)
        done = bool(given.get("said"))
        update: TutorState = {"turns": [turn_record(given, cancelled=not done)]}
        if done:
            update["practice"] = given.get("practice", {})
        await graph.aupdate_state(config, update, as_node="remember")

    async def _records(self, thread: str) -> Records:
        graph = await self._compiled()
        state = await graph.aget_state({"configurable": {"thread_id": thread}})
        return cast(Records, state.values.get("turns", []))

    async def _info(self, thread: str) -> ThreadInfo | None:
        records = await self._records(thread)
        if not records:
            return None
        first, last = records[0], records[-1]
        title = _title(first["question"])
        return ThreadInfo(thread, title, cast(Language, first["language"]), last["at"], len(records))

    async def _ids(self) -> Ids:
        if self._given is not None:
            found = {item.config["configurable"]["thread_id"] async for item in self._given.alist(None)}
            return sorted(found - {THREAD})
        sql = "select thread_id from checkpoints group by thread_id order by max(checkpoint_id) desc"
        async with self._saver.conn.execute(sql) as cursor:
            return [row[0] for row in await cursor.fetchall() if row[0] != THREAD]

    async def _prune(self, thread: str) -> None:
        """Keep the newest checkpoints of this thread and the newest threads."""
        if self._given is not None:
            return
        async with self._saver.lock:
            for table in ("checkpoints", "writes"):
                await self._saver.conn.execute(_OLD.format(table=table), [thread, thread, CHECKPOINTS_KEPT])
            await self._saver.conn.commit()
        for old in (await self._ids())[THREADS_KEPT:]:
            await self._saver.adelete_thread(old)


# Checkpoint ids are UUIDv6: they sort by time. A subgraph's checkpoints are of use only during its turn.
_OLD = """delete from {table} where thread_id = ? and (checkpoint_ns != '' or checkpoint_id not in (
    select checkpoint_id from checkpoints where thread_id = ? and checkpoint_ns = ''
    order by checkpoint_id desc limit ?))"""


def _title(question: str) -> str:
    """The words of a conversation's first turn; its code where it has no others."""
    pasted = pasted_code(question)
    said = pasted.words or pasted.code if pasted is not None else question
    return " ".join(said.split())[:TITLE_CHARACTERS]


def _turn(record: "TurnRecord") -> Turn:
    answer = record["answer"]
    return Turn(
        record["question"],
        cast(Language, record["language"]),
        record["intent"],
        record["said"],
        answer_from(answer) if answer else None,
        record["cancelled"],
    )


def answer_from(values: dict[str, Any]) -> Answer:
    """An answer from its dict form, as checkpoints keep it."""
    return Answer(
        question=values["question"],
        language=values["language"],
        sentences=tuple(
            Sentence(item["text"], tuple(item["citations"]), item["origin"]) for item in values["sentences"]
        ),
        citations=tuple(Citation(**item) for item in values["citations"]),
        abstained=values["abstained"],
        nearest=tuple(Citation(**item) for item in values["nearest"]),
        model=values["model"],
        timings_ms=values["timings_ms"],
    )
