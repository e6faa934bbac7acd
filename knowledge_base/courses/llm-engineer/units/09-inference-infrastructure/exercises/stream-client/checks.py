import json

from hypothesis import strategies as st
from reference import chat_request, feed, reply

from tools.checks import agrees, check, example, leaves_arguments_alone, same

TURNS = [("system", "Sé breve."), ("user", "¿Qué es un vector?")]

texts = st.sampled_from(["ñ", "u\u2028v", "😀", " x", "a: b"])
events = st.one_of(
    texts.map(lambda text: [f"data: {text}"]),
    texts.map(lambda text: [f"data:{text.lstrip()}"]),
    st.tuples(texts, texts).map(lambda both: [f"data: {both[0]}", f"data: {both[1]}"]),
    st.just([": ping"]),
    texts.map(lambda text: ["event: message", f"data: {text}"]),
)


def stream(events, end):
    return "".join(end.join([*lines, "", ""]) for lines in events).encode()


streams = st.builds(stream, st.lists(events, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
SPANISH = 'data: {"ñ":1}\n\n'.encode()  # the ñ is bytes 8 and 9


def part(content=None, reason=None, usage=None, **more):
    """A JSON as servers write it; what is None is null."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": reason}
    return json.dumps({"choices": [choice], "usage": usage} | more, ensure_ascii=False)


USAGE = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
FIRST = '{"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]}'
HELLO = '{"choices":[{"delta":{"content":"Hola"},"finish_reason":null}]}'
COMMA = '{"choices":[{"delta":{"content":", ñ"}}]}'
STOP = '{"choices":[{"delta":{},"finish_reason":"stop"}]}'
COST = json.dumps({"choices": [], "usage": USAGE})

parts = st.lists(
    st.builds(
        part,
        content=st.sampled_from(["a", " b", "ñ", "", None]),
        reason=st.sampled_from([None, None, None, "stop", "length"]),
        usage=st.sampled_from([None, None, USAGE, {"prompt_tokens": 1, "completion_tokens": 1}]),
    ),
    min_size=2,
    max_size=5,
)

builds_the_request = agrees(
    chat_request,
    es="La petición tiene la forma que el servidor espera",
    en="The request has the form that the server expects",
    given={
        "model": st.just("m"),
        "messages": st.lists(
            st.tuples(st.sampled_from(["user", "assistant"]), st.sampled_from(["hola", "¿y?"])), max_size=4
        ),
        "max_tokens": st.integers(1, 99),
        "temperature": st.sampled_from([0.0, 0.5]),
        "stop": st.sampled_from([[], ["\n"], ["FIN", "\n\n"]]),
    },
    draws=15,
    examples=[
        example(True, model="smollm2", messages=TURNS, max_tokens=64, temperature=0.0, stop=[]),
        example(True, model="m", messages=TURNS[1:], max_tokens=1, temperature=0.5, stop=["\n\n"]),
    ],
)

whole_events = agrees(
    feed,
    es="Cada evento completo da su contenido",
    en="Each complete event gives its content",
    given={"pending": st.just(b""), "chunk": streams},
    draws=20,
    examples=[
        example(True, pending=b"", chunk=b'data: {"choices":[]}\n\ndata: [DONE]\n\n'),
        example(True, pending=b"", chunk=b"data: uno\r\n\r\ndata: dos\r\n\r\n"),
        example(True, pending=b"", chunk=b": ping\n\nevent: message\ndata:{}\n\n"),
        example(True, pending=b"", chunk=b"data: [1,\ndata: 2]\n\n"),
        example(pending=b"", chunk=b"data: [1,\r\ndata:  2]\r\n\r\n"),
        example(pending=b"", chunk='data: "u\u2028v\x85w"\n\n'.encode()),
        example(pending=b"", chunk=b"id: data: 7\n\n"),
        example(pending=b"", chunk=b""),
    ],
)

keeps_what_is_pending = agrees(
    feed,
    es="Lo que no está completo espera a lo que sigue",
    en="What is not complete waits for what follows",
    examples=[
        example(True, pending=b"", chunk=b"data: [DO"),
        example(True, pending=b"data: [DO", chunk=b"NE]\n\ndata: {"),
        example(True, pending=SPANISH[:9], chunk=SPANISH[9:]),
        example(pending=b"data: uno\r\n\r", chunk=b"\ndata: dos\r"),
        example(pending=b"data: uno\n", chunk=b"\n"),
        example(pending=b"data: uno\n", chunk=b"data: dos\n"),
        example(pending=b"", chunk=SPANISH[:9]),
    ],
)


@check(
    es="Da lo mismo dónde se corten los bytes",
    en="It makes no difference where the bytes are cut",
    given={"stream": streams, "size": st.sampled_from([2, 1, 3, 7])},
    examples=[
        example(stream=SPANISH, size=1),
        example(stream="data: 😀\r\n\r\n: ping\r\n\r\ndata: uno\r\n\r\n".encode(), size=1),
    ],
    draws=20,
)
def cuts_do_not_matter(call, stream, size):
    pending, payloads = b"", []
    for start in range(0, len(stream), size):
        pending, more = call("feed", pending, stream[start : start + size])
        payloads += more
    same((pending, payloads), feed(b"", stream))


gathers_the_reply = agrees(
    reply,
    es="La respuesta reúne el texto, el motivo del final y el consumo",
    en="The reply gathers the text, the reason for the end and the usage",
    given={"payloads": parts},
    draws=30,
    examples=[
        example(True, payloads=[HELLO, STOP, "[DONE]"]),
        example(True, payloads=[FIRST, HELLO, COMMA, STOP, "[DONE]"]),
        example(True, payloads=[HELLO, STOP, COST, "[DONE]"]),
        example(payloads=[part("a"), part("b", "length"), part(None, None, USAGE), part(""), "[DONE]"]),
        example(payloads=["[DONE]"]),
    ],
)

unfinished_replies = agrees(
    reply,
    es="Una respuesta cortada da lo que llegó, y nada cuenta después del final",
    en="A reply that was cut off gives what came, and nothing counts after the end",
    examples=[
        example(True, payloads=[HELLO, COMMA]),
        example(payloads=[]),
        example(payloads=[HELLO, "[DONE]", COMMA, STOP, COST]),
    ],
)

leaves_the_arguments = leaves_arguments_alone(
    "chat_request",
    examples=[example(model="m", messages=TURNS, max_tokens=9, temperature=0.0, stop=["\n"])],
)
