"""The client of every OpenAI-compatible server: streams, constrains, retries once, gives up clearly."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from knowledge_base.errors import TutorError
from tutor.llm.chat import Message, Speed, T
from tutor.llm.constrained import LADDER, response_format, validated
from tutor.llm.endpoint import Connection, Endpoint, is_loopback
from tutor.llm.failures import Lost, cut_off, explained, out_of_time, remedy_for

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk


@dataclass(frozen=True)
class Limits:
    """Longest waits in seconds: for a connection, for the first token, for the whole reply."""

    connect: float = 5.0
    first_token: float = 60.0
    whole: float = 120.0


@dataclass(frozen=True)
class Delta:
    """A piece of a reply; the counts come with the last piece, where the server counts."""

    text: str
    prompt_tokens: int = 0
    generated_tokens: int = 0


@dataclass(frozen=True)
class Request:
    """What is asked of the server. `extra` are fields for our own server only."""

    messages: tuple[Message, ...]
    max_tokens: int
    form: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    count: bool = False


class _FormatRefused(Exception):
    """The endpoint cannot constrain a reply that way."""

    def __init__(self, reason: TutorError) -> None:
        super().__init__(reason.message)
        self.reason = reason


Measure = Callable[["OpenAIChat"], Awaitable[Speed]]


class OpenAIChat:
    """A `ChatModel` behind an OpenAI-compatible endpoint.

    Args:
        endpoint: where; it may start a server when it is first needed.
        name: what the learner calls this model.
        measure: finds the speed when it is asked for (stored or measured).
        temperature: randomness of the wording.
        limits: longest waits; starting a server is not counted.
        pause: seconds before the one retry.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        name: str,
        measure: Measure,
        temperature: float = 0.0,
        limits: Limits | None = None,
        pause: float = 0.3,
    ) -> None:
        self.name = name
        self.endpoint = endpoint
        self._measure = measure
        self._temperature = temperature
        self._limits = limits or Limits()
        self._pause = pause
        self._thread = ""
        self._rung = 0
        self._speed: Speed | None = None
        self._client: tuple[asyncio.AbstractEventLoop, Connection, AsyncOpenAI] | None = None

    def for_thread(self, thread: str) -> "OpenAIChat":
        """This model for one conversation: our own server then keeps its prompt in one slot."""
        other = copy(self)
        other._thread = thread
        other._client = None
        return other

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: type[BaseModel] | None = None
    ) -> AsyncGenerator[str, None]:
        """Text, or JSON in the shape of `schema`, as it is generated; see `ChatModel.stream`."""
        request = Request(tuple(messages), max_tokens)
        pieces = self.deltas(request) if schema is None else self._shaped(request, schema)
        async with aclosing(pieces) as deltas:
            async for delta in deltas:
                if delta.text:
                    yield delta.text

    async def constrained(
        self, messages: Sequence[Message], schema: type[T], *, max_tokens: int, fallback: T
    ) -> tuple[T, bool]:
        """One value of `schema`; see `ChatModel.constrained`."""

        async def ask(prompt: list[Message]) -> str:
            async with aclosing(self.stream(prompt, max_tokens=max_tokens, schema=schema)) as pieces:
                return "".join([piece async for piece in pieces])

        return await validated(messages, schema, fallback, ask)

    async def speed(self) -> Speed:
        """Measured on this machine with this model, remembered between runs."""
        if self._speed is None:
            self._speed = await self._measure(self)
        return self._speed

    async def context_tokens(self) -> int:
        """How many tokens one conversation can hold."""
        return (await self.endpoint.connect()).context

    async def aclose(self) -> None:
        """Let go of connections; the shared server goes on."""
        held, self._client = self._client, None
        if held is not None and held[0] is asyncio.get_running_loop():
            await held[2].close()

    async def _shaped(self, request: Request, schema: type[BaseModel]) -> AsyncGenerator[Delta, None]:
        """The reply with as much constraint as the endpoint can give; what works is remembered."""
        connection = await self.endpoint.connect()
        first = max(self._rung, 1 if connection.dialect == "llama-cpp-python" else 0)
        for rung in range(first, len(LADDER)):
            asked = replace(request, form=response_format(schema, LADDER[rung]))
            try:
                async with aclosing(self.deltas(asked)) as deltas:
                    async for delta in deltas:
                        self._rung = rung
                        yield delta
            except _FormatRefused:
                continue  # before anything came; the last rung asks for no format and is never refused
            return

    async def deltas(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The reply piece by piece, with one retry as long as nothing has come."""
        import openai

        for last_try in (False, True):
            connection = await self.endpoint.connect()
            begun = False
            try:
                async with aclosing(self._attempt(connection, request)) as deltas:
                    async for delta in deltas:
                        begun = begun or bool(delta.text)
                        yield delta
            except (openai.APIError, Lost, ValueError) as error:
                if begun:
                    raise cut_off(connection) from error
                await self._mend(error, connection, request, last_try=last_try)
            else:
                return

    async def _mend(
        self, error: Exception, connection: Connection, request: Request, *, last_try: bool
    ) -> None:
        """Return when another try makes sense, else raise."""
        constrained = request.form is not None
        remedy = remedy_for(error, constrained=constrained)
        reason = explained(error, connection)
        if remedy == "format" or (remedy == "retry" and last_try and constrained and _is_status(error)):
            raise _FormatRefused(reason) from error
        if remedy == "raise" or last_try:
            if isinstance(error, Lost) and connection.dialect == "llama-cpp-python":
                await self._ask_plainly(connection, request)
            raise reason from error
        await asyncio.sleep(self._pause)
        if not await self.endpoint.recover():
            raise reason from error

    async def _ask_plainly(self, connection: Connection, request: Request) -> None:
        """Raise what is wrong, if a request that is not streamed says it: this engine's streams just end."""
        import openai

        messages: Any = [{"role": message.role, "content": message.content} for message in request.messages]
        completions = self._client_for(connection).chat.completions
        try:
            async with asyncio.timeout(self._limits.whole):
                await completions.create(model=connection.model, messages=messages, max_tokens=1)
        except TimeoutError as error:
            raise self._late(first=False) from error
        except openai.APIError as error:
            raise explained(error, connection) from error

    async def _attempt(self, connection: Connection, request: Request) -> AsyncGenerator[Delta, None]:
        """One request. Leaving it closes the connection, which makes the server stop."""
        now = asyncio.get_running_loop().time()
        deadline = now + self._limits.whole
        first = min(deadline, now + self._limits.first_token)
        stream = await self._open(connection, request, first)
        finished = False
        try:
            async for chunk in self._timed(stream, first, deadline):
                finished = finished or any(choice.finish_reason for choice in chunk.choices)
                yield _delta(chunk)
        finally:
            await stream.close()
        if not finished:
            raise Lost

    async def _open(
        self, connection: Connection, request: Request, deadline: float
    ) -> "AsyncStream[ChatCompletionChunk]":
        client = self._client_for(connection)
        messages: Any = [{"role": message.role, "content": message.content} for message in request.messages]
        fields: dict[str, Any] = {"extra_body": self._extra(connection, request)}
        if request.form is not None:
            fields["response_format"] = request.form
        if request.count:
            fields["stream_options"] = {"include_usage": True}
        try:
            async with asyncio.timeout_at(deadline):
                stream: AsyncStream[ChatCompletionChunk] = await client.chat.completions.create(
                    model=connection.model,
                    messages=messages,
                    max_tokens=request.max_tokens,
                    temperature=self._temperature,
                    stream=True,
                    **fields,
                )
        except TimeoutError as error:
            raise self._late(first=True) from error
        return stream

    async def _timed(
        self, stream: "AsyncStream[ChatCompletionChunk]", first: float, deadline: float
    ) -> AsyncIterator["ChatCompletionChunk"]:
        chunks = aiter(stream)
        due = first
        while True:
            try:
                async with asyncio.timeout_at(due):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise self._late(first=due < deadline) from error
            if _says_something(chunk):
                due = deadline
            yield chunk

    def _late(self, *, first: bool) -> TutorError:
        seconds = self._limits.first_token if first else self._limits.whole
        return out_of_time(min(seconds, self._limits.whole), "first" if first else "whole")

    def _extra(self, connection: Connection, request: Request) -> dict[str, Any]:
        if connection.dialect != "llama.cpp":
            return {}
        extra: dict[str, Any] = {"cache_prompt": True, **request.extra}
        if self._thread and connection.slots:
            extra["id_slot"] = zlib.crc32(self._thread.encode()) % connection.slots
        return extra

    def _client_for(self, connection: Connection) -> "AsyncOpenAI":
        """One SDK client an event loop and server; its connections cannot move to another loop."""
        from openai import AsyncOpenAI, DefaultAsyncHttpx2Client, Timeout

        loop = asyncio.get_running_loop()
        if self._client is not None and self._client[:2] == (loop, connection):
            return self._client[2]
        timeout = Timeout(self._limits.whole, connect=self._limits.connect)
        client = AsyncOpenAI(
            base_url=connection.base_url,
            api_key=connection.api_key or "none",
            max_retries=0,
            timeout=timeout,
            http_client=DefaultAsyncHttpx2Client(
                timeout=timeout, trust_env=not is_loopback(connection.base_url)
            ),
        )
        self._client = (loop, connection, client)
        return client


def _is_status(error: Exception) -> bool:
    import openai

    return isinstance(error, openai.APIStatusError)


def _says_something(chunk: "ChatCompletionChunk") -> bool:
    """Text, or the thoughts that some models have first (a field that only some servers send)."""
    return any(
        choice.delta.content or getattr(choice.delta, "reasoning_content", None) for choice in chunk.choices
    )


def _delta(chunk: "ChatCompletionChunk") -> Delta:
    text = "".join(choice.delta.content or "" for choice in chunk.choices)
    usage = chunk.usage
    if usage is None:
        return Delta(text)
    return Delta(text, usage.prompt_tokens, usage.completion_tokens)
