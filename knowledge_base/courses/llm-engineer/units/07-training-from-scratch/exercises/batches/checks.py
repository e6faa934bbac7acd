from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import batches

from tools.checks import agrees, check, example, leaves_arguments_alone, require

FOUR = {"x": np.array([[0.0], [10.0], [20.0], [30.0]]), "y": np.array([0, 1, 2, 3])}
TURNED = np.array([1, 2, 3, 0])


def shuffled(rows):
    """Cases that say their row and column, the rows as labels, and an order to take them in."""
    drawn = st.tuples(st.integers(*rows), st.integers(1, 2)).flatmap(
        lambda shape: st.tuples(
            st.just(np.arange(shape[0])[:, None] * 10.0 + np.arange(shape[1])),
            st.just(np.arange(shape[0])),
            st.permutations(range(shape[0])).map(np.array),
        )
    )
    data = st.shared(drawn, key=f"data {rows}")
    return {name: data.map(itemgetter(place)) for place, name in enumerate(("x", "y", "permutation"))}


even = agrees(
    batches,
    es="Los lotes siguen el orden de la permutación",
    en="The batches follow the order of the permutation",
    given=shuffled((4, 4)) | {"size": st.sampled_from([1, 2, 4])},
    examples=[
        example(True, **FOUR, permutation=TURNED, size=2),
        example(**FOUR, permutation=TURNED, size=4),
        example(**FOUR, permutation=np.array([0, 1, 2, 3]), size=2),
    ],
    draws=20,
)

uneven = agrees(
    batches,
    es="El último lote lleva lo que sobra",
    en="The last batch carries what is left",
    given=shuffled((5, 5)) | {"size": st.sampled_from([2, 3, 4])},
    examples=[
        example(True, **FOUR, permutation=TURNED, size=3),
        example(**FOUR, permutation=TURNED, size=9),
        example(x=np.array([[1.0]]), y=np.array([1]), permutation=np.array([0]), size=2),
    ],
    draws=20,
)

images = agrees(
    batches,
    es="Sirve para casos de cualquier forma",
    en="It works for cases of any shape",
    examples=[
        example(
            x=np.arange(12.0).reshape(3, 2, 2), y=np.array([5, 6, 7]), permutation=np.array([2, 0, 1]), size=2
        ),
        example(x=np.arange(3.0), y=np.array([5, 6, 7]), permutation=np.array([2, 0, 1]), size=2),
    ],
)


@check(
    es="Cada fila sale exactamente una vez y con su etiqueta",
    en="Each row comes out exactly once and with its label",
    given={
        "permutation": st.integers(1, 7).flatmap(lambda rows: st.permutations(range(rows))).map(np.array),
        "size": st.integers(1, 4),
    },
    examples=[example(permutation=TURNED, size=3)],
    draws=20,
)
def each_row_once(call, permutation, size):
    rows = np.arange(len(permutation))
    found = call("batches", rows[:, None] * 10.0, rows, permutation, size)
    labels = sorted(int(label) for _, y in found for label in y)
    require(
        labels == list(range(len(permutation))),
        es="entre todos los lotes está cada fila una vez",
        en="all batches together hold each row once",
        got=found,
    )
    require(
        all(np.array_equal(x[:, 0], y * 10.0) for x, y in found),
        es="cada caso va con su etiqueta",
        en="each case goes with its label",
        got=found,
    )


leaves_arguments = leaves_arguments_alone(
    "batches",
    given=shuffled((5, 5)) | {"size": st.sampled_from([2, 3])},
    examples=[example(**FOUR, permutation=TURNED, size=3)],
)
