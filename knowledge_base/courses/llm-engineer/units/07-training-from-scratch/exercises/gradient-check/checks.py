from itertools import pairwise
from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import gradient_errors, wrong_parameters

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

NAN = float("nan")
CLOSE = 1e-6

X, Y = np.array([[1.0], [-1.0]]), np.array([0, 1])
ONE = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5]))]
SURE = [(np.array([[1.0, -1.0]]), np.array([50.0, -50.0]))]
SOME = [(np.array([[0.5, 0.0]]), np.array([0.0, 0.25]))]
TWO = [
    (np.array([[1.0, -1.0]]), np.array([0.5, 0.25])),
    (np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([0.0, -0.5])),
]
THREE = [
    (np.array([[1.0, -2.0]]), np.array([0.5, 0.25])),
    (np.array([[1.0, 0.5], [-1.0, 2.0]]), np.array([0.25, 0.0])),
    (np.array([[-1.0, 1.0], [0.5, 0.5]]), np.array([0.0, -1.0])),
]


def zeros(layers):
    return [(np.zeros(weights.shape), np.zeros(bias.shape)) for weights, bias in layers]


def backward(x, y, layers):
    """Analytic gradients of the mean cross-entropy, for the check that recognises right ones."""
    activations = [x]
    for weights, bias in layers[:-1]:
        activations.append(np.maximum(activations[-1] @ weights + bias, 0.0))
    logits = activations[-1] @ layers[-1][0] + layers[-1][1]
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    delta = (weights / weights.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[y]) / len(y)
    found = []
    for received, (weights, _) in zip(reversed(activations), reversed(layers), strict=True):
        found.append((received.T @ delta, delta.sum(axis=0)))
        delta = (delta @ weights.T) * (received > 0.0)
    return found[::-1]


def networks(depth):
    """One to three cases of two classes, a network of width up to two, and any gradients."""
    widths = st.lists(st.integers(1, 2), min_size=depth[0], max_size=depth[1]).map(lambda some: [*some, 2])
    drawn = widths.flatmap(
        lambda sizes: st.integers(1, 3).flatmap(
            lambda rows: st.tuples(
                arrays((rows, sizes[0]), -2, 2),
                st.lists(st.integers(0, 1), min_size=rows, max_size=rows).map(np.array),
                filled(sizes),
                filled(sizes),
            )
        )
    )
    whole = st.shared(drawn, key=f"network {depth}")
    names = ("x", "y", "layers", "gradients")
    return {name: whole.map(itemgetter(place)) for place, name in enumerate(names)}


def filled(widths):
    layers = [st.tuples(arrays((a, b), -2, 2), arrays((b,), -2, 2)) for a, b in pairwise(widths)]
    return st.tuples(*layers).map(list)


STEPS = st.sampled_from([0.5, 0.25, 0.001])

one_layer = agrees(
    gradient_errors,
    es="Da el error relativo de cada parámetro de una capa",
    en="It gives the relative error of each parameter of one layer",
    given=networks((1, 1)) | {"step": STEPS},
    examples=[
        example(True, x=X, y=Y, layers=ONE, gradients=SOME, step=0.5),
        example(x=X, y=Y, layers=ONE, gradients=SOME, step=1e-5),
        example(x=1000.0 * X, y=Y[::-1].copy(), layers=ONE, gradients=SOME, step=0.25),
    ],
    draws=12,
    tolerance=CLOSE,
)

many_layers = agrees(
    gradient_errors,
    es="También con capas ocultas",
    en="With hidden layers too",
    given=networks((2, 3)) | {"step": STEPS},
    examples=[
        example(True, x=X, y=Y, layers=TWO, gradients=TWO, step=0.125),
        example(x=X, y=Y, layers=THREE, gradients=zeros(THREE), step=0.25),
        example(
            x=np.array([[1.0], [0.5], [-2.0]]),
            y=np.array([1, 0, 0]),
            layers=THREE,
            gradients=THREE,
            step=0.01,
        ),
    ],
    draws=12,
    tolerance=CLOSE,
)

nearly_zero = agrees(
    gradient_errors,
    es="Si los dos gradientes son casi 0, el error es casi 0",
    en="If both gradients are almost 0, the error is almost 0",
    examples=[
        example(True, x=np.zeros((1, 1)), y=np.array([0]), layers=SURE, gradients=zeros(SURE), step=0.5),
        example(x=1000.0 * X, y=Y, layers=ONE, gradients=zeros(ONE), step=0.5),
        example(
            x=1000.0 * X,
            y=Y,
            layers=ONE,
            gradients=[(np.full((1, 2), 1e-6), np.array([0.0, 1e-5]))],
            step=0.5,
        ),
    ],
    tolerance=CLOSE,
)

names_the_wrong = agrees(
    wrong_parameters,
    es="Nombra los parámetros cuyo error pasa de la tolerancia",
    en="It names the parameters whose error is above the tolerance",
    given={
        "errors": st.lists(st.tuples(*[st.sampled_from([0.0, 0.25, 0.5, 1.0])] * 2), min_size=1, max_size=3),
        "tolerance": st.sampled_from([0.25, 0.5]),
    },
    examples=[
        example(True, errors=[(0.0, 0.5), (1.0, 0.0)], tolerance=0.25),
        example(errors=[(0.25, 0.5)], tolerance=0.25),
        example(errors=[(0.0, 0.0)], tolerance=0.25),
    ],
    draws=15,
)

nan_is_wrong = agrees(
    wrong_parameters,
    es="Un error que es nan señala un parámetro malo",
    en="An error of nan points to a wrong parameter",
    examples=[
        example(True, errors=[(NAN, 0.0)], tolerance=0.25),
        example(errors=[(0.0, 0.0), (0.0, NAN)], tolerance=0.25),
    ],
)


@check(
    es="Acepta gradientes correctos y encuentra el que se estropea",
    en="It accepts right gradients and finds the one that gets spoiled",
    examples=[example(layers=layers, layer=layer) for layers in (TWO, THREE) for layer in range(len(layers))],
)
def finds_the_spoiled_one(call, layers, layer):
    x, y = np.array([[1.0], [0.5], [-2.0]]), np.array([1, 0, 0])
    right = backward(x, y, layers)
    require(
        flagged(call, x, y, layers, right) == [],
        es="con los gradientes correctos no señala ninguno",
        en="with the right gradients it points to none",
        got=right,
    )
    weights, bias = right[layer]
    spoiled = [*right[:layer], (weights, 1.01 * bias), *right[layer + 1 :]]
    require(
        flagged(call, x, y, layers, spoiled) == [(layer, "bias")],
        es="con un sesgo multiplicado por 1.01 señala ese y ninguno más",
        en="with one bias multiplied by 1.01 it points to that one and no other",
        got=spoiled,
    )


def flagged(call, x, y, layers, gradients):
    errors = call("gradient_errors", x, y, layers, gradients, 1e-5)
    return call("wrong_parameters", errors, 1e-5)


leaves_arguments = leaves_arguments_alone(
    "gradient_errors",
    examples=[
        example(x=X, y=Y, layers=ONE, gradients=SOME, step=0.1),
        example(x=X, y=Y, layers=THREE, gradients=THREE, step=0.1),
    ],
)
