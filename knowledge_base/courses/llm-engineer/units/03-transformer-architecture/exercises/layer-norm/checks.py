import numpy as np
from hypothesis import strategies as st
from reference import layer_norm

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

shapes = st.shared(
    st.tuples(st.sampled_from([(), (2,), (3,), (2, 2)]), st.integers(1, 4)), key="batch, features"
)
rows = shapes.flatmap(lambda shape: arrays((*shape[0], shape[1])))
features = shapes.flatmap(lambda shape: arrays((shape[1],)))
given = {"x": rows, "gamma": features, "beta": features}
plain = {"gamma": np.ones(2), "beta": np.zeros(2)}
pairs = np.array([[1.0, 3.0], [10.0, 30.0]])

follows_the_definition = agrees(
    layer_norm,
    es="Cada posición se normaliza con su propia media y varianza",
    en="Each position is normalised with its own mean and variance",
    given=given,
    examples=[
        example(True, x=pairs, **plain, eps=0.0),
        example(True, x=np.array([0.0, 2.0]), **plain, eps=1.0),
        example(x=np.array([0.0, 0.01]), **plain),
        example(x=np.array([[0.0, 0.125], [1.0, 4.0]]), **plain),
        example(x=pairs, gamma=np.array([2.0, 3.0]), beta=np.array([1.0, -1.0]), eps=0.125),
    ],
)

survives_equal_features = agrees(
    layer_norm,
    es="Si todas las features son iguales queda beta",
    en="When all features are equal, beta is left",
    given={"x": shapes.flatmap(lambda s: arrays((*s[0], 1)).map(lambda x: np.repeat(x, s[1], axis=-1)))}
    | {"gamma": features, "beta": features},
    examples=[
        example(True, x=np.array([5.0, 5.0]), gamma=np.array([2.0, 2.0]), beta=np.array([0.5, 1.5])),
        example(x=np.array([[3.0]]), gamma=np.array([2.0]), beta=np.array([1.0])),
    ],
    draws=20,
)


@check(
    es="Sumar 100 000 000 a todas las features no cambia nada",
    en="Adding 100,000,000 to all features changes nothing",
    given={"x": rows},
    examples=[
        example(x=np.array([0.0, 1.0])),
        example(x=np.array([0.0, 0.125, 0.5])),
        example(x=np.array([[1.0, 2.0, 4.0], [0.0, 3.0, 0.0]])),
    ],
    draws=20,
)
def keeps_its_digits(call, x):
    gamma, beta = np.ones(x.shape[-1]), np.zeros(x.shape[-1])
    same(call("layer_norm", 8 * x + 1e8, gamma, beta), layer_norm(8 * x, gamma, beta), 1e-4)


@check(
    es="Una posición no depende de las demás",
    en="A position does not depend on the others",
    given=given,
    examples=[example(x=pairs, **plain)],
    draws=20,
)
def keeps_positions_apart(call, x, gamma, beta):
    alone = call("layer_norm", x, gamma, beta)
    beside = call("layer_norm", np.stack([x, x + np.arange(x.shape[-1])]), gamma, beta)
    require(
        isinstance(beside, np.ndarray) and len(beside) == 2,
        es="el resultado tiene la forma de x",
        en="the result has the shape of x",
        got=beside,
    )
    same(beside[0], alone)


@check(
    es="Sin gamma ni beta, cada posición tiene media 0 y varianza casi 1",
    en="Without gamma and beta, each position has mean 0 and variance almost 1",
    given={"x": rows},
    draws=20,
)
def has_unit_scale(call, x):
    got = call("layer_norm", x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]))
    require(
        isinstance(got, np.ndarray) and np.allclose(got.mean(axis=-1), 0),
        es="la media de cada posición es 0",
        en="the mean of each position is 0",
        got=got,
    )
    spread = x.var(axis=-1)
    require(
        np.allclose(got.var(axis=-1), spread / (spread + 1e-5), rtol=1e-7),
        es="la varianza de cada posición es v / (v + eps)",
        en="the variance of each position is v / (v + eps)",
        got=got,
    )


leaves_features_alone = leaves_arguments_alone(
    "layer_norm", given=given, examples=[example(x=pairs, **plain)]
)
