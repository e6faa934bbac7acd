import math

from hypothesis import strategies as st
from reference import bits_per_byte, perplexity, windows

from tools.checks import agrees, check, example, leaves_arguments_alone, require

sizes = st.integers(1, 6).flatmap(lambda window: st.tuples(st.just(window), st.integers(1, window)))
losses = st.integers(0, 40).map(lambda part: part / 8)

slides = agrees(
    windows,
    es="Las ventanas avanzan de a un salto y llegan al final",
    en="The windows advance by one stride and reach the end",
    examples=[
        example(True, length=10, window=4, stride=3),
        example(True, length=5, window=4, stride=4),
        example(length=3, window=8, stride=2),
        example(length=4, window=4, stride=1),
        example(length=9, window=3, stride=3),
        example(length=12, window=5, stride=2),
        example(length=1, window=1, stride=1),
        example(length=12, window=5, stride=3),
    ],
)


@check(
    es="Cada token se puntúa una vez, y con todo el contexto que cabe",
    en="Each token is scored once, and with all the context that fits",
    given={"length": st.integers(1, 14), "size": sizes},
    draws=40,
)
def once_each(call, length, size):
    window, stride = size
    got = call("windows", length, window, stride)
    scored = [token for _, end, first in got for token in range(first, end)]
    require(
        scored == list(range(length)),
        es="los tramos puntuados cubren el texto sin huecos ni repeticiones",
        en="the scored stretches cover the text without gaps or repetitions",
        got=got,
    )
    require(
        got == windows(length, window, stride),
        es="cada ventana empieza `window` tokens antes de su final, o en 0",
        en="each window begins `window` tokens before its end, or at 0",
        got=got,
    )


averages_by_token = agrees(
    perplexity,
    es="Cada lote pesa según sus tokens",
    en="Each batch weighs by its tokens",
    examples=[
        example(True, means=[2.0, 5.0], counts=[100, 10]),
        example(means=[0.0], counts=[7]),
        example(means=[math.log(8)], counts=[3]),
        example(means=[1.0, 1.0, 4.0], counts=[1, 1, 1]),
    ],
)


@check(
    es="Partir un lote en dos no cambia la perplexity",
    en="Cutting a batch in two does not change the perplexity",
    given={"means": st.lists(losses, min_size=2, max_size=4)},
    draws=15,
)
def batches_do_not_matter(call, means):
    whole = call("perplexity", [sum(means) / len(means)], [len(means)])
    parts = call("perplexity", means, [1] * len(means))
    require(
        math.isclose(whole, parts, rel_tol=1e-9),
        es="un solo lote da lo mismo que sus partes",
        en="one batch gives the same as its parts",
        got=parts,
    )


counts_bytes = agrees(
    bits_per_byte,
    es="Los bits se reparten entre los bytes del texto",
    en="The bits are shared out among the bytes of the text",
    given={"mean": losses, "tokens": st.integers(1, 9), "text": st.sampled_from(["la casa", "ñandú", "aé"])},
    draws=15,
    examples=[
        example(True, mean=2.0, tokens=3, text="hola"),
        example(True, mean=1.5, tokens=2, text="ñandú"),
        example(mean=math.log(2), tokens=4, text="abcd"),
    ],
)

leaves_the_means = leaves_arguments_alone("perplexity", examples=[example(means=[1.0, 2.0], counts=[3, 1])])
