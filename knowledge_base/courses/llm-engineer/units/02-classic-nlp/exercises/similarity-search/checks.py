import numpy as np
from hypothesis import strategies as st
from reference import nearest

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require, same

eye = np.eye(3)


@st.composite
def searches(draw):
    """Queries and items of one width; few numbers, so that ties are common."""
    width, queries, items = draw(st.integers(2, 3)), draw(st.integers(1, 2)), draw(st.integers(2, 5))
    whole = st.integers(-3, 3).map(float)

    def matrix(rows):
        row = st.lists(whole, min_size=width, max_size=width)
        return np.array(draw(st.lists(row, min_size=rows, max_size=rows)))

    return matrix(queries), matrix(items)


def clear_winners(search):
    """Whether no vector is zero and no similarities are tied."""
    queries, items = search
    _indices, ranked = nearest(queries, items, len(items))
    lengths = np.linalg.norm(np.vstack(search), axis=1)
    return lengths.all() and (np.diff(-ranked, axis=1) > 1e-4).all()


known_cases = agrees(
    nearest,
    es="Los índices y las similitudes de casos conocidos",
    en="Indices and similarities of known cases",
    examples=[
        example(True, queries=np.array([[1.0, 0.0]]), items=np.array([[1.0, 0.0], [5.0, 5.0]]), k=1),
        example(
            True, queries=np.array([[1.0, 0.0]]), items=np.array([[0.0, 2.0], [5.0, 5.0], [3.0, 0.0]]), k=2
        ),
        example(queries=np.array([[2.0, 1.0], [-1.0, 3.0]]), items=np.array([[1.0, 2.0], [3.0, -1.0]]), k=2),
        example(queries=np.array([[3.0]]), items=np.array([[-0.5]]), k=1),
    ],
)


@check(
    es="Devuelve los más parecidos, de mayor a menor",
    en="Returns the most alike, from large to small",
    given={"search": searches().filter(clear_winners)},
    draws=30,
)
def finds_the_nearest(call, search):
    same(call("nearest", *search, 2), nearest(*search, 2))


zero_vectors = agrees(
    nearest,
    es="La similitud con el vector cero es 0",
    en="The similarity with the zero vector is 0",
    examples=[
        example(True, queries=np.array([[1.0]]), items=np.array([[-4.0], [0.0], [7.0]]), k=3),
        example(queries=np.array([[0.0, 0.0]]), items=np.array([[1.0, 0.0], [0.0, 1.0]]), k=2),
        example(queries=np.array([[0.0]]), items=np.array([[0.0]]), k=1),
    ],
)

ties_by_index = agrees(
    nearest,
    es="En un empate va primero el índice menor",
    en="In a tie the smaller index comes first",
    examples=[
        example(
            True, queries=np.array([[1.0, 1.0]]), items=np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 0.0]]), k=2
        ),
        example(queries=np.array([[1.0, 2.0, 3.0]]), items=np.array([[3.0, 6.0, 9.0], [0.1, 0.2, 0.3]]), k=1),
        example(queries=np.array([[1.0, 0.0]]), items=np.array([[1.0, 0.0]] * 20 + [[0.0, 1.0]]), k=20),
        example(queries=np.array([[1.0]]), items=np.array([[1.0], [-1.0]] * 10), k=12),
    ],
)

rounds_first = agrees(
    nearest,
    es="El orden es el de las similitudes redondeadas a 9 decimales",
    en="The order is that of the similarities rounded to 9 decimals",
    examples=[
        example(True, queries=np.array([[1.0, 0.0]]), items=np.array([[1.0, 2e-5], [1.0, 0.0]]), k=2),
        example(queries=np.array([[1.0, 0.0]]), items=np.array([[1.0, 6e-5], [1.0, 0.0]]), k=2),
    ],
)

any_length = agrees(
    nearest,
    es="El largo de los vectores no importa, ni siquiera si es minúsculo o enorme",
    en="The length of the vectors does not matter, not even if it is tiny or huge",
    examples=[
        example(queries=np.array([[1.0, 0.0]]), items=np.array([[1e-6, 0.0], [1e6, 1e6]]), k=2),
        example(queries=np.array([[0.0, 1e-6]]), items=np.array([[0.0, 1e-6], [3.0, 4.0]]), k=1),
    ],
)


@check(
    es="Cada consulta recibe lo mismo sola que en un lote",
    en="Each query gets the same alone as in a batch",
    given={"search": searches()},
    draws=15,
)
def queries_are_independent(call, search):
    queries, items = search
    alone = call("nearest", queries[:1], items, 1)
    together = call("nearest", queries, items, 1)
    require(
        isinstance(together, tuple)
        and all(isinstance(part, np.ndarray) and part.ndim == 2 for part in together),
        es="devuelve una tupla de arreglos de dos dimensiones",
        en="it returns a tuple of arrays of two dimensions",
        got=together,
    )
    same(alone, tuple(part[:1] for part in together))


leaves_vectors_alone = leaves_arguments_alone(
    "nearest", examples=[example(queries=3 * eye, items=2 * eye, k=2)]
)

growth = Growth(
    function="nearest",
    inputs=lambda size: (np.ones((4, 16)), np.ones((size, 16)), 3),
    sizes=(1000, 2000, 4000, 8000),
    exponent=1.4,
    why=Text(
        es="El tiempo crece más que la cantidad de elementos.",
        en="The time grows faster than the number of items.",
    ),
)
