"""The loop: the model proposes, the program executes, and no figure leaves without its source."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.client import RateClient
from assistant.memory import Memory

Message = dict[str, Any]
Model = Callable[[list[Message], list[dict[str, Any]]], Message]

SYSTEM = (
    "You answer questions about exchange rates with the tools. Write only figures that a tool gave for this"
    " question. Where the tools give none, say that you do not know."
)


@dataclass(frozen=True)
class Limits:
    """Of one question.

    Attributes:
        steps: requests to the model.
        seconds: on the clock, from the question on.
        repeats: how often the same call (tool and arguments) may run.
    """

    steps: int = 6
    seconds: float = 30.0
    repeats: int = 2


@dataclass(frozen=True)
class Step:
    """One call: number of the request to the model (from 1), tool, arguments and result as text, seconds."""

    number: int
    tool: str
    arguments: str
    result: str
    seconds: float


@dataclass
class Run:
    """What came of a question.

    Attributes:
        reason: "answer", "steps", "seconds", "repeated call" or "unsupported".
        answer: what the person reads; with another reason than "answer", it says so and holds no figure.
        log: each call, in order.
    """

    reason: str = ""
    answer: str = ""
    log: list[Step] = field(default_factory=list)


def unsupported(answer: str, sources: Sequence[str]) -> list[str]:
    """The figures of an answer that no source supports, as they are written.

    A figure is a run of digits, with a decimal point or without; commas between groups of three digits do not
    count. It is supported by a number of a source that is the same when rounded to the decimals written.

    Args:
        answer: what the model wrote.
        sources: texts with figures: the person's messages and the results of tools that went well.
    """
    raise NotImplementedError


class Assistant:
    """Answers questions, one after the other, in one conversation.

    Args:
        model: takes messages and tool definitions, returns the assistant's message.
        client: of the API.
        limits: of each question.
        clock: seconds that only grow, the one of the client.
        memory: of the conversation; a new one when left out.
    """

    def __init__(
        self,
        model: Model,
        client: RateClient,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        memory: Memory | None = None,
    ) -> None:
        raise NotImplementedError

    def ask(self, question: str) -> Run:
        """Answer a question, or say why there is no answer.

        An answer ends with the time and source of each reading that was consulted, if any. When the
        model writes a figure that neither the person nor a result of this question supports, it is told once;
        the second time the run ends as "unsupported".
        """
        raise NotImplementedError
