import numpy as np
from hypothesis import strategies as st
from reference import multi_head_attention

from tools.checks import agrees, check, example, leaves_arguments_alone, same

NAMES = ("query", "key", "value", "output")
shapes = st.shared(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from([1, 2, 2]), st.integers(1, 2)),
    key="B, T, heads, d",
)


def drawn(name, make):
    return st.tuples(shapes, st.integers(0, 99)).map(
        lambda both: make(np.random.default_rng([*name.encode(), both[1]]), *both[0])
    )


def whole(rng, *shape):
    return rng.integers(-2, 3, shape).astype(float)


def matrix(*parts):
    return {name: np.array(part) for name, part in zip(NAMES, parts, strict=True)}


plain = {
    "x": drawn("x", lambda rng, batch, length, heads, d: whole(rng, batch, length, heads * d)),
    "weights": drawn("weights", lambda rng, _, __, heads, d: matrix(*whole(rng, 4, heads * d, heads * d))),
    "heads": shapes.map(lambda shape: shape[2]),
}
masks = drawn(
    "mask",
    lambda rng, batch, length, _, __: (
        np.eye(length, dtype=bool) | (rng.integers(0, 2, (batch, length, length)) > 0)
    ),
)
masked = {**plain, "mask": masks}
same_for_all = matrix(*[np.eye(2)] * 4)
different = matrix(
    [[1.0, 0.0], [1.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]], [[1.0, 2.0], [0.0, 1.0]], [[1.0, -1.0], [2.0, 0.0]]
)
wide = matrix(np.eye(4)[::-1], np.eye(4), np.eye(4), np.tri(4))
tokens = np.array([[[1.0, 0.0], [0.0, 1.0]]])
two = np.array([[[1.0, 0.0], [0.0, 1.0]], [[2.0, 1.0], [0.0, 3.0]]])
long = np.arange(8.0).reshape(1, 2, 4) / 4
causal = np.tri(2, dtype=bool)

attends_in_heads = agrees(
    multi_head_attention,
    es="Cada cabeza atiende con sus columnas",
    en="Each head attends with its columns",
    given=plain,
    draws=20,
    examples=[
        example(True, x=tokens, weights=same_for_all, heads=2),
        example(True, x=tokens, weights=different, heads=1),
        example(x=tokens, weights=different, heads=2),
        example(x=long, weights=wide, heads=2),
        example(x=long, weights=wide, heads=1),
    ],
)

respects_the_mask = agrees(
    multi_head_attention,
    es="Cada secuencia usa su máscara en todas las cabezas",
    en="Each sequence uses its mask in all heads",
    given=masked,
    draws=20,
    examples=[
        example(True, x=tokens, weights=same_for_all, heads=1, mask=causal[np.newaxis]),
        example(x=two, weights=same_for_all, heads=2, mask=np.stack([causal, np.eye(2, dtype=bool)])),
        example(x=two, weights=different, heads=1, mask=np.stack([causal, causal.T])),
    ],
)


@check(
    es="Una secuencia no depende de las otras del lote",
    en="A sequence does not depend on the others in the batch",
    given=masked,
    examples=[example(x=two, weights=same_for_all, heads=2, mask=np.stack([causal, causal.T]))],
    draws=15,
)
def keeps_sequences_apart(call, x, weights, heads, mask):
    alone = call("multi_head_attention", x[:1], weights, heads, mask[:1])
    together = call("multi_head_attention", x, weights, heads, mask)
    same(together[:1] if isinstance(together, np.ndarray) else together, alone)


@check(
    es="Cambiar el orden de los tokens cambia el orden del resultado y nada más",
    en="Changing the order of the tokens changes the order of the result and nothing else",
    given=plain,
    examples=[example(x=long, weights=wide, heads=2)],
    draws=15,
)
def follows_the_order(call, x, weights, heads):
    straight = call("multi_head_attention", x, weights, heads)
    turned = call("multi_head_attention", x[:, ::-1], weights, heads)
    same(turned, straight[:, ::-1] if isinstance(straight, np.ndarray) and straight.ndim == 3 else straight)


@check(
    es="Lo que nadie puede mirar no cambia nada",
    en="What nobody may look at changes nothing",
    given=plain,
    examples=[example(x=tokens, weights=same_for_all, heads=2)],
    draws=15,
)
def forgets_the_hidden(call, x, weights, heads):
    batch, length, width = x.shape
    mask = np.ones((batch, length + 1, length + 1), dtype=bool)
    mask[:, :length, length] = False
    longer = np.concatenate([x, np.full((batch, 1, width), 2.0)], axis=1)
    got = call("multi_head_attention", longer, weights, heads, mask)
    expected = multi_head_attention(x, weights, heads)
    same(got[:, :length] if isinstance(got, np.ndarray) and got.ndim == 3 else got, expected)


survives_large_scores = agrees(
    multi_head_attention,
    es="Los puntajes enormes no desbordan",
    en="Huge scores do not overflow",
    examples=[
        example(x=100 * tokens, weights=same_for_all, heads=2),
        example(x=np.array([[[30.0], [31.0]]]), weights=matrix(*[np.eye(1)] * 4), heads=1),
        example(
            x=100 * tokens,
            weights=same_for_all | {"key": -np.eye(2)},
            heads=2,
            mask=np.eye(2, dtype=bool)[np.newaxis],
        ),
    ],
)

leaves_weights_alone = leaves_arguments_alone(
    "multi_head_attention",
    given=masked,
    examples=[example(x=tokens, weights=same_for_all, heads=2, mask=causal[np.newaxis])],
)
