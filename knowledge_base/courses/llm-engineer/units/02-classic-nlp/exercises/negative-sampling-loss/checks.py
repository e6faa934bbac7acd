import numpy as np
from hypothesis import strategies as st
from reference import negative_sampling_loss

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays


@st.composite
def batches(draw, pairs=(2, 3), drawn=(2, 3)):
    """Centres, contexts and negatives of one batch."""
    size, negatives, width = draw(st.integers(*pairs)), draw(st.integers(*drawn)), draw(st.integers(1, 3))
    shapes = ((size, width), (size, width), (size, negatives, width))
    return tuple(draw(arrays(shape, low=-2, high=2)) for shape in shapes)


def pair(centre, context, *negatives):
    """A batch of one pair."""
    return np.array([centre]), np.array([context]), np.array([negatives])


one = pair([1.0, 0.0], [0.0, 2.0], [0.0, 4.0])
zeros = pair([0.0], [0.0], [0.0], [0.0])
two = (np.array([[1.0], [2.0]]), np.array([[1.0], [-1.0]]), np.array([[[1.0]], [[0.5]]]))
many = pair([1.0, -1.0], [0.5, 0.5], [1.0, 0.0], [0.0, 1.0], [2.0, -1.0])


def four(call, batch):
    """The four results of a call."""
    result = call("negative_sampling_loss", *batch)
    require(
        isinstance(result, tuple) and len(result) == 4,
        es="devuelve una tupla de cuatro",
        en="it returns a tuple of four",
        got=result,
    )
    return result


def one_part(index, es, en):
    """A check of one of the four results."""

    @check(
        es=es,
        en=en,
        given={"batch": batches()},
        examples=[example(batch=batch) for batch in (one, zeros, two, many)],
        draws=15,
    )
    def body(call, batch):
        same(four(call, batch)[index], negative_sampling_loss(*batch)[index])

    return body


loss_is_right = one_part(
    0, es="La pérdida es el promedio de los pares", en="The loss is the mean over the pairs"
)
centres_are_right = one_part(1, es="El gradiente de los centros", en="The gradient of the centres")
contexts_are_right = one_part(2, es="El gradiente de los contextos", en="The gradient of the contexts")
negatives_are_right = one_part(3, es="El gradiente de los negativos", en="The gradient of the negatives")

survives_large_scores = agrees(
    negative_sampling_loss,
    es="Los productos punto enormes no dan inf ni nan",
    en="Huge dot products give no inf or nan",
    examples=[
        example(
            True, centres=np.array([[20.0]]), contexts=np.array([[-50.0]]), negatives=np.array([[[5.0]]])
        ),
        example(
            centres=np.array([[100.0]]),
            contexts=np.array([[100.0]]),
            negatives=np.array([[[100.0], [-100.0]]]),
        ),
        example(centres=np.array([[-100.0]]), contexts=np.array([[100.0]]), negatives=np.array([[[1.0]]])),
    ],
)


@check(
    es="Un paso pequeño en contra de los gradientes baja la pérdida como ellos dicen",
    en="A small step against the gradients lowers the loss as they say",
    given={"batch": batches()},
    examples=[example(batch=one), example(batch=two)],
    draws=10,
)
def gradients_are_slopes(call, batch):
    gradients = four(call, batch)[1:]
    for slope, item in zip(gradients, batch, strict=True):
        require(
            isinstance(slope, np.ndarray) and slope.shape == item.shape and slope.dtype == float,
            es=f"el gradiente de un arreglo de forma {item.shape} tiene esa forma",
            en=f"the gradient of an array of shape {item.shape} has that shape",
            got=slope,
        )
    step = 1e-4
    ahead = four(call, [item - step * slope for item, slope in zip(batch, gradients, strict=True)])[0]
    behind = four(call, [item + step * slope for item, slope in zip(batch, gradients, strict=True)])[0]
    four(call, batch)
    promised = float(sum((slope**2).sum() for slope in gradients))
    found = (behind - ahead) / (2 * step) if isinstance(ahead, float) and isinstance(behind, float) else None
    require(
        found is not None and abs(found - promised) < 1e-3 * (1 + promised),
        es=f"la suma de los cuadrados de los gradientes es {promised:.4g}, y a ese ritmo baja la pérdida",
        en=f"the squares of the gradients add up to {promised:.4g}, and the loss falls at that rate",
        got=found,
    )


leaves_vectors_alone = leaves_arguments_alone(
    "negative_sampling_loss",
    examples=[example(centres=many[0], contexts=many[1], negatives=many[2])],
)
