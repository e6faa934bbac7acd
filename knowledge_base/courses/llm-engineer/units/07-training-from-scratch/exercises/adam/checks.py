from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import adamw_step

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

USUAL = (0.9, 0.999)
QUICK = (0.5, 0.75)
RATES = st.sampled_from([1.0, 0.5, 0.125])
BETAS = st.sampled_from([QUICK, USUAL, (0.0, 0.5)])
EPSILONS = st.sampled_from([0.125, 0.5, 1e-8])
DECAYS = st.sampled_from([0.0, 0.1, 0.5])


def together(first_step):
    """A parameter, its gradient and a state of one shape: of the first step, or of a later one."""
    shapes = st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple)
    drawn = shapes.flatmap(lambda shape: st.tuples(arrays(shape), arrays(shape), states(shape, first_step)))
    whole = st.shared(drawn, key=f"first step {first_step}")
    return {
        name: whole.map(itemgetter(place)) for place, name in enumerate(("parameter", "gradient", "state"))
    }


def states(shape, first_step):
    if first_step:
        return st.just((np.zeros(shape), np.zeros(shape), 0))
    return st.tuples(arrays(shape, -2, 2), arrays(shape, 1, 4), st.integers(1, 5))


def settings(decays):
    return {"rate": RATES, "betas": BETAS, "epsilon": EPSILONS, "decay": decays}


def case(visible, parameter, gradient, state, rate=1.0, betas=QUICK, epsilon=0.5, decay=0.0):
    first, second, steps = state
    return example(
        visible,
        parameter=np.array(parameter),
        gradient=np.array(gradient),
        state=(np.array(first), np.array(second), steps),
        rate=rate,
        betas=betas,
        epsilon=epsilon,
        decay=decay,
    )


NEW = ([0.0], [0.0], 0)
LATER = ([1.0], [2.0], 1)

first_step = agrees(
    adamw_step,
    es="El primer paso, con el estado en 0",
    en="The first step, from a state of 0",
    given=together(True) | settings(st.just(0.0)),
    examples=[
        case(True, [3.0], [2.0], NEW),
        case(False, [3.0], [-0.5], NEW, rate=0.5, betas=USUAL, epsilon=1e-8),
        case(False, [1.0, 1.0], [0.0, 4.0], ([0.0, 0.0], [0.0, 0.0], 0), betas=(0.0, 0.5)),
    ],
    draws=20,
)

later_steps = agrees(
    adamw_step,
    es="Los pasos siguientes continúan desde el estado recibido",
    en="Later steps go on from the state they are given",
    given=together(False) | settings(st.just(0.0)),
    examples=[
        case(True, [3.0], [0.0], LATER),
        case(False, [3.0], [2.0], LATER),
        case(False, [3.0], [2.0], ([1.0], [2.0], 9), betas=USUAL),
    ],
    draws=20,
)

decays = agrees(
    adamw_step,
    es="El decay encoge el parámetro aparte del paso",
    en="The decay shrinks the parameter apart from the step",
    given=together(False) | settings(st.sampled_from([0.1, 0.5])),
    examples=[
        case(True, [4.0], [0.0], NEW, rate=0.5, decay=0.5),
        case(False, [4.0], [2.0], NEW, rate=0.5, decay=0.5),
        case(False, [-4.0], [2.0], LATER, rate=0.5, decay=0.1),
    ],
    draws=20,
)


@check(
    es="El tamaño del paso no depende de la escala de los gradientes",
    en="The size of the step does not depend on the scale of the gradients",
    given={"gradients": st.lists(st.integers(1, 32).map(lambda n: n / 8), min_size=1, max_size=4)},
    examples=[example(gradients=[2.0]), example(gradients=[1.0, 4.0])],
    draws=12,
)
def ignores_scale(call, gradients):
    small = walk(call, gradients)
    large = walk(call, [1000.0 * gradient for gradient in gradients])
    require(
        np.allclose(small, large, rtol=1e-5),
        es="con gradientes 1000 veces mayores (y epsilon casi 0) se llega al mismo punto",
        en="with gradients 1000 times larger (and epsilon almost 0) it arrives at the same point",
        got=large,
    )


def walk(call, gradients):
    parameter, state = np.array([1.0]), (np.zeros(1), np.zeros(1), 0)
    for gradient in gradients:
        parameter, state = call(
            "adamw_step", parameter, np.array([gradient]), state, 0.5, (0.5, 0.75), 1e-12, 0.0
        )
    return parameter


@check(
    es="Con un gradiente constante, cada paso mide lo que la tasa",
    en="With a constant gradient each step is as long as the rate",
    given={"gradient": st.integers(1, 32).map(lambda n: n / 8)},
    examples=[example(gradient=2.0)],
    draws=8,
)
def steps_as_long_as_the_rate(call, gradient):
    moved = walk(call, [gradient] * 6)
    require(
        np.allclose(moved, 1.0 - 6 * 0.5, rtol=1e-5),
        es="seis pasos con tasa 0.5 y un mismo gradiente positivo recorren 3",
        en="six steps at rate 0.5 with one positive gradient cover 3",
        got=moved,
    )


leaves_arguments = leaves_arguments_alone(
    "adamw_step",
    given=together(False) | settings(DECAYS),
    examples=[case(False, [3.0], [2.0], LATER)],
)
