from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import posterior, predict

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import distributions

BAG = np.array([[0.5, 0.5], [0.25, 0.75]])
ALARM = np.array([[0.9, 0.1], [0.05, 0.95]])
ALWAYS_OR_NEVER = np.array([[1.0, 0.0], [0.5, 0.5]])
THREE = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]])
RARE = np.array([[0.0010, 0.999], [0.0011, 0.9989]])
NOTHING = np.array([], dtype=np.int64)


def beliefs():
    """Prior, table and evidence that fit each other; everything is possible."""
    sizes = st.tuples(st.integers(2, 3), st.integers(2, 3))
    drawn = sizes.flatmap(
        lambda size: st.tuples(
            distributions((size[0], size[0])),
            st.lists(distributions((size[1], size[1])), min_size=size[0], max_size=size[0]).map(np.array),
            st.lists(st.integers(0, size[1] - 1), max_size=4).map(
                lambda seen: np.array(seen, dtype=np.int64)
            ),
        )
    )
    belief = st.shared(drawn, key="belief")
    names = ("prior", "likelihood", "evidence")
    return {name: belief.map(itemgetter(place)) for place, name in enumerate(names)}


posterior_after_one = agrees(
    posterior,
    es="Una observación actualiza la probabilidad a priori",
    en="One observation updates the prior",
    examples=[
        example(True, prior=np.array([0.5, 0.5]), likelihood=BAG, evidence=np.array([0])),
        example(True, prior=np.array([0.01, 0.99]), likelihood=ALARM, evidence=np.array([0])),
        example(prior=np.array([0.75, 0.25]), likelihood=THREE, evidence=np.array([2])),
    ],
)

posterior_after_many = agrees(
    posterior,
    es="Cada observación parte de lo que dejó la anterior",
    en="Each observation sets out from what the one before left",
    given=beliefs(),
    examples=[
        example(True, prior=np.array([0.5, 0.5]), likelihood=BAG, evidence=np.array([0, 1, 1])),
        example(prior=np.array([0.2, 0.8]), likelihood=THREE, evidence=np.array([0, 0, 1, 2])),
        example(prior=np.array([0.25, 0.75]), likelihood=BAG, evidence=NOTHING),
    ],
)

posterior_takes_zeros = agrees(
    posterior,
    es="Lo que la evidencia hace imposible queda en 0",
    en="What the evidence makes impossible stays at 0",
    examples=[
        example(True, prior=np.array([0.5, 0.5]), likelihood=ALWAYS_OR_NEVER, evidence=np.array([0, 1])),
        example(prior=np.array([0.0, 1.0]), likelihood=BAG, evidence=np.array([0, 0])),
        example(prior=np.array([0.5, 0.5]), likelihood=ALWAYS_OR_NEVER, evidence=np.array([0, 0])),
        example(prior=np.array([0.0, 1.0]), likelihood=BAG, evidence=np.zeros(60, dtype=np.int64)),
        example(prior=np.array([0.5, 0.5]), likelihood=ALWAYS_OR_NEVER, evidence=np.array([1] + [0] * 60)),
    ],
)

survives_much_evidence = agrees(
    posterior,
    es="Miles de observaciones dan números finitos",
    en="Thousands of observations give finite numbers",
    given={
        "prior": st.just(np.array([0.5, 0.5])),
        "likelihood": st.just(RARE),
        "evidence": st.integers(110, 140).map(lambda count: np.zeros(count, dtype=np.int64)),
    },
    examples=[
        example(prior=np.array([0.25, 0.75]), likelihood=RARE, evidence=np.array([0, 1] * 120)),
        example(prior=np.array([0.75, 0.25]), likelihood=RARE, evidence=np.array([0, 1] * 2500)),
    ],
    draws=5,
)

prediction_weighs_all = agrees(
    predict,
    es="La predicción reúne a todas las hipótesis, con su peso de ahora",
    en="The prediction brings all hypotheses together, at their present weight",
    given=beliefs(),
    examples=[
        example(True, prior=np.array([0.5, 0.5]), likelihood=BAG, evidence=NOTHING),
        example(True, prior=np.array([0.01, 0.99]), likelihood=ALARM, evidence=np.array([0, 0])),
        example(prior=np.array([0.2, 0.8]), likelihood=THREE, evidence=np.array([0, 0, 1])),
    ],
)


@check(
    es="El orden de la evidencia no importa, y todo suma 1",
    en="The order of the evidence does not matter, and everything adds up to 1",
    given=beliefs(),
    draws=20,
)
def order_does_not_matter(call, prior, likelihood, evidence):
    backwards = call("posterior", prior, likelihood, evidence[::-1].copy())
    belief = call("posterior", prior, likelihood, evidence)
    sound = isinstance(belief, np.ndarray) and isinstance(backwards, np.ndarray)
    require(
        sound and belief.shape == backwards.shape == prior.shape and np.allclose(belief, backwards),
        es="la evidencia al revés da la misma creencia, de forma (H,)",
        en="the evidence backwards gives the same belief, of shape (H,)",
        got=belief,
    )
    require(np.isclose(belief.sum(), 1.0), es="la creencia suma 1", en="the belief adds up to 1", got=belief)


@check(
    es="Ninguna función modifica lo que recibe",
    en="No function changes what it receives",
    given=beliefs(),
    examples=[example(prior=np.array([0.5, 0.5]), likelihood=BAG, evidence=np.array([0, 1, 1]))],
    draws=10,
)
def leaves_arguments(call, prior, likelihood, evidence):
    for name in ("posterior", "predict"):
        leaves_arguments_alone(name).body(call, prior=prior, likelihood=likelihood, evidence=evidence)
