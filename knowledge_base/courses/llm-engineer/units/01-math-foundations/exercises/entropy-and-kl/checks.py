from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import entropy, kl_divergence

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import distributions

bases = st.sampled_from([2.0, 10.0, float(np.e)])


def couples(zeros=False):
    """Two distributions of one length, the second without zeros."""
    pairs = st.integers(2, 5).flatmap(
        lambda n: st.tuples(distributions((n, n), zeros=zeros), distributions((n, n)))
    )
    pair = st.shared(pairs, key=f"a couple, zeros {zeros}")
    return {"p": pair.map(itemgetter(0)), "q": pair.map(itemgetter(1))}


entropy_is_the_average_surprise = agrees(
    entropy,
    es="La entropía es la sorpresa media",
    en="Entropy is the average surprise",
    given={"p": distributions(), "base": bases},
    examples=[
        example(True, p=np.array([0.5, 0.5])),
        example(True, p=np.array([0.5, 0.5]), base=float(np.e)),
        example(p=np.array([0.5, 0.25, 0.125, 0.125])),
        example(p=np.array([1.0]), base=3.0),
    ],
)

entropy_takes_zeros = agrees(
    entropy,
    es="Lo que nunca ocurre no aporta entropía",
    en="What never happens adds no entropy",
    given={"p": distributions((3, 6), zeros=True).map(lambda p: np.append(p, 0.0))},
    examples=[
        example(True, p=np.array([0.5, 0.5, 0.0])),
        example(p=np.array([0.0, 1.0])),
        example(p=np.array([1.0, 0.0, 0.0]), base=float(np.e)),
    ],
    draws=20,
)

divergence_is_the_average_surplus = agrees(
    kl_divergence,
    es="La divergencia promedia con p la sorpresa de más",
    en="The divergence averages the extra surprise with p",
    given=couples() | {"base": bases},
    examples=[
        example(True, p=np.array([0.5, 0.5]), q=np.array([0.75, 0.25])),
        example(p=np.array([0.75, 0.25]), q=np.array([0.5, 0.5]), base=float(np.e)),
        example(p=np.array([1.0]), q=np.array([1.0])),
    ],
)

divergence_takes_zeros = agrees(
    kl_divergence,
    es="Con ceros, la divergencia es finita o infinita según corresponde",
    en="With zeros, the divergence is finite or infinite as it should be",
    given=couples(zeros=True),
    examples=[
        example(True, p=np.array([1.0, 0.0]), q=np.array([0.5, 0.5])),
        example(True, p=np.array([0.5, 0.5]), q=np.array([1.0, 0.0])),
        example(p=np.array([0.5, 0.5, 0.0]), q=np.array([0.25, 0.75, 0.0])),
        example(p=np.array([0.0, 0.5, 0.5]), q=np.array([0.5, 0.5, 0.0]), base=float(np.e)),
    ],
    draws=20,
)


@check(
    es="La entropía es mayor cuando todo es igual de probable",
    en="Entropy is greatest when everything is equally likely",
    given={"count": st.integers(2, 16)},
    draws=10,
)
def uniform_has_most(call, count):
    same(call("entropy", np.full(count, 1 / count)), float(np.log2(count)))


@check(
    es="Una distribución no diverge de sí misma, y de otra nunca en negativo",
    en="A distribution does not diverge from itself, and never below zero from another",
    given=couples(),
    examples=[example(p=np.array([0.5, 0.5]), q=np.array([1.0, 0.0]))],
    draws=20,
)
def never_negative(call, p, q):
    same(call("kl_divergence", p, p), 0.0)
    divergence = call("kl_divergence", p, q)
    require(
        isinstance(divergence, (float, np.floating)) and divergence > -1e-9,
        es="KL(p‖q) es un número y no es negativa",
        en="KL(p‖q) is a number and is not negative",
        got=divergence,
    )


@check(
    es="Ninguna función modifica lo que recibe",
    en="No function changes what it receives",
    given=couples(zeros=True),
    examples=[example(p=np.array([0.5, 0.5, 0.0]), q=np.array([0.75, 0.25, 0.0]))],
    draws=10,
)
def leaves_arguments(call, p, q):
    leaves_arguments_alone("entropy").body(call, p=p)
    leaves_arguments_alone("kl_divergence").body(call, p=p, q=q)
