import numpy as np
from hypothesis import strategies as st
from oracle import flat_search, ivf_search

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

CLOSE = 1e-5  # single precision
AXES = np.eye(3)
LENGTHS = np.array([[0.5], [4.0], [1.0]])  # of centroids: their cells are those of the axes all the same
QUERIES = np.array([[5.0, 2.0, 1.0], [-1.0, 3.0, 2.0]])
# No two of these have nearly the same cosine with a query, and each has one nearest axis.
POOL = np.array(
    [
        [-3.0, 5.0, 2.0],
        [-2.0, 3.0, 5.0],
        [3.0, 2.0, -3.0],
        [-1.0, -1.0, 3.0],
        [-3.0, -3.0, 1.0],
        [4.0, 5.0, -2.0],
        [-1.0, -3.0, -3.0],
        [-2.0, 1.0, -3.0],
        [-1.0, -1.0, 2.0],
        [3.0, 4.0, 1.0],
    ]
)
ONE = [([10, 11, 12], POOL[[0, 2, 9]])]
AGAIN = [([10, 11, 12], POOL[[0, 2, 9]]), ([11, 13], POOL[[5, 3]])]
ALL = [(list(range(20, 30)), POOL)]


def two_batches(rows):
    """Six ids and then four, two of which were there already."""
    return [([1, 2, 3, 4, 5, 6], POOL[rows[:6]]), ([5, 7, 2, 8], POOL[rows[6:]])]


batches = st.permutations(range(10)).map(two_batches)
removals = st.sampled_from([[3], [1, 7], [2, 40]])
sizes, probes = st.integers(1, 6), st.integers(2, 3)

finds_by_cosine = agrees(
    flat_search,
    es="Encuentra los ids con el coseno más grande",
    en="Finds the ids with the largest cosine",
    examples=[
        example(True, batches=ONE, removed=[], queries=QUERIES[:1], k=2),
        example(batches=ALL, removed=[], queries=QUERIES, k=4),
        example(batches=[([7], POOL[:1])], removed=[], queries=QUERIES, k=1),
    ],
    tolerance=CLOSE,
)

replaces_and_removes = agrees(
    flat_search,
    es="Un id que vuelve reemplaza al anterior, y lo eliminado no aparece",
    en="An id that comes again replaces the one before, and what was removed does not appear",
    given={"batches": batches, "removed": removals, "queries": st.just(QUERIES), "k": sizes},
    draws=8,
    examples=[
        example(True, batches=AGAIN, removed=[], queries=QUERIES[:1], k=4),
        example(True, batches=ONE, removed=[10, 99], queries=QUERIES[:1], k=2),
        example(
            batches=[([1, 2], POOL[:2]), ([1], POOL[4:5]), ([1], POOL[6:7])], removed=[], queries=QUERIES, k=2
        ),
    ],
    tolerance=CLOSE,
)

fewer_than_k = agrees(
    flat_search,
    es="Si hay menos de k vectores, devuelve los que hay",
    en="With fewer than k vectors it returns those that there are",
    examples=[
        example(True, batches=ONE, removed=[], queries=QUERIES[:1], k=5),
        example(batches=ONE, removed=[12, 11, 10], queries=QUERIES, k=2),
        example(batches=[([0, 1], POOL[:2])], removed=[], queries=QUERIES, k=3),
    ],
    tolerance=CLOSE,
)

opens_the_nearest_cells = agrees(
    ivf_search,
    es="Busca solo en las celdas que se abren",
    en="Searches only in the cells that are opened",
    given={
        "batches": batches,
        "removed": removals,
        "queries": st.just(QUERIES),
        "k": st.just(8),
        "centroids": st.just(AXES),
        "probes": probes,
    },
    draws=8,
    examples=[
        example(True, batches=ALL, removed=[], queries=QUERIES[:1], k=3, centroids=AXES, probes=1),
        example(True, batches=ALL, removed=[], queries=QUERIES[:1], k=4, centroids=AXES, probes=2),
        example(batches=ALL, removed=[29, 25], queries=QUERIES, k=3, centroids=AXES, probes=2),
        example(batches=AGAIN, removed=[], queries=QUERIES, k=2, centroids=AXES, probes=1),
        example(batches=ONE, removed=[12], queries=QUERIES, k=4, centroids=AXES[:1], probes=1),
        example(batches=ALL, removed=[], queries=QUERIES, k=3, centroids=AXES * LENGTHS, probes=1),
    ],
    tolerance=CLOSE,
)


@check(
    es="Con todas las celdas abiertas, el IVF da lo mismo que la búsqueda exacta",
    en="With all cells open the IVF gives the same as exact search",
    given={"batches": batches, "removed": removals, "k": sizes},
    draws=6,
    examples=[example(batches=ALL, removed=[21], k=5)],
)
def all_cells(call, batches, removed, k):
    exact = call("flat_search", batches, removed, QUERIES, k)
    opened = call("ivf_search", batches, removed, QUERIES, k, AXES, 3)
    same(opened, exact, CLOSE)
    scores = [score for hits in opened["hits"] for _, score in hits]
    require(
        all(abs(score) <= 1 + CLOSE for score in scores),
        es="los puntajes son cosenos, de -1 a 1",
        en="scores are cosines, from -1 to 1",
        got=scores,
    )


leaves_the_vectors = leaves_arguments_alone(
    "ivf_search",
    examples=[
        example(batches=AGAIN, removed=[13], queries=QUERIES, k=2, centroids=2 * AXES[:2], probes=1),
        example(
            batches=[([1], POOL[:1].astype(np.float32))],
            removed=[],
            queries=QUERIES.astype(np.float32),
            k=1,
            centroids=AXES.astype(np.float32),
            probes=1,
        ),
    ],
)
