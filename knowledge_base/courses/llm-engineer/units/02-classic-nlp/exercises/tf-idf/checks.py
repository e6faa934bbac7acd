import numpy as np
from hypothesis import strategies as st
from reference import tf_idf

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require, same

term = st.sampled_from(["a", "b", "c", "d", "e"])
collections = st.lists(st.lists(term, min_size=1, max_size=6), min_size=2, max_size=4)

follows_the_definition = agrees(
    tf_idf,
    es="El vocabulario y los pesos siguen la definición",
    en="The vocabulary and the weights follow the definition",
    given={"documents": collections},
    examples=[
        example(True, documents=[["sol", "mar"], ["mar"]]),
        example(True, documents=[["a", "b", "b", "b"], ["a", "c"]]),
        example(documents=[["a", "b"], ["a", "b"]]),
        example(documents=[["a", "b"]]),
        example(documents=[["a", "b", "b"], ["a"], ["c"]]),
    ],
    draws=25,
)

handles_empty_documents = agrees(
    tf_idf,
    es="Un documento vacío da una fila de ceros",
    en="An empty document gives a row of zeros",
    examples=[
        example(True, documents=[["b", "a", "b"], []]),
        example(documents=[[]]),
        example(documents=[[], []]),
    ],
)

orders_the_vocabulary = agrees(
    tf_idf,
    es="El vocabulario está ordenado y no repite términos",
    en="The vocabulary is sorted and has no term twice",
    examples=[
        example(True, documents=[["b"], ["a"]]),
        example(documents=[["mar", "ñu", "Mar"], ["zar", "árbol", "mar"]]),
    ],
)


@check(
    es="Las filas de documentos con términos miden 1",
    en="The rows of documents with terms have length 1",
    given={"documents": collections},
    draws=15,
)
def rows_have_length_one(call, documents):
    result = call("tf_idf", documents)
    matrix = result[-1] if isinstance(result, tuple) and result else result
    require(
        isinstance(matrix, np.ndarray) and matrix.dtype == float and np.allclose((matrix**2).sum(axis=-1), 1),
        es="la suma de los cuadrados de cada fila es 1",
        en="the squares of each row add up to 1",
        got=matrix,
    )


@check(
    es="El orden de los términos de un documento no importa",
    en="The order of the terms of a document does not matter",
    given={"documents": collections},
    draws=10,
)
def ignores_the_order_of_terms(call, documents):
    result = call("tf_idf", documents)
    same(call("tf_idf", [document[::-1] for document in documents]), result)


leaves_documents_alone = leaves_arguments_alone("tf_idf", examples=[example(documents=[["b", "a"], ["a"]])])

growth = Growth(
    function="tf_idf",
    inputs=lambda size: ([[f"t{i}" for i in range(size)]],),
    sizes=(1000, 2000, 4000, 8000),
    exponent=1.4,
    why=Text(
        es="El tiempo crece más que la cantidad de términos; buscar cada uno en una lista la recorre entera.",
        en="The time grows faster than the number of terms; looking each one up in a list walks all of it.",
    ),
)
