from itertools import pairwise
from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import forward

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

ONE = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5]))]
TWO = [
    (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, 1.0])),
    (np.array([[1.0], [-3.0]]), np.array([0.5])),
]
THREE = [
    (np.array([[1.0, -2.0, 0.0]]), np.array([1.0, 0.0, -1.0])),
    (np.array([[1.0, 0.0], [1.0, -1.0], [0.0, 2.0]]), np.array([-1.0, 2.0])),
    (np.array([[-1.0, 1.0], [0.0, 2.0]]), np.array([0.0, -4.0])),
]


def networks(depth):
    """An input of one to three rows and layers of width one to three that fit it."""
    widths = st.integers(*depth).flatmap(
        lambda n: st.lists(st.integers(1, 3), min_size=n + 1, max_size=n + 1)
    )
    drawn = st.shared(widths.flatmap(filled), key=f"network {depth}")
    return {"x": drawn.map(itemgetter(0)), "layers": drawn.map(itemgetter(1))}


def filled(widths):
    x = st.integers(1, 3).flatmap(lambda rows: arrays((rows, widths[0]), -2, 2))
    layers = [st.tuples(arrays((a, b), -2, 2), arrays((b,), -2, 2)) for a, b in pairwise(widths)]
    return st.tuples(x, st.tuples(*layers).map(list))


one_layer_is_linear = agrees(
    forward,
    es="Con una sola capa no hay ReLU",
    en="With a single layer there is no ReLU",
    given=networks((1, 1)),
    examples=[
        example(True, x=np.array([[2.0], [-1.0]]), layers=ONE),
        example(x=np.array([[1.0, 1.0]]), layers=[(np.array([[1.0], [1.0]]), np.array([-3.0]))]),
    ],
    draws=15,
)

layer_after_layer = agrees(
    forward,
    es="Cada capa recibe la salida de la anterior",
    en="Each layer is given the output of the one before",
    given=networks((2, 3)),
    examples=[
        example(True, x=np.array([[1.0, 0.0], [0.0, -1.0]]), layers=TWO),
        example(x=np.array([[1.0], [-1.0], [0.5]]), layers=THREE),
        example(x=np.array([[0.0, 0.0]]), layers=TWO),
    ],
    draws=25,
)


@check(
    es="Cada fila del lote se calcula por su cuenta",
    en="Each row of the batch is computed on its own",
    given=networks((1, 3)),
    examples=[example(x=np.array([[1.0], [-1.0]]), layers=THREE)],
    draws=15,
)
def rows_are_independent(call, x, layers):
    whole = call("forward", x, layers)
    alone = call("forward", x[-1:], layers)
    same(alone, [rows[-1:] for rows in whole])


@check(
    es="Ninguna activación oculta es negativa",
    en="No hidden activation is negative",
    given=networks((2, 3)),
    examples=[example(x=np.array([[1.0], [-1.0]]), layers=THREE)],
    draws=15,
)
def hidden_are_not_negative(call, x, layers):
    hidden = call("forward", x, layers)[1:-1]
    require(
        all((rows >= 0.0).all() for rows in hidden),
        es="las activaciones de las capas ocultas son mayores o iguales que 0",
        en="the activations of the hidden layers are at least 0",
        got=hidden,
    )


@check(
    es="La última capa es lineal: su sesgo se suma tal cual",
    en="The last layer is linear: its bias is added as it is",
    given=networks((1, 3)),
    examples=[example(x=np.array([[1.0], [-1.0]]), layers=THREE)],
    draws=15,
)
def last_layer_is_linear(call, x, layers):
    *hidden, (weights, bias) = layers
    logits = call("forward", x, layers)[-1]
    same(call("forward", x, [*hidden, (weights, bias - 50.0)])[-1], logits - 50.0)


leaves_arguments = leaves_arguments_alone(
    "forward", given=networks((1, 3)), examples=[example(x=np.array([[1.0, 0.0]]), layers=TWO)]
)
