from hypothesis import strategies as st
from reference import build_context

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

LETTERS = {"s": "system", "u": "user", "a": "assistant", "c": "assistant", "t": "tool"}


def talk(letters, *sizes):
    """c is an assistant that asks for tools; the t after it are its results."""
    made, asked, answered = [], 0, 0
    for at, (letter, size) in enumerate(zip(letters, sizes, strict=True)):
        message = {"role": LETTERS[letter], "content": f"m{at}", "tokens": size}
        if letter == "c":
            results = len(letters[at + 1 :]) - len(letters[at + 1 :].lstrip("t"))
            message["tool_calls"] = [{"id": f"c{asked + n}"} for n in range(results)]
            asked += results
        if letter == "t":
            message["tool_call_id"] = f"c{answered}"
            answered += 1
        made.append(message)
    return made


SUMMARY = {"role": "system", "content": "So far: a trip.", "tokens": 3}
PLAIN = talk("suauaua", 4, 2, 3, 5, 1, 2, 2)
TOOLS = talk("suaucttau", 4, 2, 3, 1, 2, 4, 5, 3, 2)
LONG = talk("suauctctact", 2, 1, 1, 3, 2, 4, 2, 5, 1, 2, 6)

STEPS = st.sampled_from(["a", "ct", "ctt"])
TURNS = st.lists(STEPS, min_size=1, max_size=4).map(lambda steps: "u" + "".join(steps))


@st.composite
def requests(draw):
    letters = "s" + "".join(draw(st.lists(TURNS, min_size=1, max_size=3))) + "uct" + draw(STEPS)
    messages = talk(letters, *(draw(st.integers(1, 6)) for _ in letters))
    summary = draw(st.sampled_from([None, SUMMARY, {**SUMMARY, "tokens": 2}]))
    head = messages[0]["tokens"] + (summary["tokens"] if summary else 0)
    last = letters.rindex("u")
    start = draw(st.integers(1, len(letters)))
    tail = sum(message["tokens"] for message in messages[start:])
    question = messages[last]["tokens"]
    room = max(question, tail + (question if start > last else 0) + draw(st.sampled_from([0, -1, 1])))
    return {"messages": messages, "summary": summary, "budget": head + room}


def asks(messages, budget, summary=None):
    return {"messages": messages, "summary": summary, "budget": budget}


keeps_the_newest_turns = agrees(
    build_context,
    es="Quedan los turnos más nuevos, enteros",
    en="The newest turns stay, whole",
    examples=[
        example(True, **asks(PLAIN, 14)),
        example(True, **asks(TOOLS, 20)),
        example(**asks(PLAIN, 9)),
        example(**asks(PLAIN, 13)),
        example(**asks(talk("suauau", 1, 1, 1, 1, 9, 1), 5)),
        example(**asks(talk("su", 3, 4), 7)),
        example(**asks(talk("suuu", 1, 2, 2, 2), 5)),
    ],
)

uses_every_token = agrees(
    build_context,
    es="Lo que cabe justo, cabe",
    en="What fits exactly fits",
    examples=[
        example(True, **asks(PLAIN, 19)),
        example(**asks(PLAIN, 18)),
        example(**asks(PLAIN, 100)),
        example(**asks(TOOLS, 21)),
        example(**asks(PLAIN, 22, SUMMARY)),
    ],
)

makes_room_for_the_summary = agrees(
    build_context,
    es="El resumen va siempre y ocupa su lugar",
    en="The summary always goes in and takes its room",
    examples=[
        example(True, **asks(PLAIN, 14, SUMMARY)),
        example(True, **asks(PLAIN, 19, SUMMARY)),
        example(**asks(PLAIN, 100, SUMMARY)),
        example(**asks(TOOLS, 9, SUMMARY)),
    ],
)

shortens_a_long_turn = agrees(
    build_context,
    es="Un turno demasiado largo guarda su pregunta y sus pasos más nuevos",
    en="A turn that is too long keeps its question and its newest steps",
    examples=[
        example(True, **asks(LONG, 14)),
        example(True, **asks(LONG, 13)),
        example(**asks(LONG, 12)),
        example(**asks(LONG, 5)),
        example(**asks(LONG, 20)),
        example(**asks(LONG, 21)),
        example(**asks(LONG, 27)),
        example(**asks(LONG, 16, SUMMARY)),
        example(**asks(talk("suctta", 1, 1, 2, 5, 2, 1), 10)),
        example(**asks(talk("suact", 1, 1, 1, 9, 9), 5)),
    ],
)


@check(
    es="El contexto cabe, no deja resultados sin su llamada y nada se pierde",
    en="The context fits, leaves no result without its call, and nothing is lost",
    examples=[
        example(request=asks(LONG, 14)),
        example(request=asks(LONG, 20)),
        example(request=asks(LONG, 16, SUMMARY)),
        example(request=asks(TOOLS, 20, SUMMARY)),
        example(request=asks(TOOLS, 23, SUMMARY)),
    ],
)
def holds_together(call, request):
    got = call("build_context", **request)
    context, dropped = got["context"], got["dropped"]
    require(
        got["tokens"] == sum(message["tokens"] for message in context) <= request["budget"],
        es="los tokens del contexto suman lo que se dice, sin pasar del presupuesto",
        en="the tokens of the context add up to what is said, within the budget",
        got=got,
    )
    asked = [item["id"] for message in context for item in message.get("tool_calls", [])]
    answered = [message["tool_call_id"] for message in context if message["role"] == "tool"]
    require(
        asked == answered,
        es="cada llamada del contexto tiene su resultado, y cada resultado su llamada",
        en="each call of the context has its result, and each result its call",
        got=got,
    )
    names = {message["content"] for message in context + dropped}
    wanted = {message["content"] for message in [*request["messages"], request["summary"] or SUMMARY]}
    require(
        names | {SUMMARY["content"]} == wanted and len(context) + len(dropped) >= len(request["messages"]),
        es="cada mensaje está en el contexto o entre los que salieron",
        en="each message is in the context or among those left out",
        got=got,
    )


@check(
    es="Cualquier conversación se recorta donde debe",
    en="Any conversation is cut where it should be",
    given={"request": requests()},
    draws=40,
)
def any_conversation(call, request):
    for extra in (0, 1, 2, 4):
        wider = {**request, "budget": request["budget"] + extra}
        same(call("build_context", **wider), build_context(**wider))


leaves_the_messages = leaves_arguments_alone(
    "build_context", examples=[example(**asks(LONG, 14, SUMMARY)), example(**asks(PLAIN, 100, SUMMARY))]
)
