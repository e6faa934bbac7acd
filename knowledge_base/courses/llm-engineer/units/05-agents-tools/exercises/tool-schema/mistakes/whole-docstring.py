import json

JSON_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
PYTHON_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list}


def type_schema(name):
    if name.startswith("list["):
        return {"type": "array", "items": type_schema(name[5:-1])}
    return {"type": JSON_TYPES[name]}


def read_docstring(docstring):
    lines = [line.strip() for line in docstring.splitlines()]
    described = lines[lines.index("Args:") + 1 :] if "Args:" in lines else []
    return docstring, dict(line.split(": ", 1) for line in described)  # fault


def tool_schema(function):
    description, texts = read_docstring(function["docstring"])
    properties = {}
    for parameter in function["parameters"]:
        name = parameter["name"]
        properties[name] = type_schema(parameter["type"])
        if name in texts:
            properties[name]["description"] = texts[name]
        for key, target in (("choices", "enum"), ("default", "default")):
            if key in parameter:
                properties[name][target] = parameter[key]
    parameters = {
        "type": "object",
        "properties": properties,
        "required": [each["name"] for each in function["parameters"] if "default" not in each],
        "additionalProperties": False,
    }
    inner = {"name": function["name"], "description": description, "parameters": parameters}
    return {"type": "function", "function": inner}


def as_json(value):
    return json.dumps(value, ensure_ascii=False)


def expected(schema):
    return f"one of {as_json(schema['enum'])}" if "enum" in schema else schema["type"]


def fits(value, schema):
    if isinstance(value, bool):
        return schema["type"] == "boolean"
    right_type = isinstance(value, PYTHON_TYPES[schema["type"]])
    return right_type and value in schema.get("enum", [value])


def value_errors(place, value, schema):
    if not fits(value, schema):
        return [f"{place}: expected {expected(schema)}, got {as_json(value)}"]
    if schema["type"] != "array":
        return []
    found = []
    for at, item in enumerate(value):
        found += value_errors(f"{place}[{at}]", item, schema["items"])
    return found


def argument_errors(tool, text):
    schema = tool["function"]["parameters"]
    known = schema["properties"]
    try:
        arguments = json.loads(text)
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        return ["arguments: expected a JSON object"]
    errors = [
        f"{name}: missing, expected {expected(known[name])}"
        for name in schema["required"]
        if name not in arguments
    ]
    for name, value in arguments.items():
        if name in known:
            errors += value_errors(name, value, known[name])
        else:
            errors.append(f"{name}: unknown, expected one of {as_json(list(known))}")
    return errors
