"""What the agent asks of any model: the protocol that every provider fulfils, and its values."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Message:
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Speed:
    """What the served model was measured to do, in tokens per second; it sizes the context of a prompt."""

    prompt: float
    generation: float


class ChatModel(Protocol):
    """A model that words things. Every caller has a fallback for when it raises or talks nonsense."""

    name: str

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: type[BaseModel] | None = None
    ) -> AsyncIterator[str]:
        """Text as it is generated. Leaving the iterator (aclose) cancels the request on the server.

        With a `schema` the text is JSON that the server was asked to constrain to it (json_schema); the
        caller shows the schema in its own prompt and validates, since a server may ignore it.

        Raises:
            Missing: there is no model or no server to be had.
            OutOfTime: no whole answer within the time limit.
            WorkFailed: the server failed twice.
        """
        ...

    async def constrained(
        self, messages: Sequence[Message], schema: type[T], *, max_tokens: int, fallback: T
    ) -> tuple[T, bool]:
        """One value of `schema`: constrained on the server, shown in the prompt, validated here.

        A first invalid reply is retried once with the error; then `fallback` is returned.
        The second value says whether the words are the model's.
        """
        ...

    async def speed(self) -> Speed:
        """Measured on this machine with this model, remembered between runs."""
        ...

    async def context_tokens(self) -> int:
        """How many tokens one conversation can hold."""
        ...

    async def aclose(self) -> None:
        """Let go of connections; the shared server goes on."""
        ...
