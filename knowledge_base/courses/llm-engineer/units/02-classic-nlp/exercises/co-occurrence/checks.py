import numpy as np
from hypothesis import strategies as st
from reference import co_occurrence

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require, same

distinct = st.permutations([0, 1, 2, 3]).flatmap(lambda ids: st.integers(3, 4).map(lambda n: list(ids[:n])))
repeating = st.lists(st.integers(0, 2), min_size=6, max_size=9)

weighs_by_distance = agrees(
    co_occurrence,
    es="Cada pareja pesa 1 / distancia, en ambos sentidos",
    en="Each couple weighs 1 / distance, both ways",
    given={"sentences": distinct.map(lambda ids: [ids]), "size": st.just(4), "window": st.integers(2, 3)},
    examples=[
        example(True, sentences=[[0, 1]], size=2, window=1),
        example(True, sentences=[[0, 1, 2]], size=3, window=2),
        example(sentences=[[2, 0, 1, 3]], size=5, window=2),
    ],
    draws=20,
)

repeated_words = agrees(
    co_occurrence,
    es="Las parejas repetidas se suman todas",
    en="Repeated couples are all added up",
    given={"sentences": repeating.map(lambda ids: [ids]), "size": st.just(3), "window": st.integers(2, 3)},
    examples=[
        example(True, sentences=[[0, 1, 0, 1]], size=2, window=1),
        example(sentences=[[0, 0]], size=1, window=1),
        example(sentences=[[0, 1], [0, 1]], size=2, window=1),
    ],
    draws=20,
)

sentences_apart = agrees(
    co_occurrence,
    es="La ventana no pasa de una oración a otra",
    en="The window does not pass from one sentence to another",
    examples=[
        example(True, sentences=[[0], [1]], size=2, window=1),
        example(sentences=[[0, 1], [2, 0]], size=3, window=3),
    ],
)

short_sentences = agrees(
    co_occurrence,
    es="Admite oraciones vacías y ventanas más largas que la oración",
    en="Takes empty sentences and windows longer than the sentence",
    examples=[
        example(True, sentences=[], size=2, window=1),
        example(sentences=[[], [1]], size=2, window=4),
        example(sentences=[[0, 1]], size=2, window=9),
    ],
)


@check(
    es="La matriz es simétrica",
    en="The matrix is symmetric",
    given={"sentence": distinct},
    draws=10,
)
def is_symmetric(call, sentence):
    matrix = call("co_occurrence", [sentence], 4, 2)
    require(
        np.allclose(matrix, matrix.T),
        es="la celda (a, b) es igual a la celda (b, a)",
        en="cell (a, b) equals cell (b, a)",
        got=matrix,
    )


@check(
    es="Contar dos corpus y sumar es contar su unión",
    en="Counting two corpora and adding is counting both together",
    given={"first": repeating, "second": repeating},
    draws=10,
)
def adds_up(call, first, second):
    apart = [call("co_occurrence", [ids], 3, 2) for ids in (first, second)]
    same(call("co_occurrence", [first, second], 3, 2), apart[0] + apart[1])


leaves_sentences_alone = leaves_arguments_alone(
    "co_occurrence", examples=[example(sentences=[[0, 1], [1]], size=2, window=1)]
)

growth = Growth(
    function="co_occurrence",
    inputs=lambda size: ([[0, 1] * size], 2, 3),
    sizes=(250, 500, 1000, 2000),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que el largo del corpus; basta con mirar dentro de la ventana.",
        en="The time grows faster than the length of the corpus; looking inside the window is enough.",
    ),
)
