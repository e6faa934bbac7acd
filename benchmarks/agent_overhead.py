"""What a turn of the agent costs beyond the model: `Tutor.turn` beside the bare model server.

    python -m benchmarks.agent_overhead

The same prompt is streamed twice: within a turn (routing, search, evidence, the graph, checkpoints, the
check of the answer), and bare, the very messages of that turn sent to the server's HTTP endpoint with
nothing but `http.client`. The managed server runs with one slot and one thread.

- Cold: each of the two on a server that was just started and has answered one other word.
- Warm: turn and bare request alternate on one server, which has the prompt in its cache; this is the hard
  case, since the model's time is then shortest. The fastest of each counts.
- Own: the time of the turn outside the model, read off the events of the turn; the median of its turns. What
  other work on the machine does to the model's seconds does not reach it.
"""

import argparse
import asyncio
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from benchmarks.tables import table
from tutor.agent.events import Event, QuotesFound, Routed
from tutor.app import Tutor
from tutor.llm.chat import ChatModel, Message, Speed, T
from tutor.llm.client import OpenAIChat
from tutor.llm.constrained import response_format
from tutor.settings import ModelSettings, Settings

if TYPE_CHECKING:
    from tutor.llm.endpoint import Connection

QUESTIONS = (
    "What is the dot product of two vectors?",
    "¿Qué es el producto punto de dos vectores?",
    "What does the softmax function do?",
    "¿Qué mide la entropía cruzada?",
    "What is conditional probability?",
    "¿Qué es el gradiente de una función?",
)
WORDING_SECONDS = 120.0  # far from any limit: a turn that was cut short could not be compared


@dataclass(frozen=True)
class Asked:
    """A request that a turn made of the model, and how long it took.

    Attributes:
        start, first, end: readings of the clock, in seconds; `first` is the first text.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    schema: type[BaseModel] | None
    start: float
    first: float
    end: float
    text: str


@dataclass
class Recorder:
    """A model that passes everything on and keeps what was asked."""

    chat: ChatModel
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = self.chat.name

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: type[BaseModel] | None = None
    ) -> AsyncIterator[str]:
        """As the model."""
        start, first, text = time.perf_counter(), 0.0, ""
        try:
            async with aclosing(self.chat.stream(messages, max_tokens=max_tokens, schema=schema)) as pieces:  # type: ignore[type-var]
                async for piece in pieces:
                    first = first or time.perf_counter()
                    text += piece
                    yield piece
        finally:
            end = time.perf_counter()
            self.asked.append(Asked(tuple(messages), max_tokens, schema, start, first, end, text))

    async def constrained(
        self, messages: Sequence[Message], schema: type[T], *, max_tokens: int, fallback: T
    ) -> tuple[T, bool]:
        """As the model, not recorded: only routing asks this, near a tie."""
        return await self.chat.constrained(messages, schema, max_tokens=max_tokens, fallback=fallback)

    async def speed(self) -> Speed:
        """As the model."""
        return await self.chat.speed()

    async def context_tokens(self) -> int:
        """As the model."""
        return await self.chat.context_tokens()

    async def aclose(self) -> None:
        """As the model."""
        await self.chat.aclose()


class WatchedTutor(Tutor):
    """A tutor whose model is recorded."""

    recorder: Recorder | None = None

    @property
    def chat(self) -> ChatModel | None:
        """The recorder, around the model that the settings name."""
        if self.recorder is None:
            inner = super().chat
            assert inner is not None
            self.recorder = Recorder(inner)
        return self.recorder


@dataclass(frozen=True)
class TurnTimes:
    """Seconds of a turn's stages, in order, and of the whole; `first` is of the model, to its first text."""

    route: float
    find: float
    prepare: float
    model: float
    check: float
    total: float
    first: float


@dataclass(frozen=True)
class BareTimes:
    """Seconds of a bare request: to its first text, and whole."""

    first: float
    total: float
    text: str


class NotAsked(Exception):
    """The tutor answered without the model: it abstained, or took the turn for something else."""


async def timed_turn(tutor: WatchedTutor, question: str) -> tuple[TurnTimes, Asked]:
    """One turn on a new thread.

    Raises:
        NotAsked: the turn did not ask the model exactly once.
    """
    assert tutor.recorder is not None
    tutor.recorder.asked.clear()
    seen: dict[type[Event], float] = {}
    started = time.perf_counter()
    async for event in tutor.turn(question, tutor.threads.new()):
        seen.setdefault(type(event), time.perf_counter())
    ended = time.perf_counter()
    if len(tutor.recorder.asked) != 1 or QuotesFound not in seen:
        events = [kind.__name__ for kind in seen]
        raise NotAsked(f"{question!r} came without the model: {', '.join(events)}")
    asked = tutor.recorder.asked[0]
    routed, found = seen[Routed], seen[QuotesFound]
    stages = (routed - started, found - routed, asked.start - found, asked.end - asked.start)
    return TurnTimes(*stages, ended - asked.end, ended - started, asked.first - asked.start), asked


def bare_stream(connection: "Connection", asked: Asked) -> BareTimes:
    """The messages of a turn straight to the server, streamed."""
    body: dict[str, Any] = {
        "model": connection.model,
        "messages": [vars(message) for message in asked.messages],
        "max_tokens": asked.max_tokens,
        "temperature": 0.0,
        "stream": True,
        "cache_prompt": True,
    }
    if asked.schema is not None:
        body["response_format"] = response_format(asked.schema, "json_schema")
    address = urlsplit(connection.base_url)
    started = time.perf_counter()
    http_connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=600)
    http_connection.request(
        "POST",
        f"{address.path}/chat/completions",
        json.dumps(body),
        {"Authorization": f"Bearer {connection.api_key}", "Content-Type": "application/json"},
    )
    first, text = 0.0, ""
    for piece in _pieces(http_connection.getresponse()):
        first = first or time.perf_counter()
        text += piece
    ended = time.perf_counter()
    http_connection.close()
    return BareTimes(first - started, ended - started, text)


def _pieces(answer: http.client.HTTPResponse) -> Iterator[str]:
    """Texts of a stream of server-sent events.

    Raises:
        RuntimeError: the server did not answer with a stream.
    """
    if answer.status != 200:
        raise RuntimeError(f"the server says {answer.status}: {answer.read()[:300]!r}")
    for line in answer:
        data = line.removeprefix(b"data: ").strip()
        if line.startswith(b"data: ") and data != b"[DONE]":
            for choice in json.loads(data)["choices"]:
                if piece := choice["delta"].get("content"):
                    yield piece


@dataclass(frozen=True)
class Pair:
    """A turn and the bare request with the same prompt; whole times compare if the replies are equal."""

    turn: TurnTimes
    bare: BareTimes
    equal: bool


@dataclass(frozen=True)
class Measured:
    """One question."""

    question: str
    prompt_characters: int
    cold: Pair
    warm: list[Pair]


async def measure(tutor: WatchedTutor, chat: OpenAIChat, question: str, repeats: int) -> Measured:
    """Turn cold, then warm pairs on the same server, then bare on a fresh one.

    Raises:
        NotAsked: the tutor answers this question without the model.
    """
    await _fresh_server(tutor, chat)
    cold_turn, asked = await timed_turn(tutor, question)
    connection = await chat.endpoint.connect()
    warm = []
    for _ in range(repeats):
        bare = await asyncio.to_thread(bare_stream, connection, asked)
        turn, again = await timed_turn(tutor, question)
        warm.append(Pair(turn, bare, bare.text == again.text))
    await _fresh_server(tutor, chat)
    cold_bare = await asyncio.to_thread(bare_stream, await chat.endpoint.connect(), asked)
    characters = sum(len(message.content) for message in asked.messages)
    return Measured(question, characters, Pair(cold_turn, cold_bare, cold_bare.text == asked.text), warm)


async def _fresh_server(tutor: WatchedTutor, chat: OpenAIChat) -> None:
    """Start the server anew, and let it answer one other word, so that its weights are in memory."""
    from tutor.llm.servers import stop

    await asyncio.to_thread(stop, tutor.home)
    async for _ in chat.stream([Message("user", "Hi")], max_tokens=1):
        pass


STAGES = {
    "route": "routing",
    "find": "search and evidence, up to the quotes",
    "prepare": "from there to the request",
    "check": "check, checkpoints, pruning",
}


def own_seconds(found: Sequence[Measured], stage: str = "") -> float:
    """The turns' time outside the model, or that of one stage: mean over the questions of their medians."""
    stages = [stage] if stage else list(STAGES)
    turns = [[item.cold.turn, *(pair.turn for pair in item.warm)] for item in found]
    return statistics.fmean(
        statistics.median(sum(getattr(times, name) for name in stages) for times in some) for some in turns
    )


def bare_seconds(found: Sequence[Measured]) -> tuple[float, float]:
    """A whole bare reply, cold and warm (fastest): means over the questions."""
    cold = statistics.fmean(item.cold.bare.total for item in found)
    return cold, statistics.fmean(min(pair.bare.total for pair in item.warm) for item in found)


def overhead_table(found: Sequence[Measured]) -> str:
    """What the turns take outside the model, and the whole warm turn over the bare request."""
    rows = [_overhead_row(item.question, [item]) for item in found]
    columns = ("", "own / cold bare reply", "own / warm bare reply", "whole warm turn / bare reply")
    return table(columns, [*rows, _overhead_row("**all**", found)])


def _overhead_row(label: str, found: Sequence[Measured]) -> tuple[str, ...]:
    own, (cold, warm) = own_seconds(found), bare_seconds(found)
    return (label, f"{own / cold:.1%}", f"{own / warm:.1%}", _whole(found))


def _whole(found: Sequence[Measured]) -> str:
    """Fastest warm turn over fastest warm bare reply, where the replies are equal."""
    alike = [pairs for item in found if (pairs := [pair for pair in item.warm if pair.equal])]
    if not alike:
        return "replies differ"
    turns = sum(min(pair.turn.total for pair in pairs) for pairs in alike)
    return f"{turns / sum(min(pair.bare.total for pair in pairs) for pairs in alike):.3f}"


def stages_table(found: Sequence[Measured]) -> str:
    """Where the own time goes."""
    own = own_seconds(found)
    rows = [(label, f"{own_seconds(found, stage) / own:.0%}") for stage, label in STAGES.items()]
    return table(("stage", "of the own time"), rows)


def first_token_table(found: Sequence[Measured]) -> str:
    """The bare server's first token, with the prompt in its cache and without."""
    cold = statistics.median(item.cold.bare.first for item in found)
    warm = statistics.median(pair.bare.first for item in found for pair in item.warm)
    rows = [("nothing in the cache", "1.00"), ("prompt in the cache", f"{warm / cold:.3f}")]
    return table(("first token, bare server", "time"), rows)


async def run(home: Path, repeats: int) -> list[Measured]:
    """Measure every question with a tutor of its own."""
    model = ModelSettings(threads=1, parallel=1, timeout_seconds=600, wording_seconds=WORDING_SECONDS)
    tutor = WatchedTutor(home, Settings(model=model))
    assert tutor.chat is not None
    assert tutor.recorder is not None
    chat = tutor.recorder.chat
    assert isinstance(chat, OpenAIChat)
    try:
        await asyncio.to_thread(tutor.warm)
        await chat.speed()
        await _warm_up(tutor)
        return [item async for item in _measured(tutor, chat, repeats)]
    finally:
        from tutor.llm.servers import stop

        await tutor.aclose()
        stop(home)


async def _warm_up(tutor: WatchedTutor) -> None:
    """The first turn imports what `warm` does not."""
    async for _ in tutor.turn(QUESTIONS[0], tutor.threads.new()):
        pass


async def _measured(tutor: WatchedTutor, chat: OpenAIChat, repeats: int) -> AsyncIterator[Measured]:
    for question in QUESTIONS:
        try:
            yield await measure(tutor, chat, question, repeats)
        except NotAsked as reason:
            print(f"left out: {reason}", file=sys.stderr)


def main() -> None:
    """Measure in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=3, help="warm pairs of each question")
    parser.add_argument("--json", type=Path, help="file for the values")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(Path(folder), arguments.repeats))
    characters = statistics.median(item.prompt_characters for item in found)
    cold, warm = bare_seconds(found)
    print(
        f"prompts of {characters:.0f} characters (median); here a bare reply took {cold:.1f} s cold, ", end=""
    )
    print(f"{warm:.1f} s warm, and the turn's own time was {1000 * own_seconds(found):.0f} ms\n")
    print(overhead_table(found), stages_table(found), first_token_table(found), sep="\n\n")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(item) for item in found], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
