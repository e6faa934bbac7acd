"""The loop: the model proposes, the program executes, and no figure leaves without its source."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.client import RateClient
from assistant.memory import Memory
from assistant.tools import build_tools, definitions, run_tool

Message = dict[str, Any]
Model = Callable[[list[Message], list[dict[str, Any]]], Message]

SYSTEM = (
    "You answer questions about exchange rates with the tools. Write only figures that a tool gave for this"
    " question. Where the tools give none, say that you do not know."
)
STOPPED = {
    "steps": "I do not know: I used all my steps without reaching an answer.",
    "seconds": "I do not know: my time ran out before I had an answer.",
    "repeated call": "I do not know: I kept asking the same without getting any further.",
    "unsupported": "I do not know: I have no source for the figure.",
}


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
    known = [value for text in sources for value, _, _ in _figures(text)]
    return [
        written
        for value, decimals, written in _figures(answer)
        if not any(abs(value - other) <= 0.5 * 10**-decimals + 1e-9 for other in known)
    ]


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
        self._model, self._client, self._clock = model, client, clock
        self._limits = limits or Limits()
        self._memory = memory or Memory()
        self._tools = build_tools(client)

    def ask(self, question: str) -> Run:
        """Answer a question, or say why there is no answer.

        An answer ends with the time and source of each reading that was consulted, if any. When the
        model writes a figure that neither the person nor a result of this question supports, it is told once;
        the second time the run ends as "unsupported".
        """
        run = Run()
        self._loop(question, run)
        if run.reason != "answer":
            run.answer = STOPPED[run.reason]
        asked = {"role": "user", "content": question}
        self._memory.add([asked, {"role": "assistant", "content": run.answer}])
        return run

    def _loop(self, question: str, run: Run) -> None:
        started = self._clock()
        self._client.deadline = started + self._limits.seconds
        earlier = self._memory.window()
        said = [message["content"] for message in earlier if message["role"] == "user"] + [question]
        turn: list[Message] = [{"role": "user", "content": question}]
        seen: Counter[tuple[str, str]] = Counter()
        told = False
        for number in range(1, self._limits.steps + 1):
            if self._clock() - started >= self._limits.seconds:
                run.reason = "seconds"
                return
            messages = [{"role": "system", "content": SYSTEM}, *earlier, *turn]
            reply = self._model(messages, definitions(self._tools))
            turn.append(reply)
            if not reply.get("tool_calls"):
                text = reply.get("content") or ""
                results = [data for step in run.log if (data := _data(step)) is not None]
                bad = unsupported(text, [*said, *(json.dumps(data) for data in results)])
                if bad and told:
                    run.reason = "unsupported"
                    return
                if bad:
                    told = True
                    turn.append({"role": "user", "content": f"No result supports {', '.join(bad)}. Mend it."})
                    continue
                run.reason, run.answer = "answer", "\n".join([text, *_citations(results)])
                return
            for call in reply["tool_calls"]:
                name, arguments = call["function"]["name"], call["function"]["arguments"]
                key = (name, _canonical(arguments))
                seen[key] += 1
                if seen[key] > self._limits.repeats:
                    run.reason = "repeated call"
                    return
                before = self._clock()
                result = run_tool(self._tools, name, arguments)
                run.log.append(Step(number, name, arguments, result, self._clock() - before))
                turn.append({"role": "tool", "tool_call_id": call["id"], "content": result})
        run.reason = "steps"


def _figures(text: str) -> list[tuple[float, int, str]]:
    found = []
    for written in re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text):
        plain = written.replace(",", "")
        found.append((float(plain), len(plain.partition(".")[2]), written))
    return found


def _data(step: Step) -> dict[str, Any] | None:
    result = json.loads(step.result)
    return result["data"] if result["ok"] else None


def _citations(results: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        f"{data['base']}/{data['quote']} {data['rate']}: {data['source']}, {data['as_of']}"
        for data in results
        if "rate" in data
    ]
    return list(dict.fromkeys(lines))


def _canonical(arguments: str) -> str:
    try:
        return json.dumps(json.loads(arguments), sort_keys=True)
    except json.JSONDecodeError:
        return arguments
