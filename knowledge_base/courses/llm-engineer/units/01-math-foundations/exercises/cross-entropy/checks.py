from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from reference import cross_entropy

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, same
from tools.strategies import arrays


def batches(low=-4.0, high=4.0):
    shapes = st.tuples(st.integers(1, 4), st.integers(2, 4))
    pairs = shapes.flatmap(lambda shape: st.tuples(arrays(shape, low, high), labels(*shape)))
    batch = st.shared(pairs, key=f"batch within {low} and {high}")
    return {"logits": batch.map(itemgetter(0)), "targets": batch.map(itemgetter(1))}


def labels(count, classes):
    return npst.arrays(np.int64, (count,), elements=st.integers(0, classes - 1), fill=st.nothing())


follows_the_definition = agrees(
    cross_entropy,
    es="Es la pérdida media del lote, en nats",
    en="It is the mean loss of the batch, in nats",
    given=batches(),
    examples=[
        example(True, logits=np.array([[2.0, 1.0, 0.0]]), targets=np.array([0])),
        example(True, logits=np.array([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0]]), targets=np.array([0, 2])),
        example(logits=np.array([[0.0, 3.0], [1.0, 0.0], [0.0, 0.0]]), targets=np.array([1, 1, 0])),
        example(logits=np.array([[5.0], [-2.0]]), targets=np.array([0, 0])),
    ],
)

survives_large_scores = agrees(
    cross_entropy,
    es="Los puntajes enormes dan una pérdida finita",
    en="Huge scores give a finite loss",
    given=batches(-10_000, 10_000),
    examples=[
        example(True, logits=np.array([[1000.0, 1001.0]]), targets=np.array([0])),
        example(True, logits=np.array([[0.0, -1000.0]]), targets=np.array([1])),
        example(logits=np.array([[0.0, 1.0], [-2000.0, -2000.0]]), targets=np.array([0, 1])),
    ],
)


@check(
    es="Con puntajes iguales la pérdida es ln V",
    en="With equal scores the loss is ln V",
    given={"classes": st.integers(2, 6)},
)
def equal_scores_give_the_logarithm(call, classes):
    targets = np.arange(classes)
    same(call("cross_entropy", np.zeros((classes, classes)), targets), float(np.log(classes)))


@check(
    es="Sumar lo mismo a toda una fila no cambia la pérdida",
    en="Adding the same to a whole row does not change the loss",
    given=batches(),
)
def ignores_a_shift(call, logits, targets):
    shifts = np.arange(1.0, len(targets) + 1.0)[:, None]
    loss = call("cross_entropy", logits, targets)
    same(call("cross_entropy", logits + shifts, targets), loss)


@check(
    es="Repetir el lote no cambia la pérdida",
    en="Repeating the batch does not change the loss",
    given=batches(),
)
def does_not_depend_on_the_size(call, logits, targets):
    once = call("cross_entropy", logits, targets)
    same(call("cross_entropy", np.concatenate([logits] * 2), np.concatenate([targets] * 2)), once)


leaves_arguments = leaves_arguments_alone("cross_entropy", given=batches())

growth = Growth(
    function="cross_entropy",
    inputs=lambda size: (np.zeros((size, 8)), np.zeros(size, dtype=np.int64)),
    sizes=(200, 400, 800, 1600),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que el tamaño del lote.",
        en="The time grows faster than the size of the batch.",
    ),
)
