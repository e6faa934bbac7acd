from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from reference import initial_layers

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

ROW = np.array([[1.0, -2.0]])
COLUMN = np.array([[1.0], [0.5], [-2.0], [1.0]])
TWO = [np.array([[1.0, 0.0, -1.0]]), np.array([[2.0], [1.0], [-0.5]])]
SQUARE = np.array([[1.0, -1.0], [0.5, 2.0]])
WIDE = (64, 256, 64, 256)


def chains(least):
    """Draws for a chain of layers whose neighbours differ in width."""
    widths = st.lists(st.integers(1, 4), min_size=least + 1, max_size=4).filter(
        lambda sizes: all(a != b for a, b in pairwise(sizes))
    )
    return widths.flatmap(
        lambda sizes: st.tuples(*[arrays((a, b), 1, 4) for a, b in pairwise(sizes)]).map(list)
    )


he = agrees(
    initial_layers,
    es="Con He, la varianza depende de las entradas",
    en="With He, the variance depends on the inputs",
    given={"draws": chains(1), "scheme": st.just("he")},
    examples=[
        example(True, draws=[COLUMN], scheme="he"),
        example(True, draws=[ROW], scheme="he"),
        example(draws=[SQUARE], scheme="he"),
    ],
    draws=15,
)

xavier = agrees(
    initial_layers,
    es="Con Xavier, depende de las entradas y las salidas",
    en="With Xavier, it depends on inputs and outputs",
    given={"draws": chains(1), "scheme": st.just("xavier")},
    examples=[
        example(True, draws=[COLUMN], scheme="xavier"),
        example(True, draws=[np.ones((3, 5))], scheme="xavier"),
        example(draws=[SQUARE], scheme="xavier"),
    ],
    draws=15,
)

each_layer = agrees(
    initial_layers,
    es="Cada capa usa sus propios tamaños",
    en="Each layer uses its own sizes",
    given={"draws": chains(2), "scheme": st.sampled_from(["he", "xavier"])},
    examples=[
        example(True, draws=TWO, scheme="he"),
        example(draws=TWO, scheme="xavier"),
        example(draws=[SQUARE, COLUMN.T], scheme="he"),
    ],
    draws=15,
)


@check(
    es="Con He, la señal conserva su tamaño al cruzar capas con ReLU",
    en="With He, the signal keeps its size across layers with ReLU",
    given={"seed": st.integers(0, 3)},
    examples=[example(seed=7)],
    draws=3,
)
def keeps_the_signal(call, seed):
    random = np.random.default_rng(seed)
    signal = random.standard_normal((32, WIDE[0]))
    draws = [random.standard_normal(shape) for shape in pairwise(WIDE)]
    for weights, bias in call("initial_layers", draws, "he"):
        signal = np.maximum(signal @ weights + bias, 0.0)
    size = float(np.mean(signal**2))
    require(
        0.5 < size < 2.0,
        es="tras tres capas de 64 y 256 neuronas, la media de los cuadrados sigue cerca de 1",
        en="after three layers of 64 and 256 neurons, the mean of the squares is still near 1",
        got=size,
    )


leaves_draws = leaves_arguments_alone(
    "initial_layers",
    given={"draws": chains(1), "scheme": st.just("he")},
    examples=[example(draws=[COLUMN], scheme="he")],
)
