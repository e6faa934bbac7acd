import numpy as np
from hypothesis import strategies as st
from reference import rope

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

shapes = st.shared(
    st.tuples(st.sampled_from([(), (2,), (2, 1)]), st.integers(1, 3), st.sampled_from([2, 4, 6])),
    key="batch, T, D",
)
vectors = shapes.flatmap(lambda shape: arrays((*shape[0], *shape[1:])))
positions = shapes.flatmap(
    lambda shape: st.lists(st.integers(0, 9), min_size=shape[1], max_size=shape[1]).map(np.array)
)
given = {"x": vectors, "positions": positions}
ones = np.array([[1.0, 0.0, 1.0, 0.0]])

turns_each_pair = agrees(
    rope,
    es="Cada par de features gira el ángulo de su posición",
    en="Each pair of features turns by the angle of its position",
    given=given,
    examples=[
        example(True, x=np.array([[1.0, 0.0], [1.0, 0.0]]), positions=np.array([0, 1])),
        example(True, x=ones, positions=np.array([2]), base=4.0),
        example(x=np.array([[1.0, 2.0]]), positions=np.array([5])),
        example(x=np.array([[1.0, 0.0, 0.0, 0.0]]), positions=np.array([1])),
        example(x=np.ones((2, 1, 4)), positions=np.array([1])),
    ],
)

follows_the_base = agrees(
    rope,
    es="La base decide las frecuencias",
    en="The base sets the frequencies",
    given={**given, "base": st.sampled_from([4.0, 100.0, 500000.0])},
    examples=[example(x=ones, positions=np.array([1]), base=100.0)],
    draws=15,
)


@check(
    es="La posición 0 no cambia nada",
    en="Position 0 changes nothing",
    given={"x": vectors},
    examples=[example(x=ones)],
    draws=15,
)
def stays_at_zero(call, x):
    same(call("rope", x, np.zeros(x.shape[-2], dtype=int)), x)


@check(
    es="Girar no cambia la norma",
    en="Turning does not change the norm",
    given=given,
    examples=[example(x=np.array([[1.0, 2.0]]), positions=np.array([1]))],
    draws=20,
)
def keeps_norms(call, x, positions):
    got = array_like(call("rope", x, positions), x)
    require(
        np.allclose(np.linalg.norm(got, axis=-1), np.linalg.norm(x, axis=-1)),
        es="cada fila tiene la misma norma que antes",
        en="each row has the norm it had before",
        got=got,
    )


@check(
    es="El puntaje depende solo de la distancia",
    en="The score depends on the distance only",
    given={"x": vectors, "positions": positions, "shift": st.integers(1, 9)},
    examples=[example(x=np.array([[1.0, 2.0], [3.0, 1.0]]), positions=np.array([0, 1]), shift=1)],
    draws=20,
)
def sees_distances(call, x, positions, shift):
    here = array_like(call("rope", x, positions), x)
    there = array_like(call("rope", x, positions + shift), x)
    require(
        np.allclose(here @ here.swapaxes(-1, -2), there @ there.swapaxes(-1, -2)),
        es="los productos punto no cambian al sumar lo mismo a todas las posiciones",
        en="the dot products do not change when the same is added to all positions",
        got=there,
    )


leaves_vectors_alone = leaves_arguments_alone(
    "rope", given=given, examples=[example(x=ones, positions=np.array([1]))]
)


def array_like(got, x):
    require(
        isinstance(got, np.ndarray) and got.shape == x.shape,
        es="devuelve un arreglo de la forma de x",
        en="it returns an array of the shape of x",
        got=got,
    )
    return got
