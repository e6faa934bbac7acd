from hypothesis import strategies as st
from reference import graph_edges, run_graph

from tools.checks import agrees, example, leaves_arguments_alone

TABLES = {"capitals": {"Peru": "Lima", "Chile": "Santiago"}, "rates": {"EUR": "20.5"}}
DONE = {"role": "assistant", "content": "Done.", "calls": []}


def asks(*looked_up, content=""):
    calls = [
        {"id": f"{table}-{key}-{at}", "table": table, "key": key} for at, (table, key) in enumerate(looked_up)
    ]
    return {"role": "assistant", "content": content, "calls": calls}


def runs(*replies, limit=12, tables=TABLES, question="Well?"):
    return {"replies": [*replies, DONE], "tables": tables, "question": question, "limit": limit}


PERU = asks(("capitals", "Peru"))
SEVERAL = asks(("capitals", "Chile"), ("rates", "EUR"), ("capitals", "Peru"), content="Three things.")
LOST = asks(("moons", "Mars"), ("rates", "CLP"))
PAIRS = st.tuples(st.sampled_from(["capitals", "rates", "moons"]), st.sampled_from(["Peru", "EUR"]))
REPLIES = st.lists(
    st.builds(
        lambda pairs, content: asks(*pairs, content=content),
        st.lists(PAIRS, min_size=2, max_size=3),
        st.sampled_from(["", "Hm."]),
    ),
    min_size=1,
    max_size=3,
).map(lambda made: [*made, DONE])

draws_the_graph = agrees(
    graph_edges,
    es="El grafo tiene las aristas pedidas",
    en="The graph has the edges asked for",
    examples=[example(True)],
)

goes_round = agrees(
    run_graph,
    es="Modelo y herramientas se alternan hasta la respuesta",
    en="Model and tools take turns until the answer",
    examples=[
        example(True, **runs(PERU)),
        example(True, **runs()),
        example(**runs(PERU, SEVERAL, PERU)),
        example(**runs(asks(("capitals", "Peru"), content="Let me see."), question="")),
    ],
)

serves_every_call = agrees(
    run_graph,
    es="Cada llamada recibe su resultado o su error",
    en="Each call gets its result or its error",
    examples=[example(True, **runs(SEVERAL)), example(True, **runs(LOST)), example(**runs(PERU, tables={}))],
)

keeps_what_was_done = agrees(
    run_graph,
    es="Al llegar al límite devuelve lo hecho",
    en="On reaching the limit it returns what was done",
    examples=[
        example(True, **runs(PERU, SEVERAL, limit=3)),
        example(True, **runs(PERU, PERU, limit=2)),
        example(**runs(PERU, limit=1)),
        example(**runs(limit=1)),
    ],
)

ends_just_in_time = agrees(
    run_graph,
    es="Un límite justo alcanza",
    en="A limit that is just enough is enough",
    examples=[example(True, **runs(PERU, limit=4)), example(**runs(limit=2)), example(**runs(PERU, limit=3))],
)

any_script = agrees(
    run_graph,
    es="Cualquier guion y cualquier límite dan el estado que deben",
    en="Any script and any limit give the state that they should",
    given={
        "replies": REPLIES,
        "tables": st.just(TABLES),
        "question": st.sampled_from(["Well?", "How much?"]),
        "limit": st.sampled_from([2, 3, 9, 4]),
    },
    draws=20,
)

leaves_the_script = leaves_arguments_alone("run_graph", examples=[example(**runs(PERU, SEVERAL))])
