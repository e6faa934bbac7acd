from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import affine, merge_heads, split_heads

from tools.checks import agrees, check, example, leaves_arguments_alone, same
from tools.strategies import arrays


def layers():
    """A batch, weights and bias that fit each other; never square, so that shapes tell."""
    widths = st.sampled_from([(1, 2), (2, 1), (2, 3), (3, 2)])
    batches = st.sampled_from([(), (1,), (3,), (2, 2)])
    drawn = st.tuples(batches, widths).flatmap(
        lambda size: st.tuples(whole((*size[0], size[1][0])), whole(size[1]), whole((size[1][1],)))
    )
    layer = st.shared(drawn, key="layer")
    return {name: layer.map(itemgetter(place)) for place, name in enumerate(("x", "weights", "bias"))}


def whole(shape):
    """Whole numbers, so that a person can check the sums."""
    return arrays(shape, -4, 4).map(np.round)


def marked(*shape):
    """Numbers that say where they stand: one digit for each axis."""
    places = np.indices(shape)
    return sum(place * 10.0 ** (len(shape) - 1 - axis) for axis, place in enumerate(places))


SQUARE = {
    "x": np.array([[1.0, 2.0], [0.0, 1.0]]),
    "weights": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "bias": np.array([10.0, 20.0]),
}
LESSON = {
    "x": np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]),
    "weights": np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]]),
    "bias": np.array([1.0, -1.0]),
}
sizes = st.tuples(st.integers(2, 3), st.integers(2, 3), st.integers(2, 3))

layer_is_right = agrees(
    affine,
    es="La capa multiplica por los pesos y suma el sesgo a cada ejemplo",
    en="The layer multiplies by the weights and adds the bias to each example",
    given=layers(),
    examples=[
        example(True, **LESSON),
        example(True, **SQUARE),
        example(x=np.zeros((2, 2)), weights=np.array([[1.0, 2.0], [3.0, 4.0]]), bias=np.array([1.0, 2.0])),
    ],
)

layer_takes_any_batch = agrees(
    affine,
    es="El lote puede tener cualquier forma",
    en="The batch may have any shape",
    examples=[
        example(True, x=np.array([1.0, 2.0]), weights=SQUARE["weights"], bias=SQUARE["bias"]),
        example(x=marked(2, 2, 2), weights=SQUARE["weights"], bias=SQUARE["bias"]),
        example(x=np.zeros((0, 2)), weights=SQUARE["weights"], bias=SQUARE["bias"]),
    ],
)

heads_have_their_columns = agrees(
    split_heads,
    es="Cada cabeza tiene sus columnas seguidas, de todas las filas",
    en="Each head has its columns in a row, of all rows",
    given={
        "x": st.shared(sizes, key="heads").map(lambda size: marked(size[0], size[1] * size[2])),
        "heads": st.shared(sizes, key="heads").map(itemgetter(1)),
    },
    examples=[
        example(True, x=marked(2, 4), heads=2),
        example(x=marked(1, 6), heads=3),
        example(x=marked(3, 4), heads=1),
        example(x=marked(2, 3), heads=3),
    ],
    draws=15,
)

merged_rows_are_whole = agrees(
    merge_heads,
    es="Al unir, cada fila junta los trozos de todas las cabezas",
    en="When merging, each row joins the pieces of all heads",
    given={"parts": sizes.map(lambda size: marked(*size))},
    examples=[
        example(True, parts=marked(2, 2, 2)),
        example(parts=marked(1, 2, 3)),
        example(parts=marked(3, 1, 2)),
    ],
    draws=15,
)


@check(
    es="Separar y unir devuelve lo mismo",
    en="Splitting and merging gives the same back",
    given={"size": sizes},
    draws=15,
)
def merging_undoes_splitting(call, size):
    x = marked(size[0], size[1] * size[2])
    same(call("merge_heads", call("split_heads", x, size[1])), x)


@check(
    es="Un lote da lo mismo que sus ejemplos uno por uno",
    en="A batch gives the same as its examples one by one",
    given=layers(),
    draws=15,
)
def examples_do_not_mix(call, x, weights, bias):
    batch = np.stack([x, x + 1.0])
    each = [call("affine", one, weights, bias) for one in batch]
    whole_batch = call("affine", batch, weights, bias)
    same(list(whole_batch) if isinstance(whole_batch, np.ndarray) and whole_batch.ndim else whole_batch, each)


@check(
    es="Ninguna función modifica lo que recibe",
    en="No function changes what it receives",
    given=layers() | {"size": sizes},
    draws=10,
)
def leaves_arguments(call, x, weights, bias, size):
    leaves_arguments_alone("affine").body(call, x=x, weights=weights, bias=bias)
    columns = marked(size[0], size[1] * size[2])
    leaves_arguments_alone("split_heads").body(call, x=columns, heads=size[1])
    leaves_arguments_alone("merge_heads").body(call, parts=marked(*size))
