from itertools import pairwise
from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import mean_loss as loss_of
from reference import train

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([0, 1, 1, 0])
GATES = [
    (np.array([[1.0, -1.0, 0.5, 1.0], [1.0, 0.5, -1.0, -0.5]]), np.array([0.0, 0.0, 0.0, 0.25])),
    (np.array([[0.5, -0.5], [0.0, 0.5], [-0.5, 0.5], [0.25, 0.0]]), np.array([0.0, 0.0])),
]
LINE = np.array([[-1.0], [-0.5], [0.0], [0.5], [1.0]])
MIDDLE = np.array([0, 1, 2, 1, 0])
FOLDS = [
    (np.array([[1.0, -1.0, 0.5, -0.5]]), np.array([0.25, 0.25, -0.25, 0.5])),
    (np.array([[0.5, 0.0, -0.5], [0.0, 0.5, -0.5], [0.5, -0.5, 0.0], [-0.5, 0.0, 0.5]]), np.zeros(3)),
]
LINEAR = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5]))]
SMALL = [(np.array([[1.0]]), np.array([0.0])), (np.array([[1.0, -1.0]]), np.array([0.0, 0.0]))]
DEEP = [(np.array([[2.0]]), np.array([0.5])), (np.array([[0.5]]), np.array([1.0])), SMALL[1]]


def whole(*rows):
    return [np.array(batch) for batch in rows]


def runs(depth):
    """Data of two to four rows, a network for it, and batches that go through all rows once."""
    drawn = st.tuples(st.integers(2, 4), st.integers(1, 2), st.integers(1, 2)).flatmap(
        lambda sizes: st.tuples(
            arrays((sizes[0], sizes[1]), -2, 2),
            st.lists(st.integers(0, 1), min_size=sizes[0], max_size=sizes[0]).map(np.array),
            network(sizes[1], sizes[2], depth),
            st.tuples(st.permutations(range(sizes[0])), st.integers(1, 3)).map(cut),
        )
    )
    run = st.shared(drawn, key=f"run {depth}")
    return {name: run.map(itemgetter(place)) for place, name in enumerate(("x", "y", "layers", "batches"))}


def network(inputs, hidden, depth):
    widths = [inputs, *[hidden] * (depth - 1), 2]
    layers = [st.tuples(arrays((a, b), -2, 2), arrays((b,), -1, 1)) for a, b in pairwise(widths)]
    return st.tuples(*layers).map(list)


def cut(drawn):
    order, size = drawn
    return [np.array(order[start : start + size]) for start in range(0, len(order), size)]


def settings(epochs, targets):
    return {
        "rate": st.sampled_from([0.5, 0.1]),
        "momentum": st.sampled_from([0.0, 0.5, 0.9]),
        "epochs": epochs,
        "target": targets,
    }


def case(visible, x, y, layers, batches, rate=0.5, momentum=0.5, epochs=1, target=0.0):
    return example(
        visible,
        x=np.array(x),
        y=np.array(y),
        layers=layers,
        batches=batches,
        rate=rate,
        momentum=momentum,
        epochs=epochs,
        target=target,
    )


one_layer = agrees(
    train,
    es="Una red de una capa da los pasos debidos",
    en="A network of one layer takes the steps it should",
    given=runs(1) | settings(st.integers(1, 2), st.just(0.0)),
    examples=[
        case(True, [[1.0], [-1.0]], [0, 1], LINEAR, whole([0, 1])),
        case(True, [[1.0], [-1.0]], [0, 1], LINEAR, whole([0], [1])),
        case(False, [[1.0], [-1.0], [2.0]], [0, 1, 0], LINEAR, whole([1], [2, 0]), epochs=2),
    ],
    draws=15,
    tolerance=1e-6,
)

many_layers = agrees(
    train,
    es="Una red con capas ocultas también",
    en="So does a network with hidden layers",
    given=runs(2) | settings(st.integers(1, 3), st.just(0.0)),
    examples=[
        case(True, [[1.0], [-1.0]], [0, 1], SMALL, whole([0], [1])),
        case(False, [[1.0], [2.0]], [0, 1], SMALL, whole([0, 1])),
        case(False, CORNERS, XOR, GATES, whole([0, 3], [1, 2]), momentum=0.9, epochs=3),
        case(False, LINE, MIDDLE, FOLDS, whole([4, 0, 2], [1, 3]), epochs=2),
        case(False, [[1.0], [-1.0]], [0, 1], DEEP, whole([0], [1])),
    ],
    draws=20,
    tolerance=1e-6,
)

stops_at_the_target = agrees(
    train,
    es="Se detiene en cuanto una época llega al objetivo",
    en="It stops as soon as an epoch reaches the target",
    given=runs(1) | settings(st.integers(2, 4), st.sampled_from([0.25, 5.0])),
    examples=[
        case(True, [[1.0], [-1.0]], [0, 1], LINEAR, whole([0, 1]), epochs=5, target=1.0),
        case(False, [[1.0], [-1.0]], [0, 1], LINEAR, whole([0, 1]), epochs=9, target=0.1),
        case(False, [[1.0], [-1.0]], [0, 1], LINEAR, whole([0, 1]), epochs=0, target=0.1),
        case(False, [[1000.0]], [0], LINEAR, whole([0]), epochs=3, target=0.0),
        case(False, [[1000.0]], [1], LINEAR, whole([0]), rate=0.0001),
    ],
    draws=25,
    tolerance=1e-6,
)


@check(
    es="Aprende: los pesos que devuelve alcanzan la pérdida pedida",
    en="It learns: the weights that it returns reach the loss asked for",
    examples=[
        case(False, CORNERS, XOR, GATES, whole([0, 3], [1, 2]), 0.25, 0.75, 100, 0.02),
        case(False, LINE, MIDDLE, FOLDS, whole([4, 0, 2], [1, 3]), 0.25, 0.75, 100, 0.05),
    ],
)
def reaches_the_loss(call, x, y, layers, batches, rate, momentum, epochs, target):
    trained, losses = call("train", x, y, layers, batches, rate, momentum, epochs, target)
    reached = loss_of(x, y, trained)
    require(
        reached <= target + 1e-9,
        es="la pérdida calculada con los pesos devueltos no supera el objetivo",
        en="the loss computed from the returned weights is no more than the target",
        got=reached,
    )
    require(
        np.isclose(losses[-1], reached),
        es="la última pérdida anotada es la de los pesos devueltos",
        en="the last loss noted is that of the returned weights",
        got=losses[-1],
    )


leaves_arguments = leaves_arguments_alone(
    "train",
    given=runs(2) | settings(st.integers(1, 2), st.just(0.0)),
    examples=[case(False, [[1.0], [-1.0]], [0, 1], SMALL, whole([0], [1]))],
)
