import numpy as np
from hypothesis import strategies as st
from reference import encoder_layer

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

WIDTH = 4  # with two features, layer normalisation leaves nothing but signs
shapes = st.shared(
    st.tuples(st.integers(1, 2), st.integers(1, 3), st.sampled_from([1, 2]), st.integers(1, 3)),
    key="B, T, heads, F",
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


def simple(**changed):
    weights = {name: np.eye(2) for name in ("query", "key", "value", "output", "up", "down")}
    weights |= {name: np.zeros(2) for name in ("up_bias", "down_bias", "beta_1", "beta_2")}
    return weights | {"gamma_1": np.ones(2), "gamma_2": np.ones(2)} | changed


given = {
    "x": drawn("x", lambda rng, batch, length, *_: whole(rng, batch, length, WIDTH)),
    "lengths": drawn("lengths", lambda rng, batch, length, *_: rng.integers(1, length + 1, batch)),
    "weights": drawn("weights", lambda rng, *shape: layer(rng, WIDTH, shape[-1])),
    "heads": shapes.map(lambda shape: shape[2]),
}
full = {**given, "lengths": shapes.map(lambda shape: np.full(shape[0], shape[1]))}
tokens = np.array([[[2.0, 0.0], [0.0, 4.0]]])
two = np.array([[[2.0, 0.0], [0.0, 2.0]], [[1.0, -1.0], [3.0, 1.0]]])

joins_the_pieces = agrees(
    encoder_layer,
    es="La capa suma atención y feed-forward a lo que recibe",
    en="The layer adds attention and feed-forward to what it is given",
    given=full,
    draws=15,
    examples=[
        example(True, x=tokens, lengths=np.array([2]), weights=simple(), heads=1),
        example(
            True,
            x=tokens[:, :1],
            lengths=np.array([1]),
            weights=simple(gamma_2=np.array([2.0, 0.5])),
            heads=1,
        ),
        example(x=tokens[:, :1], lengths=np.array([1]), weights=simple(), heads=1),
        example(x=tokens, lengths=np.array([2]), weights=simple(up_bias=np.full(2, 3.0)), heads=2),
        example(x=tokens, lengths=np.array([2]), weights=simple(gamma_1=np.full(2, 100.0)), heads=2),
        example(x=tokens, lengths=np.array([2]), weights=simple(beta_1=np.full(2, 30.0)), heads=2),
        example(x=two, lengths=np.array([2, 2]), weights=simple(output=np.ones((2, 2))), heads=2),
    ],
)

hides_the_padding = agrees(
    encoder_layer,
    es="Ninguna posición mira el relleno",
    en="No position looks at the padding",
    given=given,
    draws=15,
    examples=[
        example(True, x=tokens, lengths=np.array([1]), weights=simple(), heads=1),
        example(x=two, lengths=np.array([2, 1]), weights=simple(), heads=2),
        example(x=tokens, lengths=np.array([1]), weights=simple(gamma_1=np.full(2, 100.0)), heads=2),
    ],
)


@check(
    es="El contenido del relleno no cambia los tokens reales",
    en="The content of the padding does not change the real tokens",
    given=full,
    examples=[example(x=tokens[:, :1], lengths=np.array([1]), weights=simple(), heads=1)],
    draws=15,
)
def forgets_the_padding(call, x, lengths, weights, heads):
    padding = np.arange(x.shape[-1]) * np.ones((len(x), 1, 1))
    longer = np.concatenate([x, padding], axis=1)
    got = like(call("encoder_layer", longer, lengths, weights, heads), longer)
    same(got[:, :-1], encoder_layer(x, lengths, weights, heads))


@check(
    es="Con las proyecciones de salida en 0 la entrada pasa intacta",
    en="With the output projections at 0 the input goes through untouched",
    given=given,
    examples=[example(x=tokens[:, :1], lengths=np.array([1]), weights=simple(), heads=1)],
    draws=15,
)
def lets_the_input_through(call, x, lengths, weights, heads):
    silent = {name: np.zeros_like(weights[name]) for name in ("output", "down", "down_bias")}
    same(call("encoder_layer", x, lengths, {**weights, **silent}, heads), x)


@check(
    es="Cambiar el orden de los tokens cambia el orden del resultado y nada más",
    en="Changing the order of the tokens changes the order of the result and nothing else",
    given=full,
    draws=15,
)
def follows_the_order(call, x, lengths, weights, heads):
    straight = like(call("encoder_layer", x, lengths, weights, heads), x)
    same(call("encoder_layer", x[:, ::-1], lengths, weights, heads), straight[:, ::-1])


leaves_weights_alone = leaves_arguments_alone(
    "encoder_layer",
    given=given,
    examples=[example(x=tokens, lengths=np.array([2]), weights=simple(), heads=1)],
)


def like(got, x):
    require(
        isinstance(got, np.ndarray) and got.shape == x.shape,
        es="devuelve un arreglo de la forma de x",
        en="it returns an array of the shape of x",
        got=got,
    )
    return got
