"""Replies of a given shape: how the shape is asked for, shown in the prompt and read back."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from knowledge_base.errors import BadInput
from tutor.llm.chat import Message, T

Format = Literal["json_schema", "json_object+schema", "json_object", "none"]
"""How much of the shape an endpoint can enforce, from most to least."""

LADDER: tuple[Format, ...] = ("json_schema", "json_object+schema", "json_object", "none")
_LONGEST_ECHO = 600


def compact_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """JSON schema without the titles: they cost tokens and say nothing."""
    found = _without_titles(schema.model_json_schema())
    assert isinstance(found, dict)
    return found


def _without_titles(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    # A property may itself be called title: only texts are headings.
    return {
        key: _without_titles(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
    }


def response_format(schema: type[BaseModel], form: Format) -> dict[str, Any] | None:
    """The `response_format` of a request; None asks for nothing."""
    if form == "json_schema":
        shape = {"name": schema.__name__, "schema": compact_schema(schema), "strict": True}
        return {"type": "json_schema", "json_schema": shape}
    if form == "json_object+schema":
        return {"type": "json_object", "schema": compact_schema(schema)}
    return {"type": "json_object"} if form == "json_object" else None


def with_schema(messages: Sequence[Message], schema: type[BaseModel]) -> list[Message]:
    """The prompt with the schema shown in the system message, where it stays in the server's prefix cache."""
    shown = json.dumps(compact_schema(schema), ensure_ascii=False, separators=(",", ":"))
    text = f"Reply with one JSON object and nothing else. It must fit this JSON schema:\n{shown}"
    if messages and messages[0].role == "system":
        return [Message("system", f"{messages[0].content}\n\n{text}"), *messages[1:]]
    return [Message("system", text), *messages]


def with_error(messages: Sequence[Message], reply: str, problem: str) -> list[Message]:
    """The prompt for the one retry: the reply that did not fit and why."""
    return [
        *messages,
        Message("assistant", reply[:_LONGEST_ECHO] or "(empty)"),
        Message("user", f"That does not fit the schema: {problem}\nReply again, with the JSON object only."),
    ]


def read_reply(text: str, schema: type[T]) -> T:
    """The value in a reply, also where words or a code fence stand around the JSON.

    Raises:
        ValueError: no JSON object in it, or one that does not fit (pydantic's ValidationError is one).
    """
    start = text.find("{")
    if start < 0:
        raise ValueError("there is no JSON object in it")
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return schema.model_validate(value)


async def validated(
    messages: Sequence[Message],
    schema: type[T],
    fallback: T,
    ask: Callable[[list[Message]], Awaitable[str]],
) -> tuple[T, bool]:
    """Ask, read the reply, and ask once more with the error; then `fallback`, and False."""
    prompt = with_schema(messages, schema)
    reply = await ask(prompt)
    try:
        return read_reply(reply, schema), True
    except ValueError as error:
        problem = problem_of(error)
    try:
        return read_reply(await ask(with_error(prompt, reply, problem)), schema), True
    except (ValueError, BadInput):  # BadInput: with the error the prompt has become too long
        return fallback, False


def problem_of(error: ValueError) -> str:
    """What was wrong, short enough for a prompt."""
    if isinstance(error, ValidationError):
        rows = [f"{'.'.join(str(part) for part in row['loc'])}: {row['msg']}" for row in error.errors()[:3]]
        return "; ".join(rows)
    return str(error)[:200]
