"""The scripted model: a provider like the others that says what it was told to say.

For tests, the demo and evals. `model.name = "scripted"` reads `scripted.yaml` in TUTOR_HOME; without that
file every reply is empty, which callers treat like a model that has nothing to say. The file:

    replies:                    # said in order; after the last one, the last again if `repeat` is true
      - The gradient points uphill.
      - {fail: The server is on fire.}
      - {nonsense: 7}           # a seed
      - {hang: true}            # until cancelled
    rules:                      # looked at first: the first whose text occurs in the last message
      - {when: gradient, reply: It points uphill.}
    repeat: true
"""

import asyncio
import random
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge_base.errors import BadInput, TutorError, WorkFailed
from tutor.llm.chat import Message, Speed, T
from tutor.llm.constrained import validated


@dataclass(frozen=True)
class Fail:
    """Raise this error instead of a reply."""

    error: TutorError


@dataclass(frozen=True)
class Nonsense:
    """Words without sense, the same for the same seed."""

    seed: int = 0
    words: int = 40

    def text(self) -> str:
        """The words."""
        chance = random.Random(self.seed)  # noqa: S311
        return " ".join(chance.choice(_SYLLABLES) + chance.choice(_SYLLABLES) for _ in range(self.words))


@dataclass(frozen=True)
class Hang:
    """Say these words, then nothing until cancelled."""

    after: str = ""


Reply = str | Fail | Nonsense | Hang
Script = Iterable[Reply] | Callable[[Sequence[Message]], Reply]
_SYLLABLES = ("ba", "zor", "mi", "[7]", "quen", "}", "lo", "«", "tra", "\\u", "ven", "<|", "su", "12", "pli")


@dataclass(frozen=True)
class Asked:
    """One request as it came: `schema` is its name, empty for free text."""

    messages: tuple[Message, ...]
    max_tokens: int
    schema: str = ""


class ScriptedChat:
    """A `ChatModel` that follows a script.

    Args:
        replies: in order, or a function of the messages. After the last comes the empty text.
        name: as in the settings.
        repeat: say the last reply again and again instead.
        speed: what it claims, in tokens a second.
        context: tokens that it claims to hold.

    Attributes:
        asked: every request, in order.
        cancelled: how many replies were left before their end.
    """

    def __init__(
        self,
        replies: Script = (),
        *,
        name: str = "scripted",
        repeat: bool = False,
        speed: Speed | None = None,
        context: int = 4096,
    ) -> None:
        self.name = name
        self.asked: list[Asked] = []
        self.cancelled = 0
        self._next = replies if callable(replies) else _in_order(list(replies), repeat)
        self._speed = speed or Speed(prompt=1000.0, generation=100.0)
        self._context = context

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: type[BaseModel] | None = None
    ) -> AsyncGenerator[str, None]:
        """The next reply, word by word; a `schema` is noted and changes nothing."""
        self.asked.append(Asked(tuple(messages), max_tokens, schema.__name__ if schema else ""))
        finished = False
        try:
            async for word in _said(self._next(messages), max_tokens):
                yield word
            finished = True
        except TutorError:
            finished = True
            raise
        finally:
            self.cancelled += not finished

    async def constrained(
        self, messages: Sequence[Message], schema: type[T], *, max_tokens: int, fallback: T
    ) -> tuple[T, bool]:
        """The next reply, read as `schema`; one more when it does not fit, then the fallback."""

        async def ask(prompt: list[Message]) -> str:
            self.asked.append(Asked(tuple(prompt), max_tokens, schema.__name__))
            return "".join([word async for word in _said(self._next(messages), max_tokens)])

        return await validated(messages, schema, fallback, ask)

    async def speed(self) -> Speed:
        """What it was told to claim."""
        return self._speed

    async def context_tokens(self) -> int:
        """What it was told to claim."""
        return self._context

    async def aclose(self) -> None:
        """Nothing to let go of."""


def _in_order(replies: list[Reply], repeat: bool) -> Callable[[Sequence[Message]], Reply]:
    last = replies[-1] if repeat and replies else ""
    rest = iter(replies)
    return lambda _: next(rest, last)


def words_of(text: str) -> list[str]:
    """The text in words, each with the space after it; joined they are the text again."""
    return re.findall(r"\S+\s*|\s+", text)


async def _said(reply: Reply, max_tokens: int) -> AsyncGenerator[str, None]:
    """A word stands for a token."""
    if isinstance(reply, Fail):
        raise reply.error
    text = reply.text() if isinstance(reply, Nonsense) else reply.after if isinstance(reply, Hang) else reply
    for word in words_of(text)[:max_tokens]:
        await asyncio.sleep(0)
        yield word
    if isinstance(reply, Hang):
        await asyncio.Event().wait()


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fail: str = ""
    nonsense: int | None = None
    hang: bool = False
    text: str = ""

    def reply(self) -> Reply:
        if self.fail:
            return Fail(WorkFailed("{problem}", problem=self.fail))
        if self.nonsense is not None:
            return Nonsense(self.nonsense)
        return Hang(self.text) if self.hang else self.text


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")

    when: str
    reply: str | _Row


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    replies: list[str | _Row] = []
    rules: list[_Rule] = []
    repeat: bool = False


def scripted_from(path: Path) -> ScriptedChat:
    """The model that a script file describes; without the file, one whose replies are empty.

    Raises:
        BadInput: the file is not YAML or not a script.
    """
    if not path.exists():
        return ScriptedChat()
    script = _read(path)
    in_order = _in_order([_reply_of(row) for row in script.replies], script.repeat)

    def reply(messages: Sequence[Message]) -> Reply:
        last = messages[-1].content if messages else ""
        rule = next((rule for rule in script.rules if rule.when.lower() in last.lower()), None)
        return _reply_of(rule.reply) if rule else in_order(messages)

    return ScriptedChat(reply)


def _reply_of(row: str | _Row) -> Reply:
    return row if isinstance(row, str) else row.reply()


def _read(path: Path) -> _File:
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return _File.model_validate({"replies": values} if isinstance(values, list) else values)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        problem = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise BadInput(
            "{path} is not a script for the scripted model: {problem}.",
            hint="Mend it or delete it.",
            path=path,
            problem=problem,
        ) from error
