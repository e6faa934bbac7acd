from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from reference import cross_entropy_gradient

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays


def batches(low=-4.0, high=4.0):
    shapes = st.tuples(st.integers(1, 4), st.integers(2, 4))
    pairs = shapes.flatmap(lambda shape: st.tuples(arrays(shape, low, high), labels(*shape)))
    batch = st.shared(pairs, key=f"batch within {low} and {high}")
    return {"logits": batch.map(itemgetter(0)), "targets": batch.map(itemgetter(1))}


def labels(count, classes):
    return npst.arrays(np.int64, (count,), elements=st.integers(0, classes - 1), fill=st.nothing())


def gradient_of(call, logits, targets):
    gradient = call("cross_entropy_gradient", logits, targets)
    require(
        isinstance(gradient, np.ndarray) and gradient.dtype == float and gradient.shape == logits.shape,
        es="el resultado es un arreglo float64 con la forma de los logits",
        en="the result is a float64 array with the shape of the logits",
        got=gradient,
    )
    return gradient


def mean_loss(logits, targets):
    log_total = np.logaddexp.reduce(logits, axis=1)
    return np.mean(log_total - logits[np.arange(len(targets)), targets])


follows_the_definition = agrees(
    cross_entropy_gradient,
    es="Es la derivada de la pérdida media respecto de cada logit",
    en="It is the derivative of the mean loss with respect to each logit",
    given=batches(),
    examples=[
        example(True, logits=np.array([[0.0, 0.0]]), targets=np.array([0])),
        example(True, logits=np.array([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0]]), targets=np.array([0, 2])),
        example(logits=np.array([[0.0, 3.0], [1.0, 0.0], [0.0, 0.0]]), targets=np.array([1, 1, 0])),
        example(logits=np.array([[5.0], [-2.0]]), targets=np.array([0, 0])),
    ],
)

survives_large_scores = agrees(
    cross_entropy_gradient,
    es="Los puntajes enormes dan un gradiente finito",
    en="Huge scores give a finite gradient",
    given=batches(-10_000, 10_000),
    examples=[
        example(True, logits=np.array([[1000.0, 1000.0]]), targets=np.array([1])),
        example(logits=np.array([[0.0, -1000.0]]), targets=np.array([1])),
        example(logits=np.array([[0.0, 1.0], [-2000.0, -2000.0]]), targets=np.array([0, 1])),
    ],
)


@check(
    es="Coincide con lo que cambia la pérdida al mover un logit",
    en="It matches how the loss changes when one logit moves",
    given=batches(),
    draws=20,
)
def matches_the_slope(call, logits, targets):
    gradient = gradient_of(call, logits, targets)
    step = 1e-5 * np.eye(logits.size).reshape(-1, *logits.shape)
    up = np.array([mean_loss(logits + moved, targets) for moved in step])
    down = np.array([mean_loss(logits - moved, targets) for moved in step])
    slopes = ((up - down) / 2e-5).reshape(logits.shape)
    require(
        np.allclose(gradient, slopes, atol=1e-6),
        es="cada número es la pendiente de la pérdida media al mover un poco ese logit",
        en="each number is the slope of the mean loss when that logit moves a little",
        got=gradient,
    )


@check(
    es="Cada fila suma 0",
    en="Each row adds up to 0",
    given=batches(),
)
def rows_add_up_to_zero(call, logits, targets):
    gradient = gradient_of(call, logits, targets)
    require(
        np.allclose(np.sum(gradient, axis=-1), 0.0),
        es="los números de cada fila suman 0",
        en="the numbers of each row add up to 0",
        got=gradient,
    )


@check(
    es="Un paso pequeño en contra del gradiente baja la pérdida",
    en="A small step against the gradient lowers the loss",
    given=batches(),
)
def descent_lowers_the_loss(call, logits, targets):
    gradient = gradient_of(call, logits, targets)
    before, after = mean_loss(logits, targets), mean_loss(logits - 0.1 * gradient, targets)
    require(
        after < before,
        es="la pérdida en logits - 0.1 * gradiente es menor que en logits",
        en="the loss at logits - 0.1 * gradient is lower than at logits",
        got=gradient,
    )


first_classes = batches()["logits"].map(lambda logits: np.zeros(len(logits), dtype=np.int64))

leaves_arguments = leaves_arguments_alone(
    "cross_entropy_gradient",
    given=batches() | {"targets": first_classes},
    examples=[example(logits=np.array([[1.0, 2.0]]), targets=np.array([0]))],
)

growth = Growth(
    function="cross_entropy_gradient",
    inputs=lambda size: (np.zeros((size, 8)), np.zeros(size, dtype=np.int64)),
    sizes=(200, 400, 800, 1600),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que el tamaño del lote.",
        en="The time grows faster than the size of the batch.",
    ),
)
