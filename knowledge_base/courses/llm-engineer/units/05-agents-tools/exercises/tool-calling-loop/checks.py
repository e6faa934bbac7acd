import json

from hypothesis import strategies as st
from reference import run_agent

from tools.checks import agrees, check, example, leaves_arguments_alone, require

TOOLS = {
    "sum": {"operation": "add"},
    "times": {"operation": "multiply"},
    "half": {"operation": "divide"},
    "price": {"operation": "lookup", "table": {"laptop": 900, "mouse": 20}},
}
ASKED = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "How much?"}]
DONE = {"role": "assistant", "content": "Done."}


def call_of(call_id, name, arguments):
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": text}}


def asks(*calls, content=None):
    return {"role": "assistant", "content": content, "tool_calls": list(calls)}


def numbers(a, b):
    return {"a": a, "b": b}


ADDS = asks(call_of("c1", "sum", numbers(2, 3)))
PRICES = asks(call_of("c2", "price", {"key": "laptop"}), call_of("c3", "half", numbers(9, 2)))


def runs(*replies, steps=6, tools=TOOLS, messages=ASKED):
    return {"replies": list(replies), "tools": tools, "messages": messages, "max_steps": steps}


@st.composite
def scripts(draw):
    made, ids = [], iter(range(100))
    for _ in range(draw(st.integers(2, 4))):
        calls = []
        for _ in range(draw(st.integers(1, 3))):
            n = next(ids)
            name = draw(st.sampled_from(["sum", "half", "times", "fetch"]))
            calls.append(call_of(f"c{n}", name, numbers(n, draw(st.integers(0, 2)))))
        made.append(asks(*calls, content=draw(st.sampled_from([None, "", "Let me see."]))))
    return [*made, DONE]


ends_with_an_answer = agrees(
    run_agent,
    es="Termina cuando el modelo no pide herramientas",
    en="It ends when the model asks for no tools",
    examples=[
        example(True, **runs(ADDS, DONE)),
        example(True, **runs(DONE)),
        example(**runs(asks(call_of("c1", "sum", numbers(1, 1)), content="Let me add."), DONE)),
        example(**runs({**DONE, "tool_calls": None}, messages=[])),
        example(**runs({**DONE, "tool_calls": []})),
        example(**runs(ADDS, DONE, ADDS, steps=2)),
    ],
)

answers_every_call = agrees(
    run_agent,
    es="Cada llamada recibe su resultado, en orden y con su id",
    en="Each call gets its result, in order and with its id",
    examples=[
        example(True, **runs(PRICES, DONE)),
        example(True, **runs(PRICES, ADDS, DONE)),
        example(
            **runs(asks(call_of("c1", "times", numbers(2, 3)), call_of("c2", "times", numbers(0, 3))), DONE)
        ),
        example(
            **runs(asks(call_of("c1", "half", numbers(3, -2)), call_of("c2", "half", numbers(3, 1))), DONE)
        ),
    ],
)

errors_are_observations = agrees(
    run_agent,
    es="Los errores llegan al modelo como mensajes",
    en="Errors reach the model as messages",
    examples=[
        example(True, **runs(asks(call_of("c1", "fetch", {})), DONE)),
        example(True, **runs(asks(call_of("c1", "half", numbers(1, 0))), ADDS, DONE)),
        example(**runs(asks(call_of("c1", "price", {"key": "desk"})), DONE)),
        example(**runs(asks(call_of("c1", "sum", '{"a": 1'), call_of("c2", "sum", "[1, 2]")), DONE)),
        example(**runs(asks(call_of("c1", "sum", {"a": 1}), call_of("c2", "price", numbers(1, 2))), DONE)),
        example(**runs(asks(call_of("c1", "fetch", "not JSON")), DONE)),
        example(**runs(asks(call_of("c1", "sum", {"a": 1, "b": 2, "c": 3})), DONE)),
    ],
)

keeps_to_the_limit = agrees(
    run_agent,
    es="No da más pasos que el límite",
    en="It takes no more steps than the limit",
    examples=[
        example(True, **runs(ADDS, PRICES, DONE, steps=2)),
        example(True, **runs(ADDS, PRICES, DONE, steps=3)),
        example(**runs(ADDS, PRICES, DONE, steps=1)),
    ],
)

LEFT = '{"a": 1, "b": 2}'
RIGHT = '{"b":2,"a":1}'


def same_call(*texts, name="sum"):
    return [asks(call_of(f"c{at}", name, text)) for at, text in enumerate(texts)]


stops_at_the_third_time = agrees(
    run_agent,
    es="La misma llamada por tercera vez no se ejecuta y detiene el bucle",
    en="The same call for the third time is not run and stops the loop",
    examples=[
        example(True, **runs(*same_call(LEFT, LEFT, LEFT), DONE)),
        example(True, **runs(*same_call(LEFT, RIGHT, LEFT), DONE)),
        example(**runs(*same_call(LEFT, LEFT), DONE)),
        example(**runs(*same_call(LEFT, LEFT, '{"a": 2, "b": 1}'), DONE)),
        example(**runs(*same_call("oops", "oops", "oops", name="fetch"), DONE)),
        example(**runs(asks(*(call_of(f"c{at}", "sum", numbers(4, 4)) for at in range(4))), DONE)),
        example(
            **runs(
                *same_call(LEFT, LEFT),
                asks(call_of("x", "sum", LEFT), call_of("y", "times", LEFT), call_of("z", "sum", LEFT)),
                DONE,
            )
        ),
    ],
)

any_run = agrees(
    run_agent,
    es="Cualquier conversación queda completa y en orden",
    en="Any conversation is left complete and in order",
    given={
        "replies": scripts(),
        "tools": st.just(TOOLS),
        "messages": st.sampled_from([ASKED, ASKED[1:]]),
        "max_steps": st.integers(2, 6),
    },
    draws=20,
)


@check(
    es="Toda llamada pedida tiene respuesta, termine como termine",
    en="Every call asked for is answered, however the run ends",
    examples=[
        example(**runs(PRICES, ADDS, DONE, steps=1)),
        example(**runs(PRICES, PRICES, PRICES, DONE)),
        example(**runs(PRICES, asks(call_of("x", "fetch", {}), call_of("y", "sum", "")), DONE)),
    ],
)
def nothing_is_left_unanswered(call, replies, tools, messages, max_steps):
    history = call("run_agent", replies, tools, messages, max_steps)["messages"]
    asked = [item["id"] for message in history for item in message.get("tool_calls") or []]
    answered = [message["tool_call_id"] for message in history if message["role"] == "tool"]
    require(
        asked == answered,
        es="los ids respondidos son los pedidos, en el mismo orden",
        en="the ids answered are those asked for, in the same order",
        got=history,
    )


leaves_the_conversation = leaves_arguments_alone("run_agent", examples=[example(**runs(PRICES, DONE))])
