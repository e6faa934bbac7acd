from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from reference import gradients, mean_loss, predict, train

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

STEP = 1e-5


def labels(count, classes):
    return npst.arrays(np.int64, (count,), elements=st.integers(0, classes - 1), fill=st.nothing())


def models():
    """Data, labels and parameters that fit each other."""
    sizes = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(2, 3))
    drawn = sizes.flatmap(
        lambda size: st.tuples(
            arrays((size[0], size[1]), -2, 2),
            labels(size[0], size[2]),
            arrays((size[1], size[2]), -2, 2),
            arrays((size[2],), -2, 2),
        )
    )
    return named(st.shared(drawn, key="model"), "x", "y", "weights", "bias")


def tasks():
    """Data and labels for a few steps of training."""
    sizes = st.tuples(st.integers(2, 5), st.integers(1, 3))
    drawn = sizes.flatmap(lambda size: st.tuples(arrays(size, -2, 2), labels(size[0], 3)))
    task = named(st.shared(drawn, key="task"), "x", "y")
    return task | {"classes": st.just(3), "rate": st.sampled_from([0.5, 1.0]), "steps": st.integers(1, 4)}


def named(drawn, *names):
    return {name: drawn.map(itemgetter(place)) for place, name in enumerate(names)}


def two_groups(seed):
    """Points around 1 and around 3: a threshold tells them apart, a line through the origin does not."""
    draws = np.random.default_rng(seed)
    y = draws.permutation([0, 0, 0, 0, 0, 1, 1, 1])
    return (1.0 + 2.0 * y + draws.integers(-2, 3, size=len(y)) / 4)[:, None], y


ONE = {"x": np.array([[1.0, -1.0]]), "y": np.array([1]), "weights": np.zeros((2, 2)), "bias": np.zeros(2)}
TWO = {
    "x": np.array([[1.0], [2.0]]),
    "y": np.array([0, 2]),
    "weights": np.array([[1.0, 0.0, -1.0]]),
    "bias": np.array([0.0, 1.0, 0.0]),
}
FAR = {
    "x": np.array([[1.0], [-1.0]]),
    "y": np.array([0, 0]),
    "weights": np.array([[1000.0, 0.0]]),
    "bias": np.array([0.0, 0.0]),
}

loss_is_right = agrees(
    mean_loss,
    es="La pérdida es la cross-entropy media",
    en="The loss is the mean cross-entropy",
    given=models(),
    examples=[example(True, **ONE), example(True, **TWO), example(**FAR)],
    draws=20,
)

gradients_are_right = agrees(
    gradients,
    es="Los gradientes son los de la pérdida media",
    en="The gradients are those of the mean loss",
    given=models(),
    examples=[example(True, **ONE), example(True, **TWO), example(**FAR)],
    draws=20,
)


@check(
    es="El gradiente del sesgo coincide con lo que cambia la pérdida",
    en="The gradient of the bias matches how the loss changes",
    given=models(),
    draws=15,
)
def bias_matches_the_slope(call, x, y, weights, bias):
    moves = STEP * np.eye(len(bias))
    slopes = [
        (mean_loss(x, y, weights, bias + move) - mean_loss(x, y, weights, bias - move)) / (2 * STEP)
        for move in moves
    ]
    answer = call("gradients", x, y, weights, bias)
    require(
        isinstance(answer, tuple) and len(answer) == 2,
        es="el resultado es una tupla de dos gradientes",
        en="the result is a tuple of two gradients",
        got=answer,
    )
    same(answer[1], np.array(slopes), 1e-6)


training_takes_the_steps = agrees(
    train,
    es="El entrenamiento da los pasos pedidos y anota la pérdida antes de cada uno",
    en="Training takes the steps asked for and records the loss before each",
    given=tasks(),
    examples=[
        example(True, x=np.array([[1.0], [-1.0]]), y=np.array([0, 1]), classes=2, rate=1.0, steps=1),
        example(True, x=np.array([[1.0], [-1.0]]), y=np.array([0, 1]), classes=2, rate=1.0, steps=2),
        example(x=np.array([[0.0], [0.0], [0.0]]), y=np.array([0, 0, 1]), classes=2, rate=0.5, steps=3),
        example(x=np.array([[1.0, 2.0], [2.0, 0.0]]), y=np.array([2, 0]), classes=3, rate=0.5, steps=2),
        example(x=np.array([[1.0]]), y=np.array([0]), classes=2, rate=1.0, steps=0),
    ],
    draws=20,
)


@check(
    es="Con 200 pasos separa dos grupos, con una pérdida menor que 0.09",
    en="In 200 steps it tells two groups apart, with a loss below 0.09",
    given={"seed": st.integers(0, 300)},  # over these the reference reaches at most 0.084
    draws=5,
)
def training_reaches_the_loss(call, seed):
    x, y = two_groups(seed)
    answer = call("train", x, y, 2, 0.5, 200)
    fits = isinstance(answer, tuple) and len(answer) == 3
    fits = fits and [getattr(part, "shape", None) for part in answer[:2]] == [(1, 2), (2,)]
    reached = mean_loss(x, y, answer[0], answer[1]) if fits else None
    require(
        reached is not None and reached < 0.09,
        es="la pérdida recalculada con weights y bias es menor que 0.09",
        en="the loss recomputed from weights and bias is below 0.09",
        got=reached,
    )


prediction_is_the_best_class = agrees(
    predict,
    es="Predice la clase de mayor puntaje",
    en="It predicts the class with the highest score",
    given={name: values for name, values in models().items() if name != "y"},
    examples=[
        example(
            True, x=np.array([[1.0], [-1.0]]), weights=np.array([[1.0, -1.0]]), bias=np.array([0.0, 0.5])
        ),
        example(x=np.array([[0.0]]), weights=np.array([[1.0, 2.0]]), bias=np.array([0.0, 0.0])),
    ],
    draws=20,
)

leaves_arguments = leaves_arguments_alone("train", given=tasks(), draws=5)
leaves_parameters = leaves_arguments_alone("gradients", given=models(), draws=5)
