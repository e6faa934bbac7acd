import numpy as np
from hypothesis import strategies as st
from reference import sinusoidal_positions

from tools.checks import agrees, check, example, require, same

lengths = st.integers(1, 12)
dimensions = st.integers(1, 5).map(lambda half: 2 * half)
sizes = {"length": lengths, "dimension": dimensions}

follows_the_formula = agrees(
    sinusoidal_positions,
    es="Cada columna es el seno o el coseno que dice la fórmula",
    en="Each column is the sine or cosine that the formula says",
    given=sizes,
    examples=[
        example(True, length=2, dimension=2),
        example(True, length=1, dimension=4),
        example(length=2, dimension=4),
        example(length=2000, dimension=6),
    ],
)


@check(
    es="La posición 0 alterna ceros y unos",
    en="Position 0 alternates zeros and ones",
    given={"dimension": dimensions},
    examples=[example(dimension=4)],
    draws=10,
)
def starts_at_zero(call, dimension):
    same(table_of(call, 1, dimension), np.tile([0.0, 1.0], dimension // 2)[np.newaxis])


@check(
    es="Cada par de columnas gira sobre un círculo",
    en="Each pair of columns turns on a circle",
    given=sizes,
    examples=[example(length=3, dimension=4)],
    draws=20,
)
def turns_on_circles(call, length, dimension):
    table = table_of(call, length, dimension)
    require(
        np.allclose(table[:, ::2] ** 2 + table[:, 1::2] ** 2, 1),
        es="las columnas 2i y 2i + 1 son las coordenadas de un punto a distancia 1 del origen",
        en="columns 2i and 2i + 1 are the coordinates of a point at distance 1 from the origin",
        got=table,
    )


@check(
    es="El producto punto depende solo de la distancia",
    en="The dot product depends on the distance only",
    given=sizes,
    examples=[example(length=3, dimension=4)],
    draws=20,
)
def sees_distances(call, length, dimension):
    table = table_of(call, length + 1, dimension)
    products = table @ table.T
    require(
        np.allclose(products[1:, 1:], products[:-1, :-1]),
        es="el producto de las filas p y q es igual al de las filas p + 1 y q + 1",
        en="the product of rows p and q equals that of rows p + 1 and q + 1",
        got=table,
    )


@check(
    es="Una tabla más larga empieza igual",
    en="A longer table begins the same",
    given=sizes,
    draws=15,
)
def grows_at_the_end(call, length, dimension):
    longer = table_of(call, length + 3, dimension)
    same(longer[:length], table_of(call, length, dimension))


def table_of(call, length, dimension):
    table = call("sinusoidal_positions", length, dimension)
    require(
        isinstance(table, np.ndarray) and table.shape == (length, dimension),
        es="devuelve un arreglo de forma (length, dimension)",
        en="it returns an array of shape (length, dimension)",
        got=table,
    )
    return table
