import numpy as np
from hypothesis import strategies as st
from reference import answer_loss, build_example

from tools.checks import agrees, check, example, leaves_arguments_alone, same
from tools.strategies import arrays

ids = st.lists(st.integers(3, 9), max_size=4)
roles = st.sampled_from(["user", "assistant", "system"])
turns = st.lists(st.tuples(roles, ids), max_size=4)
predictions = st.integers(1, 5).flatmap(
    lambda length: st.tuples(
        arrays((length, 3)), st.lists(st.sampled_from([0, 1, 2, -100]), min_size=length, max_size=length)
    )
)
TALK = [("system", [4]), ("user", [5, 6]), ("assistant", [7, 8])]
RIGHT = np.array([[0.0, 50.0, 0.0], [0.0, 0.0, 50.0], [50.0, 0.0, 0.0]])

labels_what_the_model_says = agrees(
    build_example,
    es="Lleva etiqueta lo que produce el modelo, y nada más",
    en="What the model produces has a label, and nothing else",
    given={"turns": turns, "end": st.just(2), "max_length": st.just(50)},
    draws=20,
    examples=[
        example(True, turns=[("user", [5, 6]), ("assistant", [7])], end=2, max_length=10),
        example(True, turns=TALK, end=0, max_length=50),
        example(turns=[("assistant", [])], end=2, max_length=5),
        example(turns=[*TALK, ("user", [5]), ("assistant", [9])], end=2, max_length=50),
        example(turns=[], end=2, max_length=5),
    ],
)

keeps_the_beginning = agrees(
    build_example,
    es="Quedan las primeras posiciones",
    en="The first positions remain",
    given={"turns": turns, "end": st.just(2), "max_length": st.integers(0, 8)},
    draws=20,
    examples=[
        example(True, turns=TALK, end=2, max_length=6),
        example(turns=TALK, end=2, max_length=0),
        example(turns=TALK, end=2, max_length=7),
    ],
)


@check(
    es="La pérdida es la media sobre las posiciones que cuentan",
    en="The loss is the mean over the positions that count",
    given={"pair": predictions},
    draws=20,
    examples=[
        example(True, pair=(np.array([[0.0, 0.0], [3.0, 1.0]]), [-100, 1])),
        example(pair=(np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 4.0]]), [-100, -100, 0])),
        example(pair=(np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 4.0]]), [2, 1, 2])),
        example(pair=(np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 4.0]]), [0, 1, -100])),
    ],
)
def averages_what_counts(call, pair):
    logits, labels = pair
    same(call("answer_loss", logits, labels), answer_loss(logits, labels))


with_nothing_to_learn = agrees(
    answer_loss,
    es="Sin nada que aprender, la pérdida es 0",
    en="With nothing to learn the loss is 0",
    examples=[
        example(True, logits=np.zeros((2, 2)), labels=[-100, -100]),
        example(logits=np.zeros((1, 2)), labels=[1]),
        example(logits=np.zeros((3, 2)), labels=[1, -100, -100]),
    ],
)

survives_large_logits = agrees(
    answer_loss,
    es="Los logits enormes no desbordan",
    en="Huge logits do not overflow",
    examples=[
        example(True, logits=np.array([[1000.0, 1001.0], [0.0, 0.0]]), labels=[-100, 0]),
        example(logits=np.array([[-10000.0, -10000.0], [0.0, 0.0]]), labels=[-100, 1]),
        example(logits=np.array([[10000.0, -10000.0], [0.0, 9.0], [0.0, 0.0]]), labels=[0, 0, 1]),
    ],
)

rewards_the_next_token = agrees(
    answer_loss,
    es="Acertar el token siguiente deja la pérdida en 0",
    en="Getting the next token right leaves the loss at 0",
    examples=[
        example(logits=RIGHT, labels=[-100, 1, 2]),
        example(logits=RIGHT, labels=[1, 2, 0]),
        example(logits=RIGHT, labels=[0, 1, 2]),
    ],
)

leaves_the_turns = leaves_arguments_alone(
    "build_example", examples=[example(turns=TALK, end=2, max_length=4)]
)
leaves_the_logits = leaves_arguments_alone("answer_loss", examples=[example(logits=RIGHT, labels=[0, 1, 2])])
