import numpy as np
from hypothesis import strategies as st
from oracle import base_loss, trainable_parameters, tune

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

WEIGHTS = [
    np.array([[0.5, -0.25, 0.75], [0.25, 0.5, -0.5], [-0.75, 0.25, 0.25], [0.5, 0.5, 0.25]]),
    np.array([[0.25, -0.5, 0.5, 0.75], [0.5, 0.25, -0.25, 0.5], [0.75, 0.5, 0.25, -0.25]]),
    np.array([[0.5, 0.25, -0.5], [0.25, 0.75, 0.5]]),
]
INPUTS = np.array([[1.0, 0.5, -0.5], [0.0, 1.0, 0.25], [-1.0, 0.5, 1.0], [0.5, -0.5, 0.75]])
TARGETS = np.array([[1.0, 0.0], [0.5, -1.0], [0.0, 1.0], [-0.5, 0.5]])
ONE = np.array([[1.0]])
RUN = {"inputs": INPUTS, "targets": TARGETS, "learning_rate": 0.05, "seed": 0}
CHOSEN = st.sampled_from([[1], [0], [0, 2], [2, 1, 0]])
RANKS = st.integers(1, 2)
AT_REST = {"alpha": 4, "learning_rate": 0.0, "seed": 0}

# Runs whose values do not depend on how A was drawn, so that they can be shown as tests.
nothing_moves = agrees(
    tune,
    es="Con learning rate 0, los pesos y las pérdidas quedan como al comienzo",
    en="With a learning rate of 0, weights and losses stay as at the beginning",
    examples=[
        example(True, weights=[ONE], adapted=[0], inputs=ONE, targets=3 * ONE, rank=1, steps=2, **AT_REST),
        example(
            True, weights=WEIGHTS, adapted=[0, 2], inputs=INPUTS, targets=TARGETS, rank=2, steps=3, **AT_REST
        ),
    ],
)


def trained(call, adapted, rank, alpha=4, steps=4, **changes):
    return call("tune", WEIGHTS, adapted, **{**RUN, "rank": rank, "alpha": alpha, "steps": steps, **changes})


@check(
    es="Se entrenan solo las dos matrices de cada capa adaptada",
    en="Only the two matrices of each adapted layer are trained",
    given={"adapted": CHOSEN, "rank": RANKS},
    draws=4,
    examples=[example(True, adapted=[1], rank=2), example(adapted=[0, 2], rank=1)],
)
def few_parameters(call, adapted, rank):
    got = trained(call, adapted, rank)
    same(got["trainable"], trainable_parameters(WEIGHTS, adapted, rank))


@check(
    es="La primera pérdida es la del modelo base, y después baja",
    en="The first loss is that of the base model, and then it falls",
    given={"adapted": CHOSEN, "targets": arrays((4, 2), low=-2, high=2)},
    draws=4,
    examples=[
        example(True, adapted=[1], targets=TARGETS),
        example(adapted=[0, 1, 2], targets=np.array([[2.0, 2.0]] * 4)),
    ],
)
def starts_at_the_base(call, adapted, targets):
    losses = trained(call, adapted, 2, targets=targets)["losses"]
    require(
        isinstance(losses, list) and len(losses) == 4,
        es="hay una pérdida por paso",
        en="there is one loss a step",
        got=losses,
    )
    same(losses[0], base_loss(WEIGHTS, INPUTS, targets), 1e-9)
    require(losses[-1] <= losses[0], es="la pérdida baja", en="the loss falls", got=losses)


@check(
    es="Las capas que no se adaptan salen como entraron",
    en="The layers that are not adapted come out as they went in",
    given={"adapted": CHOSEN, "rank": RANKS},
    draws=4,
    examples=[example(True, adapted=[1], rank=1), example(adapted=[0, 2], rank=2)],
)
def the_rest_is_frozen(call, adapted, rank):
    weights = trained(call, adapted, rank)["weights"]
    same(len(weights), 3)
    for index in {0, 1, 2} - set(adapted):
        same(weights[index], WEIGHTS[index])


@check(
    es="Lo aprendido está en los pesos, con el rango pedido",
    en="What was learned is in the weights, with the rank asked for",
    given={"adapted": CHOSEN, "rank": RANKS},
    draws=4,
    examples=[example(adapted=[1], rank=1), example(adapted=[2], rank=1)],
)
def low_rank_change(call, adapted, rank):
    got = trained(call, adapted, rank, steps=6)
    for index in adapted:
        change = got["weights"][index] - WEIGHTS[index]
        require(
            bool(np.abs(change).max() > 1e-9),
            es="el peso de una capa adaptada cambia",
            en="the weight of an adapted layer changes",
            got=got["weights"][index],
        )
        require(
            int(np.linalg.matrix_rank(change, tol=1e-9)) <= rank,
            es="el cambio tiene el rango pedido a lo sumo",
            en="the change has at most the rank asked for",
            got=got["weights"][index],
        )
    require(
        base_loss(got["weights"], INPUTS, TARGETS) < got["losses"][0],
        es="la red fusionada acierta más que la original",
        en="the merged network does better than the original one",
        got=got["losses"],
    )


@check(
    es="La escala es alfa dividido entre el rango",
    en="The scale is alpha divided by the rank",
    given={"rank": RANKS, "alpha": st.sampled_from([1, 2, 4])},
    draws=3,
    examples=[example(rank=1, alpha=1), example(rank=2, alpha=8)],
)
def scale_counts_twice(call, rank, alpha):
    once, twice = (
        trained(call, [1], rank, alpha=each, steps=1)["weights"][1] - WEIGHTS[1]
        for each in (alpha, 2 * alpha)
    )
    require(
        np.allclose(twice, 4 * once, rtol=1e-6, atol=1e-12) and bool(np.abs(once).max() > 0),
        es="con el doble de alfa, el primer paso cambia el peso 4 veces más",
        en="with twice the alpha, the first step changes the weight 4 times as much",
        got=twice,
    )


@check(
    es="Una red de una sola capa también se ajusta",
    en="A network of a single layer is tuned too",
    examples=[
        example(True, weights=[ONE], inputs=ONE, targets=np.array([[3.0]])),
        example(weights=[np.array([[1.0, -1.0]])], inputs=np.array([[0.5, 2.0]]), targets=np.array([[1.0]])),
    ],
)
def a_single_layer(call, weights, inputs, targets):
    got = call("tune", weights, [0], inputs, targets, 1, 1, 1, 0.1, 0)
    same(got["losses"], [base_loss(weights, inputs, targets)], 1e-9)
    same(got["trainable"], trainable_parameters(weights, [0], 1))


leaves_the_weights = leaves_arguments_alone(
    "tune",
    examples=[example(weights=WEIGHTS, adapted=[1], **RUN, rank=1, alpha=1, steps=2)],
)
