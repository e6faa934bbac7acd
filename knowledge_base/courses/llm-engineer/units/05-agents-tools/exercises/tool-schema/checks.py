import json

from hypothesis import strategies as st
from reference import argument_errors, tool_schema

from tools.checks import agrees, check, example, leaves_arguments_alone, same

FORECAST = {
    "name": "forecast",
    "docstring": "Maximum in Celsius.\n\nArgs:\n    city: Without the country.\n    day: Which day.",
    "parameters": [
        {"name": "city", "type": "str"},
        {"name": "day", "type": "str", "choices": ["today", "mañana"], "default": "today"},
    ],
}
ORDER = {
    "name": "order",
    "docstring": "Place an order.",
    "parameters": [
        {"name": "quantity", "type": "int"},
        {"name": "price", "type": "float"},
        {"name": "gift", "type": "bool", "default": False},
    ],
}
GRID = {
    "name": "grid",
    "docstring": "Draw a grid.\n\nArgs:\n    rows: Numbers: one list a row.",
    "parameters": [
        {"name": "rows", "type": "list[list[int]]"},
        {"name": "tags", "type": "list[str]", "default": []},
    ],
}
NOTHING = {"name": "now", "docstring": "The time.\nIn UTC.\n\nArgs:", "parameters": []}
SAMPLES = {
    "str": "x",
    "int": 3,
    "float": 0.5,
    "bool": True,
    "list[int]": [1, 2],
    "list[list[str]]": [["x"], []],
}
EMPTY = {"str": "", "int": 0, "float": 0.0, "bool": False, "list[int]": [], "list[list[str]]": []}
NAMES = ["a", "b", "c", "d"]


FIXED = [{"name": "n", "type": "int"}, {"name": "x", "type": "float"}]


@st.composite
def functions(draw):
    parameters, lines = [], []
    for name in NAMES[: draw(st.integers(0, 4))]:
        parameter = {"name": name, "type": draw(st.sampled_from(list(SAMPLES)))}
        if parameter["type"] == "str" and draw(st.booleans()):
            parameter["choices"] = ["x", "y"]
        if draw(st.booleans()):
            values = SAMPLES if "choices" in parameter else draw(st.sampled_from([SAMPLES, EMPTY]))
            parameter["default"] = values[parameter["type"]]
        if draw(st.booleans()):
            lines.append(f"    {name}: Text of {name}.")
        parameters.append(parameter)
    docstring = "\n".join(["Does it.", "", "Args:", *lines] if lines else ["Does it."])
    return {"name": "f", "docstring": docstring, "parameters": FIXED + parameters}


VALUES = st.sampled_from([*SAMPLES.values(), 7, "z", None, 3.0, [1, "x", True], [["x", 2], 5], {"a": 1}])
ARGUMENTS = st.builds(
    lambda n, x, others: json.dumps({"n": n, "x": x, **others}),
    st.sampled_from([True, 3, "3"]),
    st.sampled_from([2, 0.5, None]),
    st.dictionaries(st.sampled_from([*NAMES, "other"]), VALUES, max_size=3),
)


def validates(function, *texts):
    return [example(tool=tool_schema(function), text=text) for text in texts]


builds_the_schema = agrees(
    tool_schema,
    es="El esquema dice nombres, tipos, descripciones y opciones",
    en="The schema tells names, types, descriptions and options",
    given={"function": functions()},
    examples=[
        example(True, function=FORECAST),
        example(True, function=GRID),
        example(function=NOTHING),
        example(function=ORDER),
    ],
    draws=20,
)

requires_what_has_no_default = agrees(
    tool_schema,
    es="Es obligatorio lo que no tiene valor por defecto, y nada más",
    en="What has no default is required, and nothing else",
    examples=[
        example(True, function={**ORDER, "parameters": ORDER["parameters"][1:]}),
        example(function={**ORDER, "parameters": [{"name": "n", "type": "int", "default": 0}]}),
        example(function={**ORDER, "parameters": [{"name": "n", "type": "int", "default": 5}]}),
        example(function={**ORDER, "parameters": [{"name": "s", "type": "str", "default": ""}]}),
    ],
)

names_every_problem = agrees(
    argument_errors,
    es="Cada problema se dice, con lo esperado y lo recibido",
    en="Every problem is told, with what was expected and what was received",
    examples=[
        example(True, tool=tool_schema(FORECAST), text='{"town": "Lima", "day": "monday"}'),
        example(True, tool=tool_schema(ORDER), text='{"quantity": "3", "gift": 1}'),
        *validates(FORECAST, '{"city": "São Paulo"}', '{"day": "ñ", "city": 3}', "{}", '{"city": null}'),
        *validates(NOTHING, "{}", '{"x": 1, "y": 2}'),
    ],
)

keeps_types_apart = agrees(
    argument_errors,
    es="Enteros, números y booleanos no se confunden",
    en="Integers, numbers and booleans are not mixed up",
    examples=[
        example(True, tool=tool_schema(ORDER), text='{"quantity": 2, "price": 5}'),
        example(True, tool=tool_schema(ORDER), text='{"quantity": true, "price": false}'),
        *validates(ORDER, '{"quantity": 2.0, "price": 2.5, "gift": true}', '{"quantity": 0, "price": 0}'),
        *validates(ORDER, '{"quantity": 1, "price": 1, "gift": 0}', '{"quantity": 1, "price": "5"}'),
    ],
)

looks_into_lists = agrees(
    argument_errors,
    es="Los elementos de las listas se revisan uno por uno",
    en="The items of lists are checked one by one",
    examples=[
        example(True, tool=tool_schema(GRID), text='{"rows": [[1, 2], [3, "x"]], "tags": ["a", 5]}'),
        *validates(
            GRID,
            '{"rows": []}',
            '{"rows": [true]}',
            '{"rows": [1, [true]]}',
            '{"rows": {"a": 1}, "tags": "a"}',
        ),
    ],
)

survives_any_text = agrees(
    argument_errors,
    es="Un texto que no es un objeto JSON da un error que se puede leer",
    en="A text that is not a JSON object gives an error that can be read",
    examples=[
        example(True, tool=tool_schema(FORECAST), text='{"city": "Lima"'),
        *validates(FORECAST, "[]", "null", '"city"', "", "7"),
        *validates(NOTHING, "[]"),
    ],
)


@check(
    es="Cualquier llamada a cualquier herramienta se revisa entera",
    en="Any call of any tool is checked as a whole",
    given={"function": functions(), "text": ARGUMENTS},
    draws=25,
)
def any_call(call, function, text):
    tool = call("tool_schema", function)
    same(tool, tool_schema(function))
    same(call("argument_errors", tool, text), argument_errors(tool, text))


leaves_the_function = leaves_arguments_alone("tool_schema", examples=[example(function=FORECAST)])
