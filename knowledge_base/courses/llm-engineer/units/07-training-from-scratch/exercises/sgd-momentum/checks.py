from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import momentum_step, nesterov_step, sgd_step

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

RATES = st.sampled_from([1.0, 0.5, 0.1])
MOMENTA = st.sampled_from([0.0, 0.5, 0.9])


def together(count):
    """Arrays of one shape, of one or two dimensions."""
    shapes = st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple)
    drawn = shapes.flatmap(lambda shape: st.tuples(*[arrays(shape)] * count))
    return st.shared(drawn, key=f"{count} arrays")


def named(*names):
    drawn = together(len(names))
    return {name: drawn.map(itemgetter(place)) for place, name in enumerate(names)}


plain = named("parameter", "gradient") | {"rate": RATES}
with_velocity = named("parameter", "gradient", "velocity") | {"rate": RATES, "momentum": MOMENTA}


def case(visible, parameter, gradient, velocity, rate, momentum):
    values = {
        "parameter": np.array(parameter),
        "gradient": np.array(gradient),
        "velocity": np.array(velocity),
    }
    return example(visible, **values, rate=rate, momentum=momentum)


steps_downhill = agrees(
    sgd_step,
    es="SGD da un paso contra el gradiente",
    en="SGD takes a step against the gradient",
    given=plain,
    examples=[
        example(True, parameter=np.array([1.0, -2.0]), gradient=np.array([4.0, 0.0]), rate=0.5),
        example(parameter=np.array([[1.0]]), gradient=np.array([[-1.0]]), rate=0.25),
    ],
    draws=15,
)

remembers = agrees(
    momentum_step,
    es="Momentum suma el gradiente a la velocidad y se mueve con ella",
    en="Momentum adds the gradient to the velocity and moves with it",
    given=with_velocity,
    examples=[
        case(True, [1.0], [2.0], [2.0], 0.25, 0.5),
        case(True, [1.0], [2.0], [0.0], 0.5, 0.5),
        case(False, [1.0, 1.0], [0.0, 1.0], [1.0, 0.0], 0.1, 0.9),
        case(False, [[1.0]], [[3.0]], [[2.0]], 1.0, 0.0),
    ],
    draws=25,
)

looks_ahead = agrees(
    nesterov_step,
    es="Nesterov se adelanta con la velocidad nueva",
    en="Nesterov looks ahead with the new velocity",
    given=with_velocity,
    examples=[
        case(True, [1.0], [2.0], [2.0], 0.25, 0.5),
        case(False, [1.0], [2.0], [0.0], 0.5, 0.5),
        case(False, [1.0, 1.0], [0.0, 1.0], [1.0, 0.0], 0.1, 0.9),
    ],
    draws=25,
)


@check(
    es="Con momentum 0, los tres dan el mismo paso",
    en="With momentum 0 all three take the same step",
    given=named("parameter", "gradient", "velocity") | {"rate": RATES},
    examples=[
        example(parameter=np.array([1.0]), gradient=np.array([2.0]), velocity=np.array([8.0]), rate=0.5)
    ],
    draws=15,
)
def without_momentum_all_agree(call, parameter, gradient, velocity, rate):
    plainly = call("sgd_step", parameter, gradient, rate)
    for name in ("momentum_step", "nesterov_step"):
        moved, _ = call(name, parameter, gradient, velocity, rate, 0.0)
        require(
            np.allclose(moved, plainly),
            es="con momentum 0 el paso es el de SGD, sea cual sea la velocidad",
            en="with momentum 0 the step is that of SGD, whatever the velocity",
            got=moved,
        )


@check(
    es="Con un gradiente constante, la velocidad tiende a gradiente / (1 − momentum)",
    en="With a constant gradient the velocity tends to gradient / (1 − momentum)",
    given=named("parameter", "gradient"),
    examples=[example(parameter=np.array([1.0]), gradient=np.array([2.0]))],
    draws=8,
)
def velocity_settles(call, parameter, gradient):
    moved, velocity = parameter, np.zeros(parameter.shape)
    for _ in range(30):
        moved, velocity = call("momentum_step", moved, gradient, velocity, 0.1, 0.5)
    require(
        np.allclose(velocity, 2.0 * gradient),
        es="con momentum 0.5, la velocidad llega al doble del gradiente",
        en="with momentum 0.5 the velocity arrives at twice the gradient",
        got=velocity,
    )


leaves_sgd = leaves_arguments_alone(
    "sgd_step",
    given=plain,
    examples=[example(parameter=np.array([1.0]), gradient=np.array([2.0]), rate=0.5)],
)
leaves_momentum = leaves_arguments_alone(
    "momentum_step", given=with_velocity, examples=[case(False, [1.0], [2.0], [2.0], 0.25, 0.5)]
)
leaves_nesterov = leaves_arguments_alone(
    "nesterov_step", given=with_velocity, examples=[case(False, [1.0], [2.0], [2.0], 0.25, 0.5)]
)
