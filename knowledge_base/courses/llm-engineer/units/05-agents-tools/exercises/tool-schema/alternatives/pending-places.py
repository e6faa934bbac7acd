import json
import re

NAMES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def tool_schema(function):
    docstring = function["docstring"]
    texts = {}
    if found := re.search(r"^\s*Args:\s*$(.*)\Z", docstring, re.MULTILINE | re.DOTALL):
        texts = dict(re.findall(r"^[ \t]*(\w+): (.*?)[ \t]*$", found[1], re.MULTILINE))
    properties, required = {}, []
    for parameter in function["parameters"]:
        *lists, kind = parameter["type"].replace("]", "").split("[")
        entry = {"type": NAMES[kind]}
        for _ in lists:
            entry = {"type": "array", "items": entry}
        if parameter["name"] in texts:
            entry["description"] = texts[parameter["name"]]
        if "choices" in parameter:
            entry["enum"] = list(parameter["choices"])
        if "default" in parameter:
            entry["default"] = parameter["default"]
        else:
            required.append(parameter["name"])
        properties[parameter["name"]] = entry
    body = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    description = docstring.splitlines()[0].strip()
    return {
        "type": "function",
        "function": {"name": function["name"], "description": description, "parameters": body},
    }


def kind_of(value):
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "other"


def argument_errors(tool, text):
    body = tool["function"]["parameters"]
    try:
        arguments = json.loads(text)
    except ValueError:
        arguments = []
    if not isinstance(arguments, dict):
        return ["arguments: expected a JSON object"]
    absent = object()
    missing = {name: absent for name in body["required"] if name not in arguments}
    pending = [(name, value, body["properties"].get(name)) for name, value in (missing | arguments).items()]
    errors = []
    while pending:
        place, value, schema = pending.pop(0)
        if schema is None:
            errors.append(f"{place}: unknown, expected one of {shown(list(body['properties']))}")
            continue
        wanted = f"one of {shown(schema['enum'])}" if "enum" in schema else schema["type"]
        kind = kind_of(value)
        right = kind == schema["type"] or (kind, schema["type"]) == ("integer", "number")
        if value is absent:
            errors.append(f"{place}: missing, expected {wanted}")
        elif not right or value not in schema.get("enum", [value]):
            errors.append(f"{place}: expected {wanted}, got {shown(value)}")
        elif kind == "array":
            pending[:0] = [(f"{place}[{at}]", item, schema["items"]) for at, item in enumerate(value)]
    return errors


def shown(value):
    return json.dumps(value, ensure_ascii=False)
