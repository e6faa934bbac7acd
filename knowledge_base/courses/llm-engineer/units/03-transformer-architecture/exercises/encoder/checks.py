import numpy as np
from hypothesis import strategies as st
from reference import encode

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

VOCABULARY = 3
WIDTH = 4  # with two features, layer normalisation leaves nothing but signs
shapes = st.shared(
    st.tuples(
        st.integers(1, 2), st.integers(1, 3), st.sampled_from([1, 2]), st.sampled_from([0, 1, 2, 2, 2])
    ),
    key="B, T, heads, layers",
)


def drawn(name, make):
    return st.tuples(shapes, st.integers(0, 99)).map(
        lambda both: make(np.random.default_rng([*name.encode(), both[1]]), *both[0])
    )


def whole(rng, *shape):
    return rng.integers(-2, 3, shape).astype(float)


def layer(rng, width, hidden):
    weights = {name: whole(rng, width, width) for name in ("query", "key", "value", "output")}
    weights |= {"up": whole(rng, width, hidden), "up_bias": whole(rng, hidden)}
    weights |= {"down": whole(rng, hidden, width), "down_bias": whole(rng, width)}
    return weights | {name: whole(rng, width) for name in ("gamma_1", "beta_1", "gamma_2", "beta_2")}


def model(rng, *shape):
    weights = {
        "embedding": whole(rng, VOCABULARY, WIDTH),
        "gamma": whole(rng, WIDTH),
        "beta": whole(rng, WIDTH),
    }
    return weights | {"layers": [layer(rng, WIDTH, 2) for _ in range(shape[-1])]}


def plain(scale=1.0):
    weights = {name: scale * np.eye(WIDTH) for name in ("query", "key", "value", "output", "up", "down")}
    weights |= {name: np.zeros(WIDTH) for name in ("up_bias", "down_bias", "beta_1", "beta_2")}
    return weights | {"gamma_1": np.ones(WIDTH), "gamma_2": np.ones(WIDTH)}


def simple(*layers):
    table = np.array([[1.0, 0.0, 0.0, 2.0], [0.0, 2.0, 1.0, 0.0], [3.0, 1.0, 0.0, -1.0]])
    return {"embedding": table, "gamma": np.ones(WIDTH), "beta": np.zeros(WIDTH), "layers": list(layers)}


given = {
    "tokens": drawn("tokens", lambda rng, batch, length, *_: rng.integers(0, VOCABULARY, (batch, length))),
    "lengths": drawn("lengths", lambda rng, batch, length, *_: rng.integers(1, length + 1, batch)),
    "weights": drawn("weights", model),
    "heads": shapes.map(lambda shape: shape[2]),
}
full = {**given, "lengths": shapes.map(lambda shape: np.full(shape[0], shape[1]))}
empty = {"embedding": np.eye(3, 2), "gamma": np.ones(2), "beta": np.zeros(2), "layers": []}
wide = {
    "embedding": np.arange(12.0).reshape(3, 4) % 5,
    "gamma": np.array([1.0, 2.0, 1.0, 0.5]),
    "beta": np.array([0.0, 1.0, 0.0, -1.0]),
    "layers": [],
}
pair = np.array([[1, 2]])

prepares_the_input = agrees(
    encode,
    es="Sin capas quedan tokens, posiciones y la norma final",
    en="Without layers, tokens, positions and the final norm are left",
    examples=[
        example(True, tokens=np.array([[0, 2]]), lengths=np.array([2]), weights=empty, heads=1),
        example(True, tokens=np.array([[1, 1]]), lengths=np.array([1]), weights=empty, heads=1),
        example(tokens=np.array([[0, 1, 2], [2, 2, 1]]), lengths=np.array([3, 1]), weights=wide, heads=2),
    ],
)

runs_the_stack = agrees(
    encode,
    es="Cada capa transforma lo que dejó la anterior",
    en="Each layer transforms what the one before left",
    given=full,
    draws=25,
    examples=[
        example(True, tokens=pair, lengths=np.array([2]), weights=simple(plain()), heads=1),
        example(tokens=pair, lengths=np.array([2]), weights=simple(plain(), plain(2.0)), heads=1),
        example(tokens=pair, lengths=np.array([2]), weights=simple(plain(2.0), plain()), heads=2),
        example(tokens=np.array([[1, 0]]), lengths=np.array([2]), weights=simple(plain()), heads=1),
        example(tokens=pair, lengths=np.array([2]), weights=simple(plain(50.0)), heads=2),
        example(
            tokens=pair,
            lengths=np.array([2]),
            weights=simple(plain() | {"beta_1": np.full(WIDTH, 30.0)}),
            heads=2,
        ),
    ],
)

hides_the_padding = agrees(
    encode,
    es="El relleno se reconoce por los largos",
    en="Padding is recognised by the lengths",
    given=given,
    draws=15,
    examples=[
        example(tokens=pair, lengths=np.array([1]), weights=simple(plain()), heads=1),
        example(
            tokens=np.array([[1, 0], [0, 2]]), lengths=np.array([1, 2]), weights=simple(plain()), heads=1
        ),
        example(
            tokens=pair,
            lengths=np.array([1]),
            weights=simple(plain() | {"query": 3000 * np.eye(WIDTH)}),
            heads=2,
        ),
    ],
)


@check(
    es="Agregar relleno no cambia los tokens reales",
    en="Adding padding does not change the real tokens",
    given=full,
    examples=[example(tokens=np.array([[1]]), lengths=np.array([1]), weights=simple(plain()), heads=1)],
    draws=15,
)
def forgets_the_padding(call, tokens, lengths, weights, heads):
    longer = np.concatenate([tokens, tokens[:, ::-1]], axis=1)
    got = call("encode", longer, lengths, weights, heads)
    require(
        isinstance(got, np.ndarray) and got.shape == (*longer.shape, weights["embedding"].shape[1]),
        es="devuelve un arreglo de forma (B, T, D)",
        en="it returns an array of shape (B, T, D)",
        got=got,
    )
    same(got[:, : tokens.shape[1]], encode(tokens, lengths, weights, heads))


@check(
    es="Una secuencia no depende de las otras del lote",
    en="A sequence does not depend on the others in the batch",
    given=given,
    examples=[
        example(tokens=np.array([[1, 2], [2, 1]]), lengths=np.array([2, 1]), weights=simple(plain()), heads=1)
    ],
    draws=10,
)
def keeps_sequences_apart(call, tokens, lengths, weights, heads):
    alone = call("encode", tokens[:1], lengths[:1], weights, heads)
    together = call("encode", tokens, lengths, weights, heads)
    same(together[:1] if isinstance(together, np.ndarray) else together, alone)


leaves_weights_alone = leaves_arguments_alone(
    "encode",
    given=given,
    examples=[example(tokens=pair, lengths=np.array([2]), weights=simple(plain()), heads=1)],
)
