import numpy as np
from hypothesis import strategies as st
from oracle import uniform_loss, vocabulary_of

from tools.checks import check, example, require, same

PERIODIC = {"baa" * 12: "baaba", "abcb" * 9: "abcba", "xyzzy" * 8: "xyzzyx"}
TEXTS = st.sampled_from(list(PERIODIC))
SEEDS = st.integers(0, 3)
STEPS = 80


@check(
    es="El vocabulario y las formas son los pedidos",
    en="Vocabulary and shapes are as asked for",
    given={"text": TEXTS, "steps": st.integers(1, 3)},
    draws=3,
    examples=[
        example(True, text="baa" * 12, steps=2),
        example(text="el gato come. " * 3, steps=1),
    ],
)
def shapes(call, text, steps):
    probes = [text[:1], text[:16]]
    got = call("train_mini_gpt", text, probes, steps, 0)
    same(got["vocabulary"], vocabulary_of(text))
    size = len(set(text))
    require(
        len(got["losses"]) == steps and [each.shape for each in got["logits"]] == [(1, size), (16, size)],
        es="hay una pérdida por paso y una fila de logits por símbolo de cada texto",
        en="there is one loss a step and one row of logits for each symbol of each text",
        got=got,
    )


@check(
    es="Empieza sin preferencias",
    en="It begins without preferences",
    given={"text": TEXTS, "seed": SEEDS},
    draws=3,
    examples=[example(True, text="baa" * 12, seed=0), example(text="abcdefghij" * 3, seed=1)],
)
def first_loss(call, text, seed):
    losses = call("train_mini_gpt", text, [], 1, seed)["losses"]
    require(
        abs(losses[0] - uniform_loss(text)) < 0.4,
        es="la primera pérdida está cerca del logaritmo del vocabulario",
        en="the first loss is near the logarithm of the vocabulary",
        got=losses,
    )


@check(
    es="Aprende un texto que se repite, con el contexto y no solo con el último símbolo",
    en="It learns a text that repeats, from the context and not from the last symbol alone",
    examples=[
        example(True, text="baa" * 12, seed=0),
        example(text="abcb" * 9, seed=1),
        example(text="xyzzy" * 8, seed=2),
    ],
)
def learns(call, text, seed):
    losses = call("train_mini_gpt", text, [], STEPS, seed)["losses"]
    require(
        losses[-1] < 0.2,
        es="la última pérdida es menor que 0.2",
        en="the last loss is below 0.2",
        got=losses,
    )


@check(
    es="Después de un texto conocido, lo más probable es lo que sigue",
    en="After a known text the most probable symbol is the one that follows",
    examples=[
        example(True, text="baa" * 12, seed=0),
        example(text="abcb" * 9, seed=1),
        example(text="xyzzy" * 8, seed=2),
    ],
)
def goes_on(call, text, seed):
    probes = [PERIODIC[text], text[:16]]
    got = call("train_mini_gpt", text, probes, STEPS, seed)
    for probe, logits in zip(probes, got["logits"], strict=True):
        following = text[text.index(probe) + len(probe)]
        likeliest = vocabulary_of(text)[int(logits[-1].argmax())]
        require(
            likeliest == following,
            es=f"después de {probe} sigue {following}",
            en=f"after {probe} comes {following}",
            got=likeliest,
        )


@check(
    es="Los logits de una posición no dependen de lo que viene después",
    en="The logits of a position do not depend on what comes later",
    given={"text": TEXTS},
    draws=2,
    examples=[example(True, text="baa" * 12), example(text="xyzzy" * 8)],
)
def causal(call, text):
    start = text[:4]
    probes = [start + text[4], start + text[0], start + text[1], start]
    first, *others = call("train_mini_gpt", text, probes, 10, 0)["logits"]
    for other in others:
        require(
            np.allclose(first[:4], other[:4], atol=1e-4),
            es="dos textos con el mismo comienzo dan ahí los mismos logits",
            en="two texts with the same beginning give the same logits there",
            got=other,
        )


@check(
    es="El orden del contexto importa",
    en="The order of the context matters",
    examples=[
        example(text="baa" * 12, probes=["abbba", "bbaba"]),
        example(text="abcb" * 9, probes=["abcb", "cabb"]),
    ],
)
def positions_matter(call, text, probes):
    one, other = call("train_mini_gpt", text, probes, 20, 0)["logits"]
    require(
        float(np.abs(one[-1] - other[-1]).max()) > 1e-3,
        es="los mismos símbolos en otro orden dan otros logits",
        en="the same symbols in another order give other logits",
        got=other,
    )


@check(
    es="La misma semilla da lo mismo",
    en="The same seed gives the same",
    examples=[example(text="baa" * 12, seed=3)],
)
def reproducible(call, text, seed):
    one, other = (call("train_mini_gpt", text, [], 3, seed)["losses"] for _ in range(2))
    same(one, other, 1e-5)
