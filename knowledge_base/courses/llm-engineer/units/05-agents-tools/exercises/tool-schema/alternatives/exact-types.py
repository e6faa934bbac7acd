import json

KINDS = {
    "str": ("string", {str}),
    "int": ("integer", {int}),
    "float": ("number", {int, float}),
    "bool": ("boolean", {bool}),
}
EXACT = dict([*KINDS.values(), ("array", {list})])


def tool_schema(function):
    head, _, tail = function["docstring"].partition("Args:\n")
    texts = {}
    for line in tail.splitlines():
        name, _, text = line.strip().partition(": ")
        texts[name] = text

    def of(parameter):
        depth = parameter["type"].count("list[")
        schema = {"type": KINDS[parameter["type"].replace("list[", "").rstrip("]")][0]}
        for _ in range(depth):
            schema = {"type": "array", "items": schema}
        rest = {
            "description": texts.get(parameter["name"]),
            "enum": parameter.get("choices"),
            "default": parameter.get("default"),
        }
        return schema | {key: value for key, value in rest.items() if value is not None}

    parameters = function["parameters"]
    return {
        "type": "function",
        "function": {
            "name": function["name"],
            "description": head.split("\n")[0].strip(),
            "parameters": {
                "type": "object",
                "properties": {each["name"]: of(each) for each in parameters},
                "required": [each["name"] for each in parameters if each.get("default") is None],
                "additionalProperties": False,
            },
        },
    }


def show(value):
    return json.dumps(value, ensure_ascii=False)


def wanted(schema):
    return f"one of {show(schema['enum'])}" if "enum" in schema else schema["type"]


def walk(place, value, schema):
    if type(value) not in EXACT[schema["type"]] or ("enum" in schema and value not in schema["enum"]):
        yield f"{place}: expected {wanted(schema)}, got {show(value)}"
    elif schema["type"] == "array":
        for at, item in enumerate(value):
            yield from walk(f"{place}[{at}]", item, schema["items"])


def all_errors(arguments, required, known):
    for name in required:
        if name not in arguments:
            yield f"{name}: missing, expected {wanted(known[name])}"
    for name, value in arguments.items():
        if name in known:
            yield from walk(name, value, known[name])
        else:
            yield f"{name}: unknown, expected one of {show([*known])}"


def argument_errors(tool, text):
    schema = tool["function"]["parameters"]
    try:
        arguments = json.loads(text)
    except json.JSONDecodeError:
        arguments = text
    if type(arguments) is not dict:
        return ["arguments: expected a JSON object"]
    return list(all_errors(arguments, schema["required"], schema["properties"]))
