import numpy as np
from reference import softmax

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require
from tools.strategies import tensors

scores = {"logits": tensors()}

follows_the_definition = agrees(
    softmax,
    es="Cada fila sigue la definición",
    en="Each row follows the definition",
    given=scores,
    examples=[
        example(True, logits=np.array([0.0, 0.0])),
        example(True, logits=np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 3.0]])),
        example(logits=np.array([[1.0, 2.0], [3.0, 5.0]])),
        example(logits=np.array([7.0])),
    ],
)

survives_large_scores = agrees(
    softmax,
    es="Los puntajes enormes no desbordan",
    en="Huge scores do not overflow",
    given={"logits": tensors(low=-10_000, high=10_000)},
    examples=[
        example(True, logits=np.array([1000.0, 1001.0])),
        example(logits=np.array([-1000.0, -1001.0])),
        example(logits=np.array([[0.0, 1.0], [-2000.0, -2000.0]])),
    ],
)


@check(
    es="Sumar lo mismo a toda una fila no cambia nada",
    en="Adding the same to a whole row changes nothing",
    given=scores,
)
def ignores_a_shift(call, logits):
    moved = call("softmax", logits + 3.0)
    require(
        np.allclose(moved, call("softmax", logits)),
        es="softmax(logits + 3) es igual a softmax(logits)",
        en="softmax(logits + 3) equals softmax(logits)",
        got=moved,
    )


leaves_scores_alone = leaves_arguments_alone(
    "softmax", given=scores, examples=[example(logits=np.array([[1.0, 2.0]]))]
)

growth = Growth(
    function="softmax",
    inputs=lambda size: (np.zeros((size, 8)),),
    sizes=(200, 400, 800, 1600),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que el tamaño del lote.",
        en="The time grows faster than the size of the batch.",
    ),
)
