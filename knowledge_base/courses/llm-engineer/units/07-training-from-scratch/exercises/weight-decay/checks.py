from itertools import pairwise
from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import add_penalty_gradient, l2_penalty

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

STRENGTHS = st.sampled_from([1.0, 0.5, 0.1])
STEP = 4.0

ONE = [(np.array([[3.0, -1.0]]), np.array([5.0, 0.0]))]
TWO = [
    (np.array([[1.0, 2.0], [0.0, -2.0]]), np.array([1.0, -3.0])),
    (np.array([[2.0], [4.0]]), np.array([7.0])),
]
GRADIENTS = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.5, 0.5])),
    (np.array([[0.0], [-1.0]]), np.array([2.0])),
]


def networks():
    """One or two layers of width one or two, and gradients of the same shapes."""
    widths = st.lists(st.integers(1, 2), min_size=2, max_size=3)
    drawn = st.shared(widths.flatmap(lambda sizes: st.tuples(filled(sizes), filled(sizes))), key="network")
    return {"gradients": drawn.map(itemgetter(0)), "layers": drawn.map(itemgetter(1))}


def filled(widths):
    layers = [st.tuples(arrays((a, b)), arrays((b,))) for a, b in pairwise(widths)]
    return st.tuples(*layers).map(list)


only_layers = {"layers": networks()["layers"]}

adds_squares = agrees(
    l2_penalty,
    es="La penalización suma los cuadrados de todos los pesos",
    en="The penalty adds the squares of all weights",
    given=only_layers | {"strength": STRENGTHS},
    examples=[
        example(True, layers=ONE, strength=0.5),
        example(True, layers=TWO, strength=1.0),
        example(layers=[(np.array([[1.0, 1.0]]), np.array([0.0, 0.0]))], strength=1.0),
        example(layers=TWO, strength=0.0),
    ],
    draws=20,
)

adds_to_the_gradients = agrees(
    add_penalty_gradient,
    es="Su gradiente se suma al de los pesos y deja el de los sesgos",
    en="Its gradient is added to that of the weights, and that of the biases stays",
    given=networks() | {"strength": STRENGTHS},
    examples=[
        example(
            True,
            gradients=[(np.array([[1.0, 1.0]]), np.array([2.0, 2.0]))],
            layers=ONE,
            strength=0.5,
        ),
        example(gradients=GRADIENTS, layers=TWO, strength=1.0),
        example(gradients=GRADIENTS, layers=TWO, strength=0.0),
    ],
    draws=20,
)


@check(
    es="El gradiente añadido es el de la penalización",
    en="The added gradient is that of the penalty",
    given=only_layers | {"strength": STRENGTHS},
    examples=[example(layers=TWO, strength=1.0)],
    draws=10,
)
def belongs_together(call, layers, strength):
    zeros = [(np.zeros(weights.shape), np.zeros(bias.shape)) for weights, bias in layers]
    got = call("add_penalty_gradient", zeros, layers, strength)
    first, bias = layers[0]
    for place in np.ndindex(first.shape):
        nudge = np.zeros(first.shape)
        nudge[place] = STEP
        above = call("l2_penalty", [(first + nudge, bias), *layers[1:]], strength)
        below = call("l2_penalty", [(first - nudge, bias), *layers[1:]], strength)
        require(
            np.isclose((above - below) / (2 * STEP), got[0][0][place]),
            es="mover un peso cambia la penalización lo que dice su gradiente",
            en="moving a weight changes the penalty by what its gradient says",
            got=above,
        )


@check(
    es="Los sesgos no cuentan",
    en="Biases do not count",
    given=only_layers | {"strength": STRENGTHS},
    examples=[example(layers=TWO, strength=1.0)],
    draws=10,
)
def ignores_biases(call, layers, strength):
    other = [(weights, bias + 8.0) for weights, bias in layers]
    moved = call("l2_penalty", other, strength)
    require(
        np.isclose(moved, call("l2_penalty", layers, strength)),
        es="con otros sesgos la penalización es la misma",
        en="with other biases the penalty is the same",
        got=moved,
    )


leaves_layers = leaves_arguments_alone("l2_penalty", examples=[example(layers=TWO, strength=1.0)])
leaves_gradients = leaves_arguments_alone(
    "add_penalty_gradient",
    given=networks() | {"strength": STRENGTHS},
    examples=[example(gradients=GRADIENTS, layers=TWO, strength=1.0)],
)
