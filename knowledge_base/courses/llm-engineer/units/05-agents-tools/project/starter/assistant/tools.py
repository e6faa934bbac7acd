"""The tools that the model may ask for: schema, validation, and results that are always JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.client import RateClient

CURRENCIES = ("LUN", "SAL", "COR", "NIM", "TAR")


@dataclass(frozen=True)
class Tool:
    """What the model sees of a tool (name, description, parameters: a JSON Schema) and what runs."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    function: Callable[..., dict[str, Any]]


def build_tools(client: RateClient) -> dict[str, Tool]:
    """The tools by name: get_rate(base, quote), convert(amount, base, quote) and list_pairs().

    `base` and `quote` are one of CURRENCIES; `amount` is a number above 0. What a tool returns:
        get_rate: base, quote, rate, as_of, source
        convert: amount, base, quote, result (rounded to 2 decimals), rate, as_of, source
        list_pairs: pairs
    Nothing else of what the API said comes along.
    """
    raise NotImplementedError


def definitions(tools: Mapping[str, Tool]) -> list[dict[str, Any]]:
    """The tools as the model gets them: {"type": "function", "function": {name, description, parameters}}."""
    raise NotImplementedError


def validate(arguments: object, schema: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with arguments, one sentence each; empty when they are valid.

    Each sentence names the argument, the value received and what would be accepted. Understands type (object,
    string, number, integer, boolean), properties, required, enum, exclusiveMinimum and additionalProperties.
    """
    raise NotImplementedError


def run_tool(tools: Mapping[str, Tool], name: str, text: str) -> str:
    """Run a call; JSON text whatever the model wrote or the API did.

    {"ok": true, "data": {...}} or {"ok": false, "error": "..."}. An exception that nobody foresaw is no
    result: it goes on to the caller.

    Args:
        tools: by name.
        name: as the model wrote it.
        text: the arguments as the model wrote them.
    """
    raise NotImplementedError
