from itertools import pairwise
from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import backward

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

STEP = 1e-5
KINK = 1e-3

ONE = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.0]))]
SMALL = [(np.array([[1.0]]), np.array([0.0])), (np.array([[2.0, 0.0]]), np.array([0.0, 0.0]))]
TWO = [
    (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, 1.0])),
    (np.array([[1.0, 0.0, -1.0], [-1.0, 2.0, 0.5]]), np.array([0.5, 0.0, 0.0])),
]
THREE = [
    (np.array([[1.0, -2.0, 0.5]]), np.array([1.0, 0.0, 0.25])),
    (np.array([[1.0, 0.0], [1.0, -1.0], [0.5, 2.0]]), np.array([-1.0, 0.5])),
    (np.array([[-1.0, 1.0], [0.5, 2.0]]), np.array([0.0, -1.0])),
]


def forward(x, layers):
    activations = [x]
    for index, (weights, bias) in enumerate(layers, 1):
        z = activations[-1] @ weights + bias
        activations.append(z if index == len(layers) else np.maximum(z, 0.0))
    return activations


def mean_loss(x, y, layers):
    logits = forward(x, layers)[-1]
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(y)), y].mean()


def networks(depth):
    """Up to three cases of two or three classes, and a network of width up to three with its activations."""
    widths = st.tuples(st.lists(st.integers(1, 3), min_size=depth[0], max_size=depth[1]), st.integers(2, 3))
    drawn = widths.flatmap(lambda both: filled([*both[0], both[1]]))
    network = st.shared(drawn, key=f"network {depth}")
    return {name: network.map(itemgetter(name)) for name in ("x", "y", "layers")}


def filled(widths):
    rows = st.integers(1, 3)
    data = rows.flatmap(
        lambda n: st.tuples(
            arrays((n, widths[0]), -2, 2),
            st.lists(st.integers(0, widths[-1] - 1), min_size=n, max_size=n).map(np.array),
        )
    )
    layers = [st.tuples(arrays((a, b), -2, 2), arrays((b,), -2, 2)) for a, b in pairwise(widths)]
    return st.tuples(data, st.tuples(*layers)).map(
        lambda both: {"x": both[0][0], "y": both[0][1], "layers": list(both[1])}
    )


def smooth(given):
    """Without those where a sum lies so near to 0 that a finite difference would cross the kink of ReLU."""
    together = st.shared(st.fixed_dictionaries(given).filter(away_from_kinks), key="smooth")
    return {name: together.map(itemgetter(name)) for name in given}


def away_from_kinks(values):
    activations = forward(values["x"], values["layers"])
    hidden = list(zip(activations, values["layers"], strict=False))[:-1]
    return all((np.abs(received @ weights + bias) > KINK).all() for received, (weights, bias) in hidden)


def with_activations(given):
    together = st.fixed_dictionaries(given).map(seen)
    shared = st.shared(together, key=f"seen {sorted(map(str, given.values()))}")
    return {name: shared.map(itemgetter(name)) for name in ("activations", "y", "layers")}


def seen(values):
    return {
        "activations": forward(values["x"], values["layers"]),
        "y": values["y"],
        "layers": values["layers"],
    }


def case(visible, x, y, layers):
    return example(visible, **seen({"x": np.array(x), "y": np.array(y), "layers": layers}))


one_layer = agrees(
    backward,
    es="Con una sola capa los gradientes son correctos",
    en="With a single layer the gradients are right",
    given=with_activations(networks((1, 1))),
    examples=[
        case(True, [[2.0]], [0], ONE),
        case(False, [[2.0], [-1.0]], [0, 1], ONE),
        case(False, [[1.0], [1.0], [3.0]], [1, 1, 0], ONE),
    ],
    draws=15,
)

through_the_layers = agrees(
    backward,
    es="El error vuelve por todas las capas",
    en="The error travels back through all layers",
    given=with_activations(networks((2, 3))),
    examples=[
        case(True, [[1.0]], [0], SMALL),
        case(True, [[-1.0]], [0], SMALL),
        case(False, [[1.0], [2.0]], [1, 0], SMALL),
        case(False, [[1.0, 0.0], [0.0, -1.0], [-2.0, 0.5]], [0, 1, 2], TWO),
        case(False, [[1.0], [-1.0], [0.5]], [0, 1, 1], THREE),
        case(False, [[0.0, 0.0], [-1.0, 0.5]], [1, 0], TWO),
    ],
    draws=25,
)

huge_logits = agrees(
    backward,
    es="Los logits enormes no desbordan",
    en="Huge logits do not overflow",
    examples=[
        case(False, [[1000.0], [-1000.0]], [0, 0], ONE),
        case(False, [[1000.0], [0.0]], [0, 1], [(np.array([[1.0, 1.001]]), np.zeros(2))]),
        case(False, [[800.0, 400.0]], [1], TWO),
    ],
)


@check(
    es="Cada gradiente coincide con la diferencia finita de la pérdida",
    en="Each gradient matches the finite difference of the loss",
    given=smooth(networks((2, 3))),
    examples=[example(x=np.array([[1.0], [0.25], [-0.75]]), y=np.array([0, 1, 1]), layers=THREE)],
    draws=15,
)
def matches_finite_differences(call, x, y, layers):
    got = call("backward", forward(x, layers), y, layers)
    flat = np.concatenate([np.ravel(part) for layer in got for part in layer])
    require(
        np.allclose(flat, numerical(x, y, layers), atol=1e-6),
        es="mover un poco cada parámetro cambia la pérdida lo que dice su gradiente",
        en="moving each parameter a little changes the loss by what its gradient says",
        got=got,
    )


def numerical(x, y, layers):
    copies = [(weights.copy(), bias.copy()) for weights, bias in layers]
    slopes = []
    for part in (part for layer in copies for part in layer):
        for place in np.ndindex(part.shape):
            kept = part[place]
            part[place] = kept + STEP
            above = mean_loss(x, y, copies)
            part[place] = kept - STEP
            slopes.append((above - mean_loss(x, y, copies)) / (2 * STEP))
            part[place] = kept
    return np.array(slopes)


@check(
    es="Repetir todo el lote no cambia el gradiente",
    en="Repeating the whole batch does not change the gradient",
    given=networks((1, 3)),
    examples=[example(x=np.array([[1.0], [-1.0]]), y=np.array([0, 1]), layers=THREE)],
    draws=10,
)
def ignores_repetition(call, x, y, layers):
    once = call("backward", forward(x, layers), y, layers)
    twice = call("backward", forward(np.tile(x, (2, 1)), layers), np.tile(y, 2), layers)
    pairs = [(a, b) for one, two in zip(once, twice, strict=True) for a, b in zip(one, two, strict=True)]
    require(
        all(np.allclose(a, b) for a, b in pairs),
        es="el gradiente del lote repetido es igual al del lote",
        en="the gradient of the repeated batch equals that of the batch",
        got=twice,
    )


leaves_arguments = leaves_arguments_alone(
    "backward",
    given=with_activations(networks((1, 3))),
    examples=[case(False, [[1.0, 0.0], [0.0, -1.0]], [0, 1], TWO)],
)
