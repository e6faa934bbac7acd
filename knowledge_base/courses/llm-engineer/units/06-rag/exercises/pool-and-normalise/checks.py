import numpy as np
from hypothesis import strategies as st
from reference import cosines, mean_pool, normalise

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays, matrices

WORDS = np.array([[[2.0, 0.0], [0.0, 2.0], [5.0, -1.0]]])
TWO = np.array([[[1.0, 2.0], [3.0, 6.0]], [[4.0, 0.0], [9.0, 9.0]]])
# In each batch the second text is shorter, and its padding is not zero.
batches = arrays((2, 3, 2), low=1)

averages_real_tokens = agrees(
    mean_pool,
    es="Cada texto recibe la media de sus tokens reales",
    en="Each text gets the mean of its real tokens",
    given={
        "tokens": batches,
        "mask": st.sampled_from([[1, 1, 0], [1, 0, 0], [0, 1, 1]]).map(
            lambda short: np.array([[1, 1, 1], short])
        ),
    },
    examples=[
        example(True, tokens=WORDS, mask=np.array([[1, 1, 0]])),
        example(True, tokens=TWO, mask=np.array([[1, 1], [1, 0]])),
        example(tokens=TWO, mask=np.array([[1, 1], [0, 1]])),
        example(tokens=WORDS, mask=np.array([[1, 1, 1]])),
        example(tokens=WORDS[:, :1], mask=np.array([[1]])),
    ],
)

texts_without_tokens = agrees(
    mean_pool,
    es="Un texto sin tokens reales recibe el vector cero",
    en="A text without real tokens gets the zero vector",
    examples=[
        example(True, tokens=TWO, mask=np.array([[1, 1], [0, 0]])),
        example(tokens=WORDS, mask=np.array([[0, 0, 0]])),
    ],
)

unit_rows = agrees(
    normalise,
    es="Cada fila queda con norma 1 y su misma dirección; la fila cero queda igual",
    en="Each row ends with norm 1 and its own direction; a zero row stays as it is",
    given={"vectors": matrices(rows=(2, 3), columns=(2, 3), low=1)},
    examples=[
        example(True, vectors=np.array([[3.0, 4.0], [0.0, 2.0]])),
        example(True, vectors=np.array([[1.0, 1.0], [0.0, 0.0]])),
        example(vectors=np.array([[0.25, 0.0], [-0.3, 0.4]])),
        example(vectors=np.array([[-7.0]])),
    ],
)

cosines_of_pairs = agrees(
    cosines,
    es="Cada pregunta se compara con cada pasaje, y el largo no cuenta",
    en="Each question is compared with each passage, and length does not count",
    given={"questions": arrays((2, 3), low=1), "passages": arrays((3, 3), low=1)},
    examples=[
        example(True, questions=np.array([[2.0, 0.0]]), passages=np.array([[3.0, 4.0], [0.0, 1.0]])),
        example(questions=np.array([[1.0, 1.0], [0.0, -3.0]]), passages=np.array([[5.0, 5.0]])),
        example(questions=np.array([[0.0, 0.0], [1.0, 0.0]]), passages=np.array([[0.5, 0.0], [0.0, 0.0]])),
    ],
)


@check(
    es="El relleno no cambia el vector de un texto",
    en="Padding does not change the vector of a text",
    given={"tokens": batches, "padding": arrays((2, 1, 2), low=5, high=9)},
    examples=[example(tokens=TWO, padding=np.array([[[8.0, -8.0]], [[-9.0, 9.0]]]))],
    draws=15,
)
def padding_is_invisible(call, tokens, padding):
    mask = np.ones(tokens.shape[:2], dtype=np.int64)
    alone = call("mean_pool", tokens, mask)
    longer = np.concatenate([tokens, padding], axis=1)
    padded = call("mean_pool", longer, np.pad(mask, ((0, 0), (0, 1))))
    require(
        isinstance(alone, np.ndarray) and alone.shape == (len(tokens), tokens.shape[2]),
        es="hay un vector por texto",
        en="there is one vector a text",
        got=alone,
    )
    same(padded, alone)


leaves_tokens_alone = leaves_arguments_alone(
    "mean_pool", examples=[example(tokens=WORDS, mask=np.array([[1, 1, 0]]))]
)
leaves_vectors_alone = leaves_arguments_alone("normalise", examples=[example(vectors=np.array([[3.0, 4.0]]))])

growth = Growth(
    function="cosines",
    inputs=lambda size: (np.ones((size, 16)), np.ones((50, 16))),
    sizes=(500, 1000, 2000, 4000),
    exponent=1.4,
    why=Text(
        es="El tiempo crece más que la cantidad de preguntas.",
        en="The time grows faster than the number of questions.",
    ),
)
