import numpy as np
from hypothesis import strategies as st
from reference import add, create, remove, search

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, same

NONE = np.zeros(0, dtype=np.int64)
SMALL = {
    "ids": np.array([2, 5, 7, 9]),
    "vectors": np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0], [-1.0, 0.5]]),
}
EMPTY = {"ids": NONE, "vectors": np.zeros((0, 2))}
TIED = {"ids": np.array([1, 4, 8]), "vectors": np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])}
MANY = {"ids": np.arange(30), "vectors": np.array([[1.0, 0.0], [0.0, 1.0]] * 15)}
QUERY = np.array([[1.0, 0.25]])


@st.composite
def filled(draw):
    """An index of four to seven vectors; few numbers, so that ties are common."""
    ids = sorted(draw(st.sets(st.integers(0, 20), min_size=4, max_size=7)))
    row = st.tuples(*[st.integers(-3, 3).map(float)] * 2)
    return {"ids": np.array(ids), "vectors": np.array([draw(row) for _ in ids])}


adds_new_ids = agrees(
    add,
    es="Agregar guarda los ids en orden creciente, cada uno con su vector",
    en="Adding stores the ids in increasing order, each with its vector",
    examples=[
        example(True, index=EMPTY, ids=np.array([7, 3]), vectors=np.array([[1.0, 2.0], [3.0, 4.0]])),
        example(index=SMALL, ids=np.array([6, 1]), vectors=np.array([[6.0, 6.0], [1.0, 1.0]])),
        example(index=SMALL, ids=NONE, vectors=np.zeros((0, 2))),
    ],
)

replaces_known_ids = agrees(
    add,
    es="Un id que ya estaba recibe el vector nuevo",
    en="An id that was there gets the new vector",
    examples=[
        example(True, index=SMALL, ids=np.array([5]), vectors=np.array([[8.0, 8.0]])),
        example(index=SMALL, ids=np.array([9, 4, 2]), vectors=np.array([[9.0, 9.0], [4.0, 4.0], [2.0, 2.0]])),
    ],
)

removes_ids = agrees(
    remove,
    es="Eliminar quita los ids pedidos y no toca los demás",
    en="Removing takes the ids asked for and leaves the others alone",
    examples=[
        example(True, index=SMALL, ids=np.array([5, 9])),
        example(index=SMALL, ids=np.array([0, 7, 100])),
        example(index=SMALL, ids=np.array([9, 7, 5, 2])),
        example(index=EMPTY, ids=np.array([1])),
    ],
)

largest_products = agrees(
    search,
    es='Con "ip" van primero los productos internos más grandes',
    en='With "ip" the largest inner products come first',
    given={
        "index": filled(),
        "queries": st.just(np.array([[1.0, 0.5], [-2.0, 1.0]])),
        "k": st.integers(1, 4),
        "metric": st.just("ip"),
    },
    examples=[
        example(True, index=SMALL, queries=QUERY, k=2, metric="ip"),
        example(index=SMALL, queries=np.array([[1.0, 0.0], [0.0, -1.0]]), k=4, metric="ip"),
    ],
)

shortest_distances = agrees(
    search,
    es='Con "l2" van primero las distancias al cuadrado más pequeñas',
    en='With "l2" the smallest squared distances come first',
    given={
        "index": filled(),
        "queries": st.just(np.array([[1.0, 0.5], [-2.0, 1.0]])),
        "k": st.integers(1, 4),
        "metric": st.just("l2"),
    },
    examples=[
        example(True, index=SMALL, queries=QUERY, k=2, metric="l2"),
        example(index=SMALL, queries=np.array([[2.0, 2.0], [-1.0, 0.0]]), k=4, metric="l2"),
    ],
)

ties_by_id = agrees(
    search,
    es="En un empate va primero el id menor",
    en="In a tie the smaller id comes first",
    examples=[
        example(True, index=TIED, queries=np.array([[1.0, 0.0]]), k=2, metric="ip"),
        example(index=TIED, queries=np.array([[1.0, 1.0]]), k=3, metric="l2"),
        example(index=MANY, queries=np.array([[1.0, 0.0]]), k=20, metric="ip"),
        example(index=MANY, queries=np.array([[0.0, 1.0]]), k=18, metric="l2"),
    ],
)

fewer_than_k = agrees(
    search,
    es="Si hay menos de k vectores, los lugares que faltan se completan",
    en="With fewer than k vectors the missing places are filled",
    examples=[
        example(True, index=TIED, queries=QUERY, k=4, metric="ip"),
        example(index=TIED, queries=QUERY, k=5, metric="l2"),
        example(index=EMPTY, queries=np.ones((2, 2)), k=2, metric="ip"),
        example(index=EMPTY, queries=QUERY, k=1, metric="l2"),
    ],
)


@check(
    es="Crear, agregar, eliminar y buscar, uno tras otro",
    en="Creating, adding, removing and searching, one after the other",
    given={
        "first": st.permutations([4, 9, 1, 6]),
        "second": st.permutations([9, 2, 4]),
        "gone": st.sampled_from([[4], [9, 1], [2, 6, 30]]),
    },
    examples=[example(first=[4, 9, 1, 6], second=[9, 2, 4], gone=[4])],
    draws=12,
)
def a_life(call, first, second, gone):
    def rows(ids, step):
        return np.array([[i / 8, step - i / 4, 1.0] for i in ids])

    mine, theirs = call("create", 3), create(3)
    same(mine, theirs)
    for step, ids in enumerate([first, second]):
        mine = call("add", mine, np.array(ids), rows(ids, step))
        theirs = add(theirs, np.array(ids), rows(ids, step))
    mine, theirs = call("remove", mine, np.array(gone)), remove(theirs, np.array(gone))
    same(mine, theirs)
    queries = np.array([[1.0, -0.5, 0.25]])
    for metric in ("ip", "l2"):
        same(call("search", mine, queries, 3, metric), search(theirs, queries, 3, metric))


add_leaves_the_index = leaves_arguments_alone(
    "add", examples=[example(index=SMALL, ids=np.array([5]), vectors=np.array([[8.0, 8.0]]))]
)
search_leaves_the_index = leaves_arguments_alone(
    "search", examples=[example(index=SMALL, queries=QUERY, k=2, metric="l2")]
)

growth = Growth(
    function="search",
    inputs=lambda size: (
        {"ids": np.arange(size), "vectors": np.ones((size, 8))},
        np.ones((4, 8)),
        5,
        "ip",
    ),
    sizes=(1000, 2000, 4000, 8000),
    exponent=1.4,
    why=Text(
        es="El tiempo crece más que la cantidad de vectores.",
        en="The time grows faster than the number of vectors.",
    ),
)
