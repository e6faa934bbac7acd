import numpy as np
from hypothesis import strategies as st
from reference import choose, next_token_probabilities

from tools.checks import agrees, check, example, leaves_arguments_alone, require

logits = st.lists(st.integers(-12, 12), min_size=1, max_size=6, unique=True).map(
    lambda drawn: np.array(drawn) / 4
)
TEMPERATURES = st.sampled_from([1.0, 0.5, 2.0])
FIVE = np.log(np.array([0.4, 0.05, 0.3, 0.15, 0.1]))
SURE = np.log(np.array([0.03, 0.9, 0.07]))

temperature_first = agrees(
    next_token_probabilities,
    es="La temperatura divide los logits",
    en="The temperature divides the logits",
    given={"logits": logits, "temperature": TEMPERATURES, "top_k": st.none(), "top_p": st.none()},
    draws=15,
    examples=[
        example(True, logits=np.array([2.0, 1.0, 0.0]), temperature=0.5, top_k=None, top_p=None),
        example(logits=np.array([1000.0, 0.0]), temperature=1.0, top_k=None, top_p=None),
        example(logits=np.array([-3.0]), temperature=2.0, top_k=None, top_p=None),
    ],
)

keeps_k = agrees(
    next_token_probabilities,
    es="Top-k deja los k más probables",
    en="Top-k leaves the k most probable ones",
    given={"logits": logits, "temperature": st.just(1.0), "top_k": st.integers(1, 6), "top_p": st.none()},
    draws=15,
    examples=[
        example(True, logits=FIVE, temperature=1.0, top_k=2, top_p=None),
        example(logits=FIVE, temperature=1.0, top_k=9, top_p=None),
        example(logits=FIVE, temperature=1.0, top_k=1, top_p=None),
    ],
)

gathers_p = agrees(
    next_token_probabilities,
    es="Top-p toma tokens hasta juntar p, con el que completa adentro",
    en="Top-p takes tokens until it has gathered p, the one that completes it included",
    examples=[
        example(True, logits=FIVE, temperature=1.0, top_k=None, top_p=0.6),
        example(True, logits=SURE, temperature=1.0, top_k=None, top_p=0.5),
        example(logits=FIVE, temperature=1.0, top_k=None, top_p=0.86),
        example(logits=FIVE, temperature=1.0, top_k=None, top_p=1.0),
        example(logits=np.array([1.0]), temperature=1.0, top_k=None, top_p=0.1),
    ],
)

in_this_order = agrees(
    next_token_probabilities,
    es="Temperatura, top-k y top-p van en ese orden",
    en="Temperature, top-k and top-p go in that order",
    examples=[
        example(True, logits=FIVE, temperature=2.0, top_k=None, top_p=0.66),
        example(logits=FIVE, temperature=1.0, top_k=2, top_p=0.55),
        example(logits=FIVE, temperature=2.0, top_k=4, top_p=0.75),
        example(logits=FIVE, temperature=0.5, top_k=3, top_p=0.8),
    ],
)


@check(
    es="Lo que queda suma 1",
    en="What stays adds up to 1",
    given={"logits": logits, "temperature": TEMPERATURES, "top_p": st.sampled_from([0.3, 0.6, 0.9])},
    draws=15,
)
def adds_up_to_one(call, logits, temperature, top_p):
    got = call("next_token_probabilities", logits, temperature, 3, top_p)
    require(
        abs(float(np.sum(got)) - 1) < 1e-9 and np.count_nonzero(got) <= 3,
        es="suma 1 y no quedan más de 3 tokens",
        en="it adds up to 1 and no more than 3 tokens stay",
        got=got,
    )


chooses_by_the_draw = agrees(
    choose,
    es="El número dado cae en el tramo del token elegido",
    en="The given number lands in the stretch of the chosen token",
    given={
        "probabilities": st.sampled_from([np.array([0.25, 0.5, 0.25]), np.array([0.5, 0.0, 0.5])]),
        "draw": st.integers(0, 15).map(lambda part: part / 16),
    },
    draws=15,
    examples=[
        example(True, probabilities=np.array([0.5, 0.0, 0.5]), draw=0.5),
        example(probabilities=np.array([0.0, 0.25, 0.75]), draw=0.0),
        example(probabilities=np.array([0.75, 0.25]), draw=0.9),
        example(probabilities=np.array([1.0]), draw=0.99),
    ],
)

leaves_the_logits = leaves_arguments_alone(
    "next_token_probabilities", examples=[example(logits=FIVE, temperature=1.0, top_k=2, top_p=0.9)]
)
leaves_the_probabilities = leaves_arguments_alone(
    "choose", examples=[example(probabilities=np.array([0.5, 0.5]), draw=0.7)]
)
