from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import gradient, loss, numerical_gradient

from tools.checks import agrees, check, example, leaves_arguments_alone, same
from tools.strategies import arrays


def neurons():
    """Weights, data and targets that fit each other."""
    sizes = st.tuples(st.integers(1, 4), st.integers(2, 3))
    drawn = sizes.flatmap(
        lambda size: st.tuples(arrays((size[1],), -1, 1), arrays(size, -2, 2), arrays((size[0],), -1, 1))
    )
    neuron = st.shared(drawn, key="neuron")
    return {name: neuron.map(itemgetter(place)) for place, name in enumerate(("w", "x", "y"))}


steps = st.sampled_from([1.0, 0.5, 0.25])
ONE = {"w": np.array([1.0]), "x": np.array([[1.0]]), "y": np.array([0.0])}
TWO = {"w": np.array([0.5, -0.5]), "x": np.array([[1.0, 0.0], [1.0, 2.0]]), "y": np.array([0.0, 1.0])}
EXACT = {"w": np.array([0.0, 0.0]), "x": np.array([[1.0, 2.0]]), "y": np.array([0.0])}

loss_is_the_mean = agrees(
    loss,
    es="La pérdida es el error cuadrático medio",
    en="The loss is the mean squared error",
    given=neurons(),
    examples=[example(True, **ONE), example(True, **TWO), example(**EXACT)],
    draws=15,
)

gradient_is_exact = agrees(
    gradient,
    es="El gradiente exacto reúne todas las derivadas parciales",
    en="The exact gradient gathers all partial derivatives",
    given=neurons(),
    examples=[example(True, **ONE), example(True, **TWO), example(**EXACT)],
    tolerance=1e-11,  # an estimate comes no closer
)

estimate_is_central = agrees(
    numerical_gradient,
    es="La estimación mide cada componente hacia los dos lados",
    en="The estimate measures each component to both sides",
    given=neurons() | {"h": steps},
    examples=[
        example(True, **ONE, h=0.5),
        example(True, **TWO, h=0.5),
        example(**TWO, h=1e-3),
        example(**EXACT, h=1.0),
    ],
    draws=20,
)


@check(
    es="El gradiente exacto coincide con la estimación de paso pequeño",
    en="The exact gradient matches the estimate with a small step",
    given=neurons(),
    draws=15,
)
def gradient_matches_the_estimate(call, w, x, y):
    same(call("gradient", w, x, y), numerical_gradient(w, x, y, 1e-5), 1e-6)


@check(
    es="Repetir los datos no cambia ni la pérdida ni el gradiente",
    en="Repeating the data changes neither loss nor gradient",
    given=neurons(),
    draws=15,
)
def repeated_data_change_nothing(call, w, x, y):
    for name in ("loss", "gradient"):
        once = call(name, w, x, y)
        same(call(name, w, np.concatenate([x, x]), np.concatenate([y, y])), once)


leaves_arguments = leaves_arguments_alone(
    "numerical_gradient", given=neurons() | {"h": steps}, examples=[example(**TWO, h=0.5)]
)
