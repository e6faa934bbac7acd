from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import cosine, dot, norm

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays, vectors


def whole(shape):
    """Whole numbers, so that a person can check the sums; the zero vector has a check of its own."""
    return arrays(shape, -8, 8).map(np.round).filter(np.any)


couples = st.shared(
    st.integers(2, 4).flatmap(lambda d: st.tuples(whole((d,)), whole((d,)))), key="two vectors"
)
pair = {"u": couples.map(itemgetter(0)), "v": couples.map(itemgetter(1))}

dot_adds_up_products = agrees(
    dot,
    es="El producto punto es la suma de los productos",
    en="The dot product is the sum of the products",
    given=pair,
    examples=[
        example(True, u=np.array([3.0, 4.0]), v=np.array([4.0, 3.0])),
        example(u=np.array([1.0, -2.0, 0.5]), v=np.array([2.0, 1.0, 4.0])),
        example(u=np.array([3.0]), v=np.array([-2.0])),
    ],
    draws=20,
)

norm_is_the_length = agrees(
    norm,
    es="La norma es el largo del vector",
    en="The norm is the length of the vector",
    given={"u": vectors(size=(2, 4))},
    examples=[
        example(True, u=np.array([3.0, 4.0])),
        example(u=np.array([-5.0, 12.0, 0.0])),
        example(u=np.array([-2.0])),
        example(u=np.array([0.0, 0.0])),
    ],
    draws=20,
)

cosine_compares_directions = agrees(
    cosine,
    es="El coseno compara direcciones",
    en="The cosine compares directions",
    given=pair,
    examples=[
        example(True, u=np.array([3.0, 4.0]), v=np.array([4.0, 3.0])),
        example(True, u=np.array([3.0, 4.0]), v=np.array([-8.0, 6.0])),
        example(u=np.array([1.0, 2.0]), v=np.array([-2.0, -4.0])),
        example(u=np.array([2.0]), v=np.array([5.0])),
    ],
    draws=20,
)

cosine_takes_the_zero_vector = agrees(
    cosine,
    es="Con el vector cero el coseno es 0",
    en="With the zero vector the cosine is 0",
    examples=[
        example(True, u=np.array([0.0, 0.0]), v=np.array([1.0, 2.0])),
        example(u=np.array([1.0, 2.0]), v=np.array([0.0, 0.0])),
        example(u=np.array([0.0]), v=np.array([0.0])),
    ],
)

cosine_of_short_vectors = agrees(
    cosine,
    es="El coseno de vectores muy cortos es igual de exacto",
    en="The cosine of very short vectors is just as exact",
    examples=[
        example(True, u=np.array([3e-6, 4e-6]), v=np.array([4e-6, 3e-6])),
        example(u=np.array([1e-6, 0.0]), v=np.array([-1.0, 0.0])),
    ],
)


@check(
    es="Alargar un vector no cambia el coseno, que está entre −1 y 1",
    en="Making a vector longer does not change the cosine, which lies between −1 and 1",
    given=pair,
    draws=15,
)
def cosine_ignores_length(call, u, v):
    once = call("cosine", u, v)
    require(
        isinstance(once, (float, np.floating)) and abs(once) < 1 + 1e-9,
        es="el coseno es un número entre −1 y 1",
        en="the cosine is a number between −1 and 1",
        got=once,
    )
    same(call("cosine", u, 3.0 * v), once)


@check(
    es="Ninguna función modifica lo que recibe",
    en="No function changes what it receives",
    given=pair,
    examples=[example(u=np.array([3.0, 4.0]), v=np.array([1.0, 0.0]))],
    draws=10,
)
def leaves_arguments(call, u, v):
    leaves_arguments_alone("dot").body(call, u=u, v=v)
    leaves_arguments_alone("norm").body(call, u=u)
    leaves_arguments_alone("cosine").body(call, u=u, v=v)
