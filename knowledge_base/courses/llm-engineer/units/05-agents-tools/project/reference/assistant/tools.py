"""The tools that the model may ask for: schema, validation, and results that are always JSON."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.client import ApiError, RateClient

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
    code = {"type": "string", "enum": list(CURRENCIES)}
    base = {**code, "description": "Currency that is given."}
    quote = {**code, "description": "Currency that is received."}
    amount = {"type": "number", "exclusiveMinimum": 0, "description": "Units of base, above 0."}

    def get_rate(base: str, quote: str) -> dict[str, Any]:
        return asdict(client.rate(base, quote))

    def convert(amount: float, base: str, quote: str) -> dict[str, Any]:
        reading = client.rate(base, quote)
        return {"amount": amount, "result": round(amount * reading.rate, 2), **asdict(reading)}

    def list_pairs() -> dict[str, Any]:
        return {"pairs": client.pairs()}

    tools = (
        Tool(
            "get_rate",
            "How many units of quote one unit of base buys, with the time (UTC) and source of the rate.",
            _object(base=base, quote=quote),
            get_rate,
        ),
        Tool(
            "convert",
            "What an amount of base is worth in quote, rounded to 2 decimals. Use it for every calculation.",
            _object(amount=amount, base=base, quote=quote),
            convert,
        ),
        Tool("list_pairs", "The pairs base/quote that have a rate.", _object(), list_pairs),
    )
    return {tool.name: tool for tool in tools}


def definitions(tools: Mapping[str, Tool]) -> list[dict[str, Any]]:
    """The tools as the model gets them: {"type": "function", "function": {name, description, parameters}}."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
                "strict": True,
            },
        }
        for tool in tools.values()
    ]


def validate(arguments: object, schema: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with arguments, one sentence each; empty when they are valid.

    Each sentence names the argument, the value received and what would be accepted. Understands type (object,
    string, number, integer, boolean), properties, required, enum, exclusiveMinimum and additionalProperties.
    """
    if not isinstance(arguments, dict):
        return ["the arguments must be a JSON object"]
    known = schema["properties"]
    found = [f"missing argument {name}" for name in schema.get("required", []) if name not in arguments]
    for name, value in arguments.items():
        if name not in known:
            if schema.get("additionalProperties") is False:
                found.append(f"unknown argument {name}; use {sorted(known)}")
        elif not _fits(value, known[name]):
            found.append(f"{name}={value!r}: expected {_wanted(known[name])}")
    return found


def run_tool(tools: Mapping[str, Tool], name: str, text: str) -> str:
    """Run a call; JSON text whatever the model wrote or the API did.

    {"ok": true, "data": {...}} or {"ok": false, "error": "..."}. An exception that nobody foresaw is no
    result: it goes on to the caller.

    Args:
        tools: by name.
        name: as the model wrote it.
        text: the arguments as the model wrote them.
    """
    if name not in tools:
        return _failure(f"there is no tool {name!r}; there are {sorted(tools)}")
    try:
        arguments = json.loads(text)
    except json.JSONDecodeError as error:
        return _failure(f"the arguments are no valid JSON: {error}")
    if found := validate(arguments, tools[name].parameters):
        return _failure("; ".join(found))
    try:
        return json.dumps({"ok": True, "data": tools[name].function(**arguments)}, ensure_ascii=False)
    except ApiError as error:
        return _failure(str(error))


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _fits(value: object, schema: Mapping[str, Any]) -> bool:
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict}
    if isinstance(value, bool) and schema["type"] != "boolean":
        return False
    if not isinstance(value, kinds[schema["type"]]):
        return False
    if isinstance(value, float) and not math.isfinite(value):
        return False
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        return False
    return "enum" not in schema or value in schema["enum"]


def _wanted(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f"one of {schema['enum']}"
    above = f" above {schema['exclusiveMinimum']}" if "exclusiveMinimum" in schema else ""
    return schema["type"] + above


def _failure(sentence: str) -> str:
    return json.dumps({"ok": False, "error": sentence}, ensure_ascii=False)
