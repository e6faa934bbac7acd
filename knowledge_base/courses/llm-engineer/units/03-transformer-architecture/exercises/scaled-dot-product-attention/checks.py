import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from reference import attention

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

shapes = st.shared(
    st.tuples(st.sampled_from([(), (2,), (2, 1)]), *[st.integers(1, 3)] * 4), key="batch, Tq, Tk, d, dv"
)


def sized(pick):
    return shapes.flatmap(lambda shape: arrays((*shape[0], *(shape[part] for part in pick))))


def allowed(shape):
    batch, queries, keys, _, _ = shape
    drawn = npst.arrays(np.bool_, (*batch, queries, keys), fill=st.nothing())
    return drawn.map(lambda mask: mask | (np.arange(keys) == 0))


vectors = {"query": sized((1, 3)), "key": sized((2, 3)), "value": sized((2, 4))}
masked = {**vectors, "mask": shapes.flatmap(allowed)}
query = np.array([[1.0, 0.0, 0.0, 0.0]])
key = np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]])
value = np.array([[10.0], [20.0]])
pair = np.array([[[1.0, 2.0], [0.0, 1.0]], [[2.0, 0.0], [1.0, 1.0]]])

weighs_by_likeness = agrees(
    attention,
    es="Cada query promedia los values según sus puntajes",
    en="Each query averages the values by its scores",
    given=vectors,
    draws=30,
    examples=[
        example(True, query=query, key=key, value=value),
        example(True, query=np.eye(2), key=np.eye(2), value=np.array([[1.0], [3.0]])),
        example(query=query[:, :2], key=np.array([[1.0, 0.0], [0.0, 0.0]]), value=np.array([[0.0], [1.0]])),
        example(query=np.ones((1, 1)), key=np.array([[1.0], [2.0]]), value=value),
        example(query=pair, key=pair, value=pair),
        example(query=np.zeros((3, 2)), key=np.zeros((1, 2)), value=np.array([[5.0, 6.0]])),
    ],
)

respects_the_mask = agrees(
    attention,
    es="Lo que la máscara esconde no recibe peso",
    en="What the mask hides gets no weight",
    given=masked,
    draws=20,
    examples=[
        example(True, query=query, key=key, value=value, mask=np.array([[False, True]])),
        example(True, query=np.eye(2), key=np.eye(2), value=value, mask=np.tri(2, dtype=bool)),
        example(query=pair, key=pair, value=pair, mask=np.tri(2, dtype=bool)),
        example(query=pair, key=pair, value=pair, mask=np.array([[[True, True]], [[True, False]]])),
    ],
)


@check(
    es="Los pesos de cada query suman 1",
    en="The weights of each query add up to 1",
    given=masked,
    examples=[example(query=query, key=key, value=value, mask=np.array([[True, False]]))],
    draws=20,
)
def shares_out_one(call, query, key, value, mask):
    _, weights = unpacked(call("attention", query, key, value, mask))
    require(
        np.allclose(weights.sum(axis=-1), 1),
        es="la suma de weights por el último eje es 1",
        en="the sum of weights over the last axis is 1",
        got=weights,
    )


@check(
    es="Cambiar lo escondido no cambia la salida",
    en="Changing what is hidden does not change the output",
    given=vectors,
    examples=[example(query=np.ones((1, 1)), key=np.ones((1, 1)), value=np.array([[2.0]]))],
    draws=20,
)
def forgets_the_hidden(call, query, key, value):
    mask = np.array([True] * key.shape[-2] + [False])
    seen = []
    for hidden in (0.0, 3.0):
        more = [np.insert(part, key.shape[-2], hidden, axis=-2) for part in (key, value)]
        seen.append(unpacked(call("attention", query, *more, mask))[0])
    require(
        same_numbers(*seen),
        es="la salida es la misma cuando solo cambian la key y el value escondidos",
        en="the output is the same when only the hidden key and value change",
        got=seen[1],
    )


@check(
    es="El orden de las keys no importa",
    en="The order of the keys does not matter",
    given=vectors,
    draws=20,
)
def ignores_order(call, query, key, value):
    output, weights = unpacked(call("attention", query, key, value))
    turned = call("attention", query, key[..., ::-1, :], value[..., ::-1, :])
    same(turned, (output, weights[..., ::-1]))


survives_large_scores = agrees(
    attention,
    es="Los puntajes enormes no desbordan",
    en="Huge scores do not overflow",
    examples=[
        example(query=np.array([[75.0]]), key=np.array([[75.0]]), value=np.array([[1.0]])),
        example(query=np.array([[100.0]]), key=np.array([[10.0], [10.01]]), value=value),
        example(query=100 * query, key=100 * key, value=value),
        example(
            query=np.array([[100.0]]),
            key=np.array([[-100.0], [0.0]]),
            value=value,
            mask=np.array([[True, False]]),
        ),
    ],
)

leaves_vectors_alone = leaves_arguments_alone(
    "attention",
    given=masked,
    examples=[example(query=query, key=key, value=value, mask=np.array([[True, False]]))],
)


def unpacked(pair):
    require(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(part, np.ndarray) for part in pair),
        es="devuelve una tupla con dos arreglos, output y weights",
        en="it returns a tuple of two arrays, output and weights",
        got=pair,
    )
    return pair


def same_numbers(first, second):
    return first.shape == second.shape and np.allclose(first, second)
