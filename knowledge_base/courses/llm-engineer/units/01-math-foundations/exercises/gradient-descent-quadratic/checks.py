from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import descend

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

SLOPES = (0.5, 1.0, 2.0, 3.0)
LEVEL = np.array([[2.0]])
ROUND = np.array([[1.0, 0.0], [0.0, 1.0]])
TILTED = np.array([[2.0, 1.0], [1.0, 3.0]])


def bowls():
    """A quadratic of one to three dimensions, and where to start: not at its minimum."""
    drawn = st.integers(1, 3).flatmap(
        lambda d: st.tuples(tilted(d), arrays((d,)).map(np.round), arrays((d,)).map(np.round))
    )
    bowl = st.shared(drawn.filter(slopes), key="bowl")
    return {name: bowl.map(itemgetter(place)) for place, name in enumerate(("a", "b", "start"))}


def slopes(bowl):
    a, b, start = bowl
    return np.linalg.norm(a @ start - b) > 0.1


def tilted(d):
    """Symmetric positive definite: a diagonal plus the square of a direction."""
    diagonal = st.lists(st.sampled_from(SLOPES), min_size=d, max_size=d).map(np.array)
    return st.tuples(diagonal, arrays((d,), -1, 1)).map(
        lambda both: np.diag(both[0]) + np.outer(both[1], both[1])
    )


def settings(rates, tolerances, limits):
    return {"rate": rates, "tolerance": tolerances, "limit": limits}


few = settings(st.sampled_from([0.1, 0.2]), st.just(1e-9), st.integers(0, 3))
many = settings(st.just(0.15), st.sampled_from([1e-2, 1e-3]), st.just(2000))


takes_steps = agrees(
    descend,
    es="Da los pasos contra el gradiente, no más que el límite",
    en="It takes steps against the gradient, no more than the limit",
    given=bowls() | few,
    examples=[
        example(True, a=LEVEL, b=np.array([4.0]), start=np.array([0.0]), rate=0.25, tolerance=0.001, limit=1),
        example(
            True,
            a=TILTED,
            b=np.array([1.0, 0.0]),
            start=np.array([1.0, 1.0]),
            rate=0.1,
            tolerance=0.001,
            limit=2,
        ),
        example(a=ROUND, b=np.array([1.0, 2.0]), start=np.zeros(2), rate=0.5, tolerance=0.001, limit=0),
        example(a=LEVEL, b=np.array([0.0]), start=np.array([1.0]), rate=2.0, tolerance=0.001, limit=5),
        example(a=LEVEL, b=np.array([0.0]), start=np.array([1.0]), rate=1.0, tolerance=0.001, limit=301),
    ],
    draws=20,
)

stops_in_time = agrees(
    descend,
    es="Se detiene en el primer punto con gradiente pequeño",
    en="It stops at the first point with a small gradient",
    given=bowls() | many,
    examples=[
        example(True, a=LEVEL, b=np.array([4.0]), start=np.array([0.0]), rate=0.25, tolerance=0.1, limit=100),
        example(a=ROUND, b=np.array([3.0, 4.0]), start=np.zeros(2), rate=0.5, tolerance=0.9, limit=100),
        example(
            a=TILTED, b=np.array([1.0, 0.0]), start=np.array([1.0, 1.0]), rate=0.1, tolerance=0.001, limit=500
        ),
    ],
    draws=25,
)

stays_at_the_minimum = agrees(
    descend,
    es="Si ya está donde hay que detenerse, no da ningún paso",
    en="If it already is where it has to stop, it takes no step",
    examples=[
        example(True, a=LEVEL, b=np.array([4.0]), start=np.array([2.0]), rate=0.25, tolerance=0.1, limit=9),
        example(a=LEVEL, b=np.array([4.0]), start=np.array([2.0]), rate=0.25, tolerance=0.0, limit=9),
        example(a=ROUND, b=np.array([3.0, 4.0]), start=np.zeros(2), rate=0.25, tolerance=5.0, limit=9),
    ],
)


@check(
    es="Con pasos suficientes resuelve A w = b",
    en="With enough steps it solves A w = b",
    given=bowls(),
    draws=10,
)
def reaches_the_solution(call, a, b, start):
    answer = call("descend", a, b, start, 0.15, 1e-7, 3000)
    whole = isinstance(answer, tuple) and len(answer) == 2 and getattr(answer[0], "shape", None) == b.shape
    require(
        whole and np.allclose(answer[0], np.linalg.solve(a, b), atol=1e-6),
        es="el punto final cumple A w = b",
        en="the final point satisfies A w = b",
        got=answer,
    )


leaves_arguments = leaves_arguments_alone(
    "descend",
    given=bowls() | many,
    examples=[example(a=LEVEL, b=np.array([4.0]), start=np.array([0.0]), rate=0.25, tolerance=0.1, limit=9)],
)
